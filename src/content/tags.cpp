// SPDX-License-Identifier: BSL-1.0

#include "content/tags.hpp"

#include <algorithm>
#include <string>

#include "content/utf8.hpp"

namespace nurture::inline v0::liquid {

bool PartReader::stands_at(std::size_t place, std::string_view wanted) const {
    return text_.substr(std::min(place, end_), std::min(wanted.size(), end_ - std::min(place, end_))) == wanted;
}

bool PartReader::begins_tag(std::size_t place) const {
    return stands_at(place, "{{") || stands_at(place, "{%");
}

std::size_t PartReader::next_tag(std::size_t from) const {
    std::size_t place = text_.find('{', from);
    while (place != std::string_view::npos && place < end_ && !begins_tag(place)) {
        place = text_.find('{', place + 1);
    }
    return std::min(place, end_);
}

Part PartReader::next() {
    if (in_lines_) {
        return line_part();
    }
    while (at_ < end_ && !problems_->too_many()) {
        if (!begins_tag(at_)) {
            const Part part = text_part();
            if (!part.text.empty()) {
                return part;
            }
            continue;
        }
        const Part part = tag_part();
        if (part.kind != Part::Kind::end) {
            return part;
        }
    }
    return {};
}

/// `{{-` takes the white space before it away, `-}}` what follows.
Part PartReader::text_part() {
    Part part;
    part.kind = Part::Kind::text;
    part.begin = at_;
    const std::size_t end = next_tag(at_);
    part.text = text_.substr(at_, end - at_);
    if (trim_next_) {
        part.text = without_spaces_before(part.text);
    }
    if (stands_at(end + 2, "-")) {
        part.text = without_spaces_behind(part.text);
    }
    trim_next_ = false;
    at_ = end;
    return part;
}

/// Where the tag that begins here is closed, which Liquid does even inside a text; the end if it is not, before
/// another tag begins outside a text.
std::size_t PartReader::end_of_tag(std::string_view closing) const {
    const std::size_t first = std::min(at_ + 2, end_);
    const std::size_t word = std::min(text_.find_first_not_of(" \t\r\n-", first), end_);
    if (closing == "%}" && stands_at(word, "#")) {
        return std::min(text_.find(closing, first), end_);
    }
    char quote = '\0';
    for (std::size_t place = first; place < end_; ++place) {
        const char c = text_[place];
        if (stands_at(place, closing)) {
            return place;
        }
        if (quote == '\0' && begins_tag(place)) {
            break;
        }
        if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        }
    }
    return end_;
}

Part PartReader::tag_part() {
    Part part;
    part.begin = at_;
    const bool is_output = text_[at_ + 1] == '{';
    part.closing = is_output ? "}}" : "%}";
    const std::size_t end = end_of_tag(part.closing);
    if (end == end_) {
        problems_->add(at_, std::string(text_.substr(at_, 2)) + " is not closed", "add " + std::string(part.closing));
        at_ = next_tag(at_ + 2);
        trim_next_ = false;
        return part;
    }
    part.kind = is_output ? Part::Kind::output : Part::Kind::tag;
    part.body_begin = at_ + 2;
    part.body_end = end;
    if (part.body_begin < end && text_[part.body_begin] == '-') {
        ++part.body_begin;
    }
    if (part.body_begin < part.body_end && text_[part.body_end - 1] == '-') {
        --part.body_end;
    }
    trim_next_ = end > at_ + 2 && text_[end - 1] == '-';
    if (!is_output) {
        while (part.body_begin < part.body_end && is_space(text_[part.body_begin])) {
            ++part.body_begin;
        }
        part.name = tag_name(part.body_begin).substr(0, part.body_end - part.body_begin);
        part.body_begin += part.name.size();
    }
    at_ = end + 2;
    return part;
}

std::string_view PartReader::tag_name(std::size_t place) const {
    if (stands_at(place, "#")) {
        return text_.substr(place, 1);
    }
    std::size_t size = 0;
    while (place + size < end_ && goes_on_in_a_word(text_[place + size]) && text_[place + size] != '-') {
        ++size;
    }
    return text_.substr(place, size);
}

Part PartReader::line_part() {
    while (at_ < end_) {
        const std::size_t line_end = std::min(text_.find('\n', at_), end_);
        std::size_t begin = at_;
        while (begin < line_end && is_space(text_[begin])) {
            ++begin;
        }
        at_ = std::min(line_end + 1, end_);
        if (begin == line_end) {
            continue;
        }
        Part part;
        part.kind = Part::Kind::tag;
        part.begin = begin;
        part.name = tag_name(begin).substr(0, line_end - begin);
        part.body_begin = begin + part.name.size();
        part.body_end = line_end;
        part.closing = "the end of the line";
        return part;
    }
    return {};
}

void PartReader::move_behind_tag(std::size_t place) {
    const std::size_t close = std::min(text_.find("%}", place), end_);
    trim_next_ = close < end_ && text_[close - 1] == '-';
    at_ = std::min(close + 2, end_);
}

bool PartReader::verbatim(std::string_view end_tag, std::string_view& content) {
    const std::size_t begin = at_;
    for (std::size_t place = text_.find("{%", at_); place < end_; place = text_.find("{%", place + 2)) {
        std::size_t name_at = place + 2;
        name_at += stands_at(name_at, "-") ? 1 : 0;
        while (name_at < end_ && is_space(text_[name_at])) {
            ++name_at;
        }
        if (tag_name(name_at) != end_tag) {
            continue;
        }
        if (text_.find("%}", name_at) >= end_) {
            break;
        }
        content = text_.substr(begin, place - begin);
        if (stands_at(place + 2, "-")) {
            content = without_spaces_behind(content);
        }
        move_behind_tag(name_at);
        return true;
    }
    at_ = end_;
    return false;
}

bool PartReader::skip_comment() {
    std::size_t depth = 1;
    std::string_view raw;
    if (in_lines_) {
        while (depth > 0) {
            const Part part = line_part();
            if (part.kind == Part::Kind::end) {
                return false;
            }
            depth += part.name == "comment" ? 1U : 0U;
            depth -= part.name == "endcomment" ? 1U : 0U;
        }
        return true;
    }
    while (depth > 0) {
        const std::size_t place = text_.find("{%", at_);
        if (place >= end_) {
            at_ = end_;
            return false;
        }
        std::size_t name_at = place + 2;
        name_at += stands_at(name_at, "-") ? 1 : 0;
        while (name_at < end_ && is_space(text_[name_at])) {
            ++name_at;
        }
        const std::string_view name = tag_name(name_at);
        if (name != "comment" && name != "endcomment" && name != "raw") {
            at_ = place + 2;
            continue;
        }
        if (text_.find("%}", name_at) >= end_) {
            at_ = end_;
            return false;
        }
        move_behind_tag(name_at);
        depth += name == "comment" ? 1U : 0U;
        depth -= name == "endcomment" ? 1U : 0U;
        if (name == "raw" && !verbatim("endraw", raw)) {
            return false;
        }
    }
    return true;
}

} // namespace nurture::inline v0::liquid
