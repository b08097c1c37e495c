// SPDX-License-Identifier: BSL-1.0

#include <algorithm>

#include <fmt/format.h>

#include "commands.hpp"
#include "loading.hpp"
#include "sarif.hpp"
#include "terminal.hpp"

namespace nurture::cli {

namespace {

std::uint64_t count(const Diagnostics& findings, Severity severity) {
    return static_cast<std::uint64_t>(std::count_if(
        findings.begin(), findings.end(), [&](const Diagnostic& finding) { return finding.severity == severity; }));
}

void print_text(const Diagnostics& findings, bool has_workflow) {
    for (const Diagnostic& finding : findings) {
        fmt::print("{}\n", to_string(finding));
    }
    const std::uint64_t notes = count(findings, Severity::note);
    const bool empty = !has_workflow && !has_errors(findings); // Errors may be why it has none.
    fmt::print("{}, {}{}{}\n", counted(count(findings, Severity::error), "error"),
               counted(count(findings, Severity::warning), "warning"), notes == 0 ? "" : ", " + counted(notes, "note"),
               empty ? "; the catalog has no workflow" : "");
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : "; ") + name;
    }
    return text;
}

void print_fields(const std::vector<FieldUse>& uses) {
    std::size_t name = 0;
    std::size_t type = 0;
    for (const FieldUse& use : uses) {
        name = std::max(name, use.field.size());
        type = std::max(type, use.type.size());
    }
    for (const FieldUse& use : uses) {
        const std::string reads = use.readers.empty() ? "" : "read by " + joined(use.readers);
        const std::string writes = use.writers.empty() ? "" : "written by " + joined(use.writers);
        fmt::print("{:<{}}  {:<{}}  {}{}{}\n", use.field, name, use.type, type, reads,
                   reads.empty() || writes.empty() ? "" : "; ", writes);
    }
}

std::string json_list(const std::vector<std::string>& names) {
    std::string text = "[";
    for (const std::string& name : names) {
        text += text.size() == 1 ? "" : ",";
        append_json(text, std::string_view(name));
    }
    return text + ']';
}

void print_fields_json(const std::vector<FieldUse>& uses) {
    std::string text;
    for (const FieldUse& use : uses) {
        text += text.empty() ? "" : ",\n";
        text += "{\"field\":";
        append_json(text, std::string_view(use.field));
        text += ",\"type\":";
        append_json(text, std::string_view(use.type));
        text += ",\"readers\":" + json_list(use.readers) + ",\"writers\":" + json_list(use.writers) + '}';
    }
    fmt::print("[{}]\n", text);
}

} // namespace

int check(const CheckOptions& options) {
    if (!exists(options.catalog)) {
        complain(options.catalog + " does not exist; name a catalog file or directory");
        return exit_status::usage;
    }
    const Loaded loaded = load(options.catalog);
    const Diagnostics& findings = loaded.findings;
    if (options.fields && !has_errors(findings)) {
        if (options.format == "json") {
            print_fields_json(loaded.plan.field_uses());
        } else {
            print_fields(loaded.plan.field_uses());
        }
        return exit_status::good;
    }
    if (options.format == "json") {
        fmt::print("{}", findings_json(findings));
    } else if (options.format == "sarif") {
        fmt::print("{}", findings_sarif(findings));
    } else {
        print_text(findings, !loaded.catalog.workflows.empty());
    }
    const bool bad = has_errors(findings) || (options.strict && count(findings, Severity::warning) > 0);
    return bad ? exit_status::no : exit_status::good;
}

} // namespace nurture::cli
