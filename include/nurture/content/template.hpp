// SPDX-License-Identifier: BSL-1.0
/// \file
/// A text in Liquid: `Hello {{ lead.first_name | default: "there" }}{% if lead.score > 50 %} …{% endif %}`.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/lead/value.hpp>
#include <nurture/result.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

/// Where the text goes, and so how values are written into it. The template's own text is never changed, save in a
/// header.
enum class Escaping {
    none,   ///< Plain text, tasks: values as they are.
    html,   ///< HTML bodies: & < > " ' as character references; `| raw` opts out.
    header, ///< Subject, sender: no line ends and no other control characters in the whole text.
    url     ///< Links: values percent-encoded; `| raw` opts out.
};

/// Where a template finds its values.
class TemplateScope {
public:
    virtual ~TemplateScope() = default;

    /// The value of a dotted name, split at the dots: {"lead", "first_name"}. Null if absent; valid during render. Of
    /// a longer name that is not known its beginning is asked for, so lists and maps need not be looked into.
    [[nodiscard]] virtual const Value* find(const std::vector<std::string>& path) const = 0;

protected:
    TemplateScope() = default;
    TemplateScope(const TemplateScope&) = default;
    TemplateScope& operator=(const TemplateScope&) = default;
};

/// What a rendering may use and what it refers to.
struct RenderContext {
    Escaping escaping = Escaping::none;
    std::size_t bytes = 1'048'576;   ///< Of output (S41, `message_bytes`).
    std::size_t steps = 1'000'000;   ///< A tag, a filter, an item of a list, 64 bytes of text that is made.
    std::size_t memory = 16'777'216; ///< Bytes of all texts and lists made on the way.
    const Zone* zone = nullptr;      ///< Of dates; UTC if null.
    std::optional<Instant> now = {}; ///< What `"now" | date` is; without it that is a mistake.
};

/// Why a text could not be rendered.
struct RenderFailure {
    enum class Kind {
        missing_value, ///< A value that is `required` is absent.
        message_bytes, ///< The text would be longer than it may be.
        budget,        ///< It would take more steps or more memory than it may.
        mistake        ///< A filter or tag cannot work with a value: division by zero.
    };
    Kind kind = Kind::mistake;
    std::string name{}; ///< Of the missing value.
};

/// Something wrong in a template, for its author.
struct TemplateProblem {
    std::size_t offset = 0; ///< In bytes from the beginning of the template.
    std::string message{};
    std::string hint{};
    bool unsupported = false; ///< Liquid that this version does not have.
};

/// Texts that a template may write with `{% render 'name' %}`.
class TemplatePieces {
public:
    virtual ~TemplatePieces() = default;

    /// The text of that name, or null; valid during parse.
    [[nodiscard]] virtual const std::string* find(std::string_view name) const = 0;

    /// For the author of a template that names a text which is not there: `did you mean "x"?`, or "".
    [[nodiscard]] virtual std::string hint(std::string_view /*name*/) const { return {}; }

protected:
    TemplatePieces() = default;
    TemplatePieces(const TemplatePieces&) = default;
    TemplatePieces& operator=(const TemplatePieces&) = default;
};

namespace liquid {
struct Program;
}

/// A parsed template. A value that shares its program: cheap to copy, immutable, safe from any thread.
class Template {
public:
    Template() = default; ///< Renders to "".

    /// Parses strictly: whatever the language would overlook is a problem. All are found in one go.
    [[nodiscard]] static std::optional<Template> parse(std::string_view text, std::vector<TemplateProblem>& problems,
                                                       const TemplatePieces* pieces = nullptr);

    /// The dotted names it reads from its scope, each with its place, in the order of the text; names that the
    /// template itself gives (`assign`, `for`) are not among them. A name ends where a computed part begins:
    /// `lead.tags[i]` is {"lead", "tags"}.
    struct Name {
        std::vector<std::string> path{};
        std::size_t offset = 0;
    };
    [[nodiscard]] const std::vector<Name>& names() const noexcept;
    /// Whether it reads this name of one part: `unsubscribe_url`.
    [[nodiscard]] bool reads(std::string_view name) const noexcept;
    [[nodiscard]] const std::string& text() const noexcept;

    /// The text with its values. An absent one takes its `default`, else nothing is written. What cannot be rendered
    /// is Errc::invalid_argument; `why` tells the reasons apart.
    [[nodiscard]] Result<std::string> render(const TemplateScope& scope, const RenderContext& context,
                                             RenderFailure* why = nullptr) const;

private:
    std::shared_ptr<const liquid::Program> program_;
};

} // namespace nurture::inline v0
