// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catalogs of JSON texts, for tests of what documents mean.

#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <nurture/definition/catalog.hpp>
#include <nurture/definition/document.hpp>

namespace nurture_test {

inline nurture::Checked<nurture::Document> json(std::string text) {
    return nurture::read_json(
        std::make_shared<const nurture::SourceText>(nurture::SourceText{"test.json", std::move(text)}));
}

/// The catalog of a list of documents; single quotes stand for double ones.
inline nurture::Checked<nurture::Catalog> catalog(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    nurture::Checked<nurture::Document> documents = json("[" + std::move(text) + "]");
    if (!documents.ok()) {
        return {{}, documents.diagnostics};
    }
    return nurture::read_catalog(documents.value.items);
}

/// The workflow "w" with these steps.
inline nurture::Checked<nurture::Workflow> steps(const std::string& text) {
    auto read = catalog("{'workflow': 'w', 'trigger': {'event': 'form_submitted'}, 'steps': [" + text + "]}");
    return {read.value.workflows["w"], read.diagnostics};
}

/// Whether there is a remark of this rule that says this.
inline bool says(const nurture::Diagnostics& remarks, std::string_view rule, std::string_view words) {
    return std::any_of(remarks.begin(), remarks.end(), [&](const nurture::Diagnostic& remark) {
        return remark.rule == rule && remark.message.find(words) != std::string::npos;
    });
}

/// All remarks, for a failing test.
inline std::string list(const nurture::Diagnostics& remarks) {
    std::string text;
    for (const nurture::Diagnostic& remark : remarks) {
        text += to_string(remark) + "\n";
    }
    return text;
}

} // namespace nurture_test
