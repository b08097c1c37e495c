// SPDX-License-Identifier: BSL-1.0
/// \file
/// Renders texts over values that a test gives by name.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/content/template.hpp>

#include "support/catch.hpp"

namespace nurture::test {

/// Values by their first name; what lies in them is found by the template itself.
class NamedValues final : public TemplateScope {
public:
    NamedValues() = default;
    explicit NamedValues(std::map<std::string, Value> values) : values_(std::move(values)) {}

    [[nodiscard]] const Value* find(const std::vector<std::string>& path) const override {
        const auto at = path.size() == 1 ? values_.find(path.front()) : values_.end();
        return at == values_.end() ? nullptr : &at->second;
    }

private:
    std::map<std::string, Value> values_{};
};

/// Texts to render by name.
class NamedPieces final : public TemplatePieces {
public:
    explicit NamedPieces(std::map<std::string, std::string, std::less<>> texts) : texts_(std::move(texts)) {}

    [[nodiscard]] const std::string* find(std::string_view name) const override {
        const auto at = texts_.find(name);
        return at == texts_.end() ? nullptr : &at->second;
    }

private:
    std::map<std::string, std::string, std::less<>> texts_{};
};

inline Template parsed(std::string_view text, const TemplatePieces* pieces = nullptr) {
    std::vector<TemplateProblem> problems;
    const auto made = Template::parse(text, problems, pieces);
    INFO(text << ": " << (problems.empty() ? "" : problems.front().message));
    REQUIRE(made.has_value());
    return *made;
}

/// What the text becomes, or "error: …".
inline std::string rendered(std::string_view text, const NamedValues& values = {}, const RenderContext& context = {},
                            RenderFailure* why = nullptr) {
    const Result<std::string> out = parsed(text).render(values, context, why);
    return out ? *out : "error: " + out.error().message;
}

} // namespace nurture::test
