// SPDX-License-Identifier: BSL-1.0

#include "plan/remarks.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace nurture::inline v0 {

namespace {

std::uint32_t characters_of(std::string_view utf8) {
    return static_cast<std::uint32_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// The line of `text` that holds the byte, and where in it.
struct InnerLine {
    std::string_view line{};
    std::string_view before{}; ///< Its part in front of the byte.
    std::uint32_t number = 0;  ///< From 0.
};

InnerLine inner_line(std::string_view text, std::size_t offset) {
    const std::string_view head = text.substr(0, std::min(offset, text.size()));
    const std::size_t break_before = head.rfind('\n');
    const std::size_t begin = break_before == std::string_view::npos ? 0 : break_before + 1;
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    return {text.substr(begin, end - begin), head.substr(begin),
            static_cast<std::uint32_t>(std::count(head.begin(), head.end(), '\n'))};
}

} // namespace

void Remarks::error(std::string_view rule, std::string message, const Place& place, RemarkDetails details) {
    add(Severity::error, rule, std::move(message), place, std::move(details));
}

void Remarks::warning(std::string_view rule, std::string message, const Place& place, RemarkDetails details) {
    add(Severity::warning, rule, std::move(message), place, std::move(details));
}

void Remarks::note(std::string_view rule, std::string message, const Place& place, RemarkDetails details) {
    add(Severity::note, rule, std::move(message), place, std::move(details));
}

void Remarks::add(Severity severity, std::string_view rule, std::string message, const Place& place,
                  RemarkDetails details) {
    list_.push_back(
        {severity, std::string(rule), std::move(message), std::move(details.hint), place, std::move(details.witness)});
}

Diagnostics Remarks::take() {
    sort_by_place(list_);
    return std::exchange(list_, {});
}

Place place_within(const SourceString& text, std::size_t offset) {
    Place place = text.place;
    if (place.source == nullptr || place.line == 0 || place.column == 0) {
        return place;
    }
    const InnerLine inner = inner_line(text.text, offset);
    // The text of a block begins on the line behind the sign of the block.
    for (const std::uint32_t line : {place.line + inner.number, place.line + inner.number + 1}) {
        const std::string_view written = place.source->line(line);
        const std::size_t at = written.find(inner.line);
        if (at == std::string_view::npos) {
            continue;
        }
        const bool same_line = line == place.line;
        place.line = line;
        place.column =
            (same_line ? place.column : 1 + characters_of(written.substr(0, at))) + characters_of(inner.before);
        return place;
    }
    return place;
}

std::string called(std::string_view id) {
    return '"' + std::string(id) + '"';
}

std::string suggestion(std::string_view wanted, const std::vector<std::string>& candidates) {
    const std::optional<std::string> near = did_you_mean(wanted, candidates);
    return near ? "did you mean " + called(*near) + "?" : std::string();
}

} // namespace nurture::inline v0
