// SPDX-License-Identifier: BSL-1.0

#include <nurture/content/template.hpp>

#include <algorithm>
#include <utility>
#include <variant>

#include "content/parsed_template.hpp"

namespace nurture::inline v0 {

namespace {

/// Writes into a text that may not become longer than a limit.
class LimitedText {
public:
    explicit LimitedText(std::size_t limit) : limit_(limit) {}

    /// Whether it still fits.
    bool append(std::string_view piece) {
        if (piece.size() > limit_ - text_.size()) {
            return false;
        }
        text_ += piece;
        return true;
    }

    /// The references of HTML 4, which every mail program knows; &apos; is younger.
    bool append_as_html(std::string_view piece) {
        while (!piece.empty()) {
            const std::size_t plain = std::min(piece.find_first_of("&<>\"'"), piece.size());
            if (!append(piece.substr(0, plain))) {
                return false;
            }
            if (plain == piece.size()) {
                return true;
            }
            if (!append(reference_of(piece[plain]))) {
                return false;
            }
            piece.remove_prefix(plain + 1);
        }
        return true;
    }

    [[nodiscard]] std::string take() && { return std::move(text_); }

private:
    static std::string_view reference_of(char c) {
        switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        default: return "&#39;";
        }
    }

    std::size_t limit_;
    std::string text_;
};

/// What Liquid's `default` replaces: nothing, false, an empty text and an empty collection.
bool is_empty(const Value* value) {
    if (value == nullptr || value->is_absent()) {
        return true;
    }
    if (const bool* flag = value->as_bool()) {
        return !*flag;
    }
    if (const std::string* text = value->as_string()) {
        return text->empty();
    }
    if (const Value::List* list = value->as_list()) {
        return list->empty();
    }
    const Value::Map* map = value->as_map();
    return map != nullptr && map->empty();
}

const Value* value_of(const Operand& operand, const ParsedTemplate& parsed, const TemplateScope& scope) {
    if (const auto* name = std::get_if<NameIndex>(&operand)) {
        return scope.find(parsed.names[name->at].path);
    }
    return std::get_if<Value>(&operand);
}

const Value* value_of(const Output& output, const ParsedTemplate& parsed, const TemplateScope& scope) {
    const Value* value = nullptr;
    for (const Operand& operand : output.operands) {
        value = value_of(operand, parsed, scope);
        if (!is_empty(value)) {
            break;
        }
    }
    return value;
}

bool write(LimitedText& out, const Value* value, Escaping escaping) {
    if (value == nullptr) {
        return true;
    }
    const std::string* held = value->as_string();
    const std::string made = held == nullptr ? to_text(*value) : std::string();
    const std::string& text = held == nullptr ? made : *held;
    return escaping == Escaping::html ? out.append_as_html(text) : out.append(text);
}

} // namespace

std::optional<Template> Template::parse(std::string_view text, std::vector<TemplateProblem>& problems) {
    std::optional<ParsedTemplate> parsed = parse_template(text, problems);
    if (!parsed) {
        return std::nullopt;
    }
    Template made;
    made.parsed_ = std::make_shared<const ParsedTemplate>(*std::move(parsed));
    return made;
}

const std::vector<Template::Name>& Template::names() const noexcept {
    static const std::vector<Name> none;
    return parsed_ ? parsed_->names : none;
}

const std::string& Template::text() const noexcept {
    static const std::string none;
    return parsed_ ? parsed_->text : none;
}

Result<std::string> Template::render(const TemplateScope& scope, Escaping escaping, std::size_t limit) const {
    LimitedText out(limit);
    if (!parsed_) {
        return std::move(out).take();
    }
    for (const auto& piece : parsed_->pieces) {
        const auto* literal = std::get_if<Literal>(&piece);
        const bool fits = literal != nullptr ? out.append(literal->text)
                                             : write(out, value_of(std::get<Output>(piece), *parsed_, scope), escaping);
        if (!fits) {
            return Error{Errc::invalid_argument, "the rendered text is longer than " + std::to_string(limit) +
                                                     " bytes: shorten the template or its values, or raise the limit"};
        }
    }
    return std::move(out).take();
}

} // namespace nurture::inline v0
