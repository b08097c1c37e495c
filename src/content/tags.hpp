// SPDX-License-Identifier: BSL-1.0
/// \file
/// Takes a text apart into literal text, outputs and tags.

#pragma once

#include <cstddef>
#include <string_view>

#include "content/expressions.hpp"

namespace nurture::inline v0::liquid {

/// A part of a template.
struct Part {
    enum class Kind { end, text, output, tag };
    Kind kind = Kind::end;
    std::size_t begin = 0; ///< Of the part.
    std::string_view text{};
    std::string_view name{};    ///< Of a tag.
    std::size_t body_begin = 0; ///< What stands behind the name, or inside {{ }}.
    std::size_t body_end = 0;
    std::string_view closing{}; ///< "%}", or "the end of the line" in a `liquid` tag.
};

/// Reads a template, or the lines of a `liquid` tag, part by part.
class PartReader {
public:
    PartReader(std::string_view text, std::size_t begin, std::size_t end, bool in_lines, Problems& problems)
        : text_(text.substr(0, end)), at_(begin), end_(text_.size()), in_lines_(in_lines), problems_(&problems) {}

    [[nodiscard]] Part next();
    [[nodiscard]] bool in_lines() const { return in_lines_; }

    /// What stands before the end tag, unread; moves behind it. False if there is none.
    [[nodiscard]] bool verbatim(std::string_view end_tag, std::string_view& content);

    /// Moves behind the end of a comment, in which comments and raw blocks may stand.
    [[nodiscard]] bool skip_comment();

private:
    [[nodiscard]] bool stands_at(std::size_t place, std::string_view wanted) const;
    [[nodiscard]] bool begins_tag(std::size_t place) const;
    [[nodiscard]] std::size_t next_tag(std::size_t from) const;
    [[nodiscard]] std::size_t end_of_tag(std::string_view closing) const;
    [[nodiscard]] Part text_part();
    [[nodiscard]] Part tag_part();
    [[nodiscard]] Part line_part();
    [[nodiscard]] std::string_view tag_name(std::size_t place) const;
    void move_behind_tag(std::size_t place);

    std::string_view text_;
    std::size_t at_;
    std::size_t end_;
    bool in_lines_;
    Problems* problems_;
    bool trim_next_ = false;
};

} // namespace nurture::inline v0::liquid
