// SPDX-License-Identifier: BSL-1.0
/// \file
/// A text with Liquid output tags: `Hello {{ lead.first_name | default: "there" }}`.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/lead/value.hpp>
#include <nurture/result.hpp>

namespace nurture::inline v0 {

/// How values are written into the text around them.
enum class Escaping {
    none, ///< Subject, plain text, tasks.
    html  ///< HTML bodies: & < > " ' as character references.
};

/// Where a template finds its values.
class TemplateScope {
public:
    virtual ~TemplateScope() = default;

    /// The value of a dotted name, split at the dots: {"lead", "first_name"}. Null if absent; valid during render.
    [[nodiscard]] virtual const Value* find(const std::vector<std::string>& path) const = 0;

protected:
    TemplateScope() = default;
    TemplateScope(const TemplateScope&) = default;
    TemplateScope& operator=(const TemplateScope&) = default;
};

/// Something wrong in a template, for its author.
struct TemplateProblem {
    std::size_t offset = 0; ///< In bytes from the beginning of the template.
    std::string message{};
    std::string hint{};
    bool unsupported = false; ///< Liquid that this version does not have yet.
};

struct ParsedTemplate;

/// A parsed template. A value that shares its program: cheap to copy, immutable, safe from any thread.
class Template {
public:
    Template() = default; ///< Renders to "".

    /// Parses output tags with dotted names and the filter `default`. Other Liquid (`{% … %}`, other filters) is a
    /// problem marked unsupported. All problems are found in one go.
    [[nodiscard]] static std::optional<Template> parse(std::string_view text, std::vector<TemplateProblem>& problems);

    /// The dotted names it reads, each with its place, in the order of the text.
    struct Name {
        std::vector<std::string> path{};
        std::size_t offset = 0;
    };
    [[nodiscard]] const std::vector<Name>& names() const noexcept;
    [[nodiscard]] const std::string& text() const noexcept;

    /// The text with its values. An absent one takes the tag's `default`, else nothing is written. Output beyond
    /// `limit` bytes is Errc::invalid_argument (S41, `message_bytes`).
    [[nodiscard]] Result<std::string> render(const TemplateScope& scope, Escaping escaping, std::size_t limit) const;

private:
    std::shared_ptr<const ParsedTemplate> parsed_;
};

} // namespace nurture::inline v0
