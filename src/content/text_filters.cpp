// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "content/filters.hpp"
#include "content/letter_case.hpp"
#include "content/number.hpp"
#include "content/utf8.hpp"
#include "content/values.hpp"

namespace nurture::inline v0::liquid {

namespace {

std::string_view read(Workspace& workspace, const Datum& datum) {
    const std::string_view text = text_of(datum, workspace);
    workspace.spend_on(text);
    return text;
}

Datum joined(Workspace& workspace, std::string_view a, std::string_view b) {
    TextBuilder out(workspace, a.size() + b.size());
    out.append(a);
    out.append(b);
    return out.finish();
}

/// An empty text stands before every character and behind the last.
Datum insert_everywhere(Workspace& workspace, std::string_view text, std::string_view inserted) {
    TextBuilder out(workspace, text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_character(text, at);
        out.append(inserted);
        out.append(text.substr(at, end - at));
        at = end;
    }
    out.append(inserted);
    return out.finish();
}

Datum replace_at(Workspace& workspace, std::string_view text, std::size_t at, std::size_t size,
                 std::string_view replacement) {
    if (at == std::string_view::npos) {
        return of_text(text);
    }
    TextBuilder out(workspace, text.size() - size + replacement.size());
    out.append(text.substr(0, at));
    out.append(replacement);
    out.append(text.substr(at + size));
    return out.finish();
}

/// Where a slice begins and how long it is, of so many items; nothing where it begins outside.
struct Slice {
    bool inside = false;
    std::size_t first = 0;
    std::size_t size = 0;
};

Slice slice_of(std::size_t count, const Arguments& arguments) {
    const auto all = static_cast<std::int64_t>(count);
    std::int64_t first = to_integer(arguments[0]);
    const std::int64_t size = arguments[1].is_nil() ? 1 : to_integer(arguments[1]);
    if (first < 0) {
        first += all;
    }
    if (first < 0 || first > all || size < 0) {
        return {};
    }
    return {true, static_cast<std::size_t>(first), static_cast<std::size_t>(std::min(size, all - first))};
}

/// Collects the parts of a text.
class Parts {
public:
    Parts(Workspace& workspace, std::size_t most) : workspace_(workspace), items_(workspace.take_items(most)) {}

    void add(std::string_view part) { items_[size_++] = of_text(part); }

    /// Without the empty parts at the end, as the reference implementation has it.
    Datum finish() {
        while (size_ > 0 && items_[size_ - 1].size == 0) {
            --size_;
        }
        workspace_.spend(size_);
        return of_list(items_, size_);
    }

private:
    Workspace& workspace_;
    Datum* items_;
    std::size_t size_ = 0;
};

Datum split_characters(Workspace& workspace, std::string_view text) {
    Parts parts(workspace, count_characters(text));
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_character(text, at);
        parts.add(text.substr(at, end - at));
        at = end;
    }
    return parts.finish();
}

std::size_t count_words(std::string_view text) {
    std::size_t count = 0;
    bool in_word = false;
    for (const char c : text) {
        count += !is_space(c) && !in_word ? 1U : 0U;
        in_word = !is_space(c);
    }
    return count;
}

std::string_view take_word(std::string_view& rest) {
    rest = without_spaces_before(rest);
    const auto size = static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), is_space) - rest.begin());
    const std::string_view word = rest.substr(0, size);
    rest.remove_prefix(size);
    return word;
}

Datum split_words(Workspace& workspace, std::string_view text) {
    Parts parts(workspace, count_words(text));
    for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
        parts.add(word);
    }
    return parts.finish();
}

Datum split_by(Workspace& workspace, std::string_view text, std::string_view separator) {
    std::size_t count = 1;
    for (std::size_t at = text.find(separator); at != std::string_view::npos;
         at = text.find(separator, at + separator.size())) {
        ++count;
    }
    Parts parts(workspace, count);
    std::size_t from = 0;
    for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator, from)) {
        parts.add(text.substr(from, at - from));
        from = at + separator.size();
    }
    parts.add(text.substr(from));
    return parts.finish();
}

} // namespace

Datum filter_append(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    return joined(workspace, read(workspace, input), read(workspace, arguments[0]));
}

Datum filter_prepend(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    return joined(workspace, read(workspace, arguments[0]), read(workspace, input));
}

Datum filter_upcase(Workspace& workspace, const Datum& input, const Arguments&) {
    const std::string_view text = read(workspace, input);
    TextBuilder out(workspace, text.size());
    append_upper(out, text);
    return out.finish();
}

Datum filter_downcase(Workspace& workspace, const Datum& input, const Arguments&) {
    const std::string_view text = read(workspace, input);
    TextBuilder out(workspace, text.size());
    append_lower(out, text);
    return out.finish();
}

Datum filter_capitalize(Workspace& workspace, const Datum& input, const Arguments&) {
    const std::string_view text = read(workspace, input);
    if (text.empty()) {
        return of_text(text);
    }
    const std::size_t end = end_of_character(text, 0);
    TextBuilder out(workspace, text.size());
    append_upper(out, text.substr(0, end));
    append_lower(out, text.substr(end));
    return out.finish();
}

