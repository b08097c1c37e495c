// SPDX-License-Identifier: BSL-1.0
/// \file
/// Remarks as text.

#include <nurture/definition/diagnostic.hpp>

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace nurture::inline v0 {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t widest = 120; ///< Characters of a source line that are shown.

bool continues_character(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The byte at which character number `count` (from 0) begins, or the end.
std::size_t byte_of_character(std::string_view text, std::size_t count) noexcept {
    std::size_t at = 0;
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && continues_character(text[at])) {
            ++at;
        }
        --count;
    }
    return at;
}

/// A terminal must not obey what stands in a catalog.
std::string without_controls(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        shown += (byte < 0x20 && c != '\t') || byte == 0x7F ? '?' : c;
    }
    return shown;
}

/// The source line with a caret below the column.
std::string excerpt(const Place& place) {
    std::string_view line = place.source->line(place.line);
    const std::size_t column = place.column == 0 ? 0 : place.column - 1;
    const std::size_t skipped = column > widest * 3 / 4 ? column - widest / 2 : 0;
    line.remove_prefix(byte_of_character(line, skipped));
    line = line.substr(0, byte_of_character(line, widest));

    const std::string_view before = line.substr(0, byte_of_character(line, column - skipped));
    std::string indent;
    for (const char c : before) {
        if (!continues_character(c)) {
            indent += c == '\t' ? '\t' : ' ';
        }
    }
    const std::string number = std::to_string(place.line);
    std::string text = fmt::format("\n{:>5} | {}{}", number, skipped > 0 ? "…" : "", without_controls(line));
    if (place.column != 0) {
        text += fmt::format("\n      | {}{}^", skipped > 0 ? " " : "", indent);
    }
    return text;
}

} // namespace

std::string_view name(Severity severity) noexcept {
    switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: break;
    }
    return "note";
}

std::string_view SourceText::line(std::uint32_t number) const noexcept {
    std::string_view rest = text;
    if (rest.substr(0, byte_order_mark.size()) == byte_order_mark) {
        rest.remove_prefix(byte_order_mark.size());
    }
    if (number == 0) {
        return {};
    }
    for (std::uint32_t skipped = 1; skipped < number; ++skipped) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) {
            return {};
        }
        rest.remove_prefix(end + 1);
    }
    rest = rest.substr(0, rest.find('\n'));
    if (!rest.empty() && rest.back() == '\r') {
        rest.remove_suffix(1);
    }
    return rest;
}

std::string to_string(const Diagnostic& diagnostic) {
    const Place& place = diagnostic.place;
    std::string text;
    if (place.source != nullptr) {
        text = place.source->name;
        if (place.line != 0) {
            text += fmt::format(":{}", place.line);
            text += place.column == 0 ? "" : fmt::format(":{}", place.column);
        }
        text += ": ";
    }
    text += fmt::format("{}: {} [{}]", name(diagnostic.severity), diagnostic.message, diagnostic.rule);
    if (place.source != nullptr && place.line != 0) {
        text += excerpt(place);
    }
    if (!diagnostic.hint.empty()) {
        text += "\n      = " + diagnostic.hint;
    }
    if (!diagnostic.witness.empty()) {
        text += "\n      = by " + fmt::format("{}", fmt::join(diagnostic.witness, " -> "));
    }
    return text;
}

void sort_by_place(Diagnostics& diagnostics) {
    const auto name_of = [](const Diagnostic& remark) {
        return remark.place.source == nullptr ? std::string_view() : std::string_view(remark.place.source->name);
    };
    std::stable_sort(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& a, const Diagnostic& b) {
        if (name_of(a) != name_of(b)) {
            return name_of(a) < name_of(b);
        }
        return a.place.line != b.place.line ? a.place.line < b.place.line : a.place.column < b.place.column;
    });
}

} // namespace nurture::inline v0
