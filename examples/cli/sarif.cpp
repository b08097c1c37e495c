// SPDX-License-Identifier: BSL-1.0

#include "sarif.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include <nurture/lead/value.hpp>
#include <nurture/version.hpp>

namespace nurture::cli {

namespace {

std::string quoted_json(std::string_view text) {
    return to_json(Value(text));
}

long count(const Diagnostics& findings, Severity severity) {
    return std::count_if(findings.begin(), findings.end(),
                         [&](const Diagnostic& finding) { return finding.severity == severity; });
}

std::string finding_json(const Diagnostic& finding) {
    std::string text = fmt::format(R"({{"severity":"{}","rule":{},"message":{},"hint":{})", name(finding.severity),
                                   quoted_json(finding.rule), quoted_json(finding.message), quoted_json(finding.hint));
    if (finding.place.source != nullptr) {
        text += fmt::format(R"(,"file":{},"line":{},"column":{})", quoted_json(finding.place.source->name),
                            finding.place.line, finding.place.column);
    }
    text += ",\"witness\":[";
    for (std::size_t i = 0; i < finding.witness.size(); ++i) {
        text += (i == 0 ? "" : ",") + quoted_json(finding.witness[i]);
    }
    return text + "]}";
}

std::string sarif_result(const Diagnostic& finding) {
    const std::string message = finding.hint.empty() ? finding.message : finding.message + "; " + finding.hint;
    std::string text = fmt::format(R"({{"ruleId":{},"level":"{}","message":{{"text":{}}})", quoted_json(finding.rule),
                                   name(finding.severity), quoted_json(message));
    if (finding.place.source != nullptr) {
        text += fmt::format(R"(,"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":{}}})",
                            quoted_json(finding.place.source->name));
        if (finding.place.line != 0) {
            text += fmt::format(R"(,"region":{{"startLine":{},"startColumn":{}}})", finding.place.line,
                                std::max(finding.place.column, 1U));
        }
        text += "}}]";
    }
    return text + '}';
}

} // namespace

std::string findings_json(const Diagnostics& findings) {
    std::string text =
        fmt::format(R"({{"errors":{},"warnings":{},"notes":{},"findings":[)", count(findings, Severity::error),
                    count(findings, Severity::warning), count(findings, Severity::note));
    for (std::size_t i = 0; i < findings.size(); ++i) {
        text += (i == 0 ? "" : ",") + finding_json(findings[i]);
    }
    return text + "]}\n";
}

std::string findings_sarif(const Diagnostics& findings) {
    std::set<std::string> rules;
    for (const Diagnostic& finding : findings) {
        rules.insert(finding.rule);
    }
    std::string text =
        R"({"version":"2.1.0","$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[{"tool":)";
    text += fmt::format(R"({{"driver":{{"name":"nurture","version":"{}","rules":[)", NURTURE_VERSION_STRING);
    std::string_view comma;
    for (const std::string& rule : rules) {
        text += fmt::format(R"({}{{"id":{}}})", comma, quoted_json(rule));
        comma = ",";
    }
    text += R"(]}},"columnKind":"unicodeCodePoints","results":[)";
    for (std::size_t i = 0; i < findings.size(); ++i) {
        text += (i == 0 ? "" : ",") + sarif_result(findings[i]);
    }
    return text + "]}]}\n";
}

} // namespace nurture::cli
