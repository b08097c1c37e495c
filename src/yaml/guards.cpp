// SPDX-License-Identifier: BSL-1.0
/// \file
/// Checks around yaml-cpp.

#include "yaml/guards.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "definition/utf8.hpp"

namespace nurture::inline v0::yaml {
namespace {

// yaml-cpp keeps a whole line of brackets as tokens before it hands out the first: about 240 bytes of memory per
// byte of text. These two keep that bounded and are far from anything a person or program writes.
constexpr std::size_t longest_line = std::size_t{1024} * 1024;
constexpr std::ptrdiff_t deepest_line = 1'000;

struct Complaint {
    std::string_view theirs;
    std::string_view ours;
};

constexpr std::array<Complaint, 14> complaints = {{
    {"end of map flow not found", "\"}\" is missing, or a \",\" before this"},
    {"end of sequence flow not found", "\"]\" is missing, or a \",\" before this"},
    {"end of map not found", "this does not fit the lines above: check the indentation, or put the value in quotes"},
    {"end of sequence not found", "this does not fit the list above: check the indentation and the \"- \""},
    {"illegal map value", "\": \" cannot stand here; put a text that contains it in quotes"},
    {"illegal map key", "a key cannot stand here; check the indentation"},
    {"illegal block entry", "\"- \" cannot stand here; put the list on the lines below"},
    {"illegal flow end", "there is a closing bracket without an opening one"},
    {"illegal tab when looking for indentation", "indent with spaces, not with tabs"},
    {"illegal EOF in scalar", "a quote is not closed"},
    {"unknown token", "a text that begins with this character needs quotes"},
    {"the referenced anchor is not defined", "\"*\" begins an alias, which this format does not have; put the text in "
                                             "quotes"},
    {"unexpected character in block scalar", "the text behind \"|\" or \">\" begins on the next line"},
    {"bad file", "lists and maps are nested too deep"},
}};

/// The first character that YAML does not allow in a text at all, or that other programs read as another line.
std::optional<std::size_t> first_control(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const bool allowed = byte == '\t' || byte == '\n' || (byte == '\r' && text.substr(at + 1, 1) == "\n");
        if ((byte < 0x20 && !allowed) || byte == 0x7F) {
            return at;
        }
    }
    return std::nullopt;
}

/// Where a line becomes longer or opens more brackets than yaml-cpp should be given.
std::optional<std::size_t> first_monstrous_line(std::string_view text) noexcept {
    std::size_t length = 0;
    std::ptrdiff_t open = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\n') {
            length = 0;
            open = 0;
            continue;
        }
        open += c == '[' || c == '{' ? 1 : 0;
        open -= c == ']' || c == '}' ? 1 : 0;
        if (++length > longest_line || open > deepest_line) {
            return at;
        }
    }
    return std::nullopt;
}

/// Whether a value in this line begins with "!" outside quotes.
bool begins_with_exclamation(std::string_view line) noexcept {
    for (std::size_t at = line.find('!'); at != std::string_view::npos; at = line.find('!', at + 1)) {
        const std::size_t before = line.find_last_not_of(' ', at == 0 ? 0 : at - 1);
        const char c = at == 0 || before == std::string_view::npos ? '-' : line[before];
        if (c == ':' || c == '-' || c == ',' || c == '[' || c == '{') {
            return true;
        }
    }
    return false;
}

/// Whether a line holds a template, or what looks like a condition inside { } or [ ].
bool wants_quotes(std::string_view line) noexcept {
    if (line.find("{{") != std::string_view::npos || line.find("{%") != std::string_view::npos) {
        return true;
    }
    const std::size_t bracket = line.find_first_of("{[");
    if (bracket == std::string_view::npos) {
        return false;
    }
    const std::string_view inside = line.substr(bracket);
    constexpr std::array<std::string_view, 10> signs = {"==", "!=", ">", "<", "&&", "||", "(", " in ", " ? ", ": \""};
    return std::any_of(signs.begin(), signs.end(),
                       [&](std::string_view sign) { return inside.find(sign) != std::string_view::npos; });
}

} // namespace

Diagnostic syntax_error(std::string message, Place place, std::string hint) {
    return {Severity::error, "syntax", std::move(message), std::move(hint), std::move(place), {}};
}

std::optional<Diagnostic> refuse_unread(const std::shared_ptr<const SourceText>& source, const ReadLimits& limits) {
    const std::string_view text = source->text;
    if (text.size() > limits.bytes) {
        return syntax_error(fmt::format("the text is {} bytes long; at most {} are read", text.size(), limits.bytes),
                            {source, 0, 0});
    }
    const auto at = [&](std::size_t offset) { return PlaceCounter(source).at(offset); };
    if (const auto bad = utf8::first_bad_byte(text)) {
        return syntax_error(fmt::format("the byte 0x{:02X} is not UTF-8; save the file as UTF-8",
                                        static_cast<unsigned char>(text[*bad])),
                            at(*bad));
    }
    if (const auto control = first_control(text)) {
        return syntax_error(fmt::format("the control character 0x{:02X} cannot stand in a text; write it as an escape "
                                        "in double quotes",
                                        static_cast<unsigned char>(text[*control])),
                            at(*control));
    }
    if (const auto monstrous = first_monstrous_line(text)) {
        return syntax_error(fmt::format("this line is longer than {} bytes or opens more than {} brackets; break it",
                                        longest_line, deepest_line),
                            at(*monstrous));
    }
    return std::nullopt;
}

Diagnostic explain(const std::shared_ptr<const SourceText>& source, std::string_view complaint, Place place) {
    const std::string_view line = source->line(place.line);
    if (begins_with_exclamation(line)) {
        return syntax_error("a value that begins with \"!\" must be put in quotes: YAML takes it for a tag",
                            std::move(place));
    }
    const auto found = std::find_if(complaints.begin(), complaints.end(), [&](const Complaint& known) {
        return complaint.find(known.theirs) != std::string_view::npos;
    });
    std::string message(found == complaints.end() ? complaint : found->ours);
    if (wants_quotes(line)) {
        return syntax_error(message + "; a template or condition inside { } or [ ]: put it in quotes, or on a line of "
                                      "its own",
                            std::move(place));
    }
    return syntax_error(std::move(message), std::move(place));
}

std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t at) noexcept {
    const char quote = text[at];
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\' && quote == '"') {
            ++at;
        } else if (text[at] == quote) {
            if (quote == '"' || text.substr(at + 1, 1) != "'") {
                return at + 1;
            }
            ++at;
        }
    }
    return std::nullopt;
}

} // namespace nurture::inline v0::yaml
