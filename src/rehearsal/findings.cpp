// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/findings.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace nurture::inline v0::rehearsal {

namespace {

/// A path that stands in a file is relative to that file.
std::string beside(const Place& place, const std::string& path) {
    if (path.empty() || path.front() == '/' || place.source == nullptr) {
        return path;
    }
    const std::size_t slash = place.source->name.rfind('/');
    return slash == std::string::npos ? path : place.source->name.substr(0, slash + 1) + path;
}

void take(Checked<std::vector<Document>> read, std::vector<Document>& documents, Diagnostics& remarks) {
    std::move(read.value.begin(), read.value.end(), std::back_inserter(documents));
    std::move(read.diagnostics.begin(), read.diagnostics.end(), std::back_inserter(remarks));
}

bool is_wanted(const ExpectedFinding& wanted, const Diagnostic& remark) {
    return remark.rule == wanted.code && (!wanted.line || remark.place.line == *wanted.line) &&
           (remark.message + '\n' + remark.hint).find(wanted.message) != std::string::npos;
}

std::string unmet(const ExpectedFinding& wanted, const Diagnostics& remarks) {
    std::string text = "expected the finding \"" + wanted.code + '"';
    if (!wanted.message.empty()) {
        text += " with \"" + wanted.message + '"';
    }
    if (wanted.line) {
        text += " in line " + std::to_string(*wanted.line);
    }
    return text + (remarks.empty() ? ", and there are no findings" : "; found:\n" + listed(remarks));
}

} // namespace

Findings find(const Head& head, const CatalogSource& source) {
    Findings findings;
    std::vector<Document> documents;
    for (const std::string& path : head.paths) {
        take(source.at_path(beside(head.place, path)), documents, findings.remarks);
    }
    documents.insert(documents.end(), head.documents.begin(), head.documents.end());
    if (head.text) {
        const std::string name =
            head.place.source == nullptr ? "catalog_text" : head.place.source->name + " (catalog_text)";
        take(source.of_text(std::make_shared<SourceText>(SourceText{name, *head.text})), documents, findings.remarks);
    }
    Checked<Catalog> catalog = read_catalog(documents);
    findings.catalog = std::move(catalog.value);
    std::move(catalog.diagnostics.begin(), catalog.diagnostics.end(), std::back_inserter(findings.remarks));
    Checked<Plan> plan = compile(findings.catalog);
    std::move(plan.diagnostics.begin(), plan.diagnostics.end(), std::back_inserter(findings.remarks));
    if (!has_errors(findings.remarks)) {
        findings.plan = plan.value;
    }
    sort_by_place(findings.remarks);
    return findings;
}

std::vector<ScenarioFailure> check_findings(const Expectations& expect, const Diagnostics& remarks) {
    std::vector<ScenarioFailure> failures;
    for (const ExpectedFinding& wanted : expect.errors) {
        const bool there = std::any_of(remarks.begin(), remarks.end(),
                                       [&](const Diagnostic& remark) { return is_wanted(wanted, remark); });
        if (!there) {
            failures.push_back({wanted.place, unmet(wanted, remarks), {}});
        }
    }
    for (const Diagnostic& remark : remarks) {
        for (const auto& [place, code] : expect.no_findings) {
            if (remark.rule == code) {
                failures.push_back({place, "expected no finding \"" + code + "\"; found:\n" + to_string(remark), {}});
            }
        }
        if (expect.clean && remark.severity != Severity::note) {
            failures.push_back({*expect.clean, "expected neither error nor warning; found:\n" + to_string(remark), {}});
        }
    }
    return failures;
}

std::vector<std::string> missing_features(const Diagnostics& remarks) {
    std::vector<std::string> features;
    for (const Diagnostic& remark : remarks) {
        if (remark.rule != "unsupported") {
            continue;
        }
        // `workflow "x", step "y": "handoff" is part of the catalog format but …`: the feature stands before that.
        std::string_view text = remark.message;
        for (const std::string_view end :
             {" is part of the catalog format", " is not supported", " are not supported"}) {
            text = text.substr(0, text.find(end));
        }
        if (const std::size_t colon = text.rfind(": "); colon != std::string_view::npos) {
            text.remove_prefix(colon + 2);
        }
        std::string feature(text);
        feature.erase(std::remove(feature.begin(), feature.end(), '"'), feature.end());
        if (std::find(features.begin(), features.end(), feature) == features.end()) {
            features.push_back(feature);
        }
    }
    return features;
}

std::string listed(const Diagnostics& remarks) {
    std::string text;
    for (const Diagnostic& remark : remarks) {
        text += (text.empty() ? "" : "\n") + to_string(remark);
    }
    return text;
}

} // namespace nurture::inline v0::rehearsal