Datum filter_strip(Workspace& workspace, const Datum& input, const Arguments&) {
    return of_text(without_spaces_around(read(workspace, input)));
}

Datum filter_lstrip(Workspace& workspace, const Datum& input, const Arguments&) {
    return of_text(without_spaces_before(read(workspace, input)));
}

Datum filter_rstrip(Workspace& workspace, const Datum& input, const Arguments&) {
    return of_text(without_spaces_behind(read(workspace, input)));
}

Datum filter_squish(Workspace& workspace, const Datum& input, const Arguments&) {
    std::string_view rest = read(workspace, input);
    TextBuilder out(workspace, rest.size());
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        if (!out.view().empty()) {
            out.append(' ');
        }
        out.append(word);
    }
    return out.finish();
}

Datum filter_strip_newlines(Workspace& workspace, const Datum& input, const Arguments&) {
    const std::string_view text = read(workspace, input);
    TextBuilder out(workspace, text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool before_newline = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        if (text[at] != '\n' && !before_newline) {
            out.append(text[at]);
        }
    }
    return out.finish();
}

Datum filter_replace(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const std::string_view text = read(workspace, input);
    const std::string_view wanted = read(workspace, arguments[0]);
    workspace.spend_on_search(text, wanted);
    const std::string_view replacement = read(workspace, arguments[1]);
    if (wanted.empty()) {
        return insert_everywhere(workspace, text, replacement);
    }
    std::size_t at = text.find(wanted);
    if (at == std::string_view::npos) {
        return of_text(text);
    }
    TextBuilder out(workspace, text.size());
    std::size_t from = 0;
    for (; at != std::string_view::npos; at = text.find(wanted, from)) {
        out.append(text.substr(from, at - from));
        out.append(replacement);
        from = at + wanted.size();
    }
    out.append(text.substr(from));
    return out.finish();
}

Datum filter_replace_first(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const std::string_view text = read(workspace, input);
    const std::string_view wanted = read(workspace, arguments[0]);
    workspace.spend_on_search(text, wanted);
    return replace_at(workspace, text, text.find(wanted), wanted.size(), read(workspace, arguments[1]));
}

Datum filter_replace_last(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const std::string_view text = read(workspace, input);
    const std::string_view wanted = read(workspace, arguments[0]);
    workspace.spend_on_search(text, wanted);
    return replace_at(workspace, text, text.rfind(wanted), wanted.size(), read(workspace, arguments[1]));
}

Datum filter_slice(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    if (input.is_list()) {
        const Slice slice = slice_of(input.size, arguments);
        Datum* items = workspace.take_items(slice.size);
        for (std::size_t i = 0; i < slice.size; ++i) {
            items[i] = item(input, slice.first + i);
        }
        Datum made = of_list(items, slice.size);
        made.of_host = input.of_host;
        return made;
    }
    const std::string_view text = read(workspace, input);
    const Slice slice = slice_of(count_characters(text), arguments);
    if (!slice.inside) {
        return of_text("");
    }
    const std::string_view rest = text.substr(byte_of_character(text, slice.first));
    return of_text(rest.substr(0, byte_of_character(rest, slice.size)));
}

Datum filter_split(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const std::string_view text = read(workspace, input);
    const std::string_view separator = text_of(arguments[0], workspace);
    workspace.spend_on_search(text, separator);
    if (separator.empty()) {
        return split_characters(workspace, text);
    }
    return separator == " " ? split_words(workspace, text) : split_by(workspace, text, separator);
}

Datum filter_truncate(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    constexpr std::int64_t usual = 50;
    if (input.is_nil()) {
        return {};
    }
    const std::string_view text = read(workspace, input);
    const std::int64_t length = arguments.count() == 0 ? usual : to_integer(arguments[0]);
    const std::string_view ending = arguments.count() < 2 ? "..." : text_of(arguments[1], workspace);
    if (static_cast<std::int64_t>(count_characters(text)) <= length) {
        return of_text(text);
    }
    const std::int64_t kept = std::max<std::int64_t>(0, length - static_cast<std::int64_t>(count_characters(ending)));
    return joined(workspace, text.substr(0, byte_of_character(text, static_cast<std::size_t>(kept))), ending);
}

Datum filter_truncatewords(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    constexpr std::int64_t usual = 15;
    if (input.is_nil()) {
        return {};
    }
    const std::string_view text = read(workspace, input);
    const std::int64_t given = arguments.count() == 0 ? usual : to_integer(arguments[0]);
    const auto words = static_cast<std::size_t>(std::max<std::int64_t>(1, given));
    const std::string_view ending = arguments.count() < 2 ? "..." : text_of(arguments[1], workspace);
    if (count_words(text) <= words) {
        return of_text(text);
    }
    TextBuilder out(workspace);
    std::string_view rest = text;
    for (std::size_t i = 0; i < words; ++i) {
        if (i > 0) {
            out.append(' ');
        }
        out.append(take_word(rest));
    }
    out.append(ending);
    return out.finish();
}

} // namespace nurture::inline v0::liquid
