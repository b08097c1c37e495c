// SPDX-License-Identifier: BSL-1.0
/// \file
/// The string functions of CEL's extension: charAt(), indexOf(), replace(), split(), join(), format() …

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "condition/functions.hpp"
#include "condition/utf8.hpp"

namespace nurture::inline v0::cel {

namespace {

constexpr std::size_t npos = std::string_view::npos;

Datum out_of_steps(Workspace& work) {
    return work.fail("out of steps");
}

bool kinds(const Datum* a, std::size_t count, std::initializer_list<Kind> wanted) noexcept {
    std::size_t at = 0;
    for (const Kind kind : wanted) {
        if (at < count && a[at].kind != kind) return false;
        ++at;
    }
    return count <= at;
}

Datum no_place(Workspace& work, std::int64_t place) {
    return work.fail("the text has no place " + std::to_string(place));
}

/// The byte of a character that a caller names; npos if there is none.
std::size_t byte_at(std::string_view text, std::int64_t character) noexcept {
    return character < 0 ? npos : byte_of_character(text, static_cast<std::size_t>(character));
}

Datum char_at(Workspace& work, const Datum* a, std::size_t count) {
    if (!kinds(a, count, {Kind::text, Kind::integer})) return work.no_overload("charAt()", a, count);
    const std::string_view text = a[0].view();
    if (!work.meter.spend_bytes(text.size())) return out_of_steps(work);
    const std::size_t begin = byte_at(text, a[1].whole);
    if (begin == npos) return no_place(work, a[1].whole);
    const std::size_t end = byte_of_character(text.substr(begin), 1);
    return refer(Kind::text, text.substr(begin, end));
}

Datum index_of(Workspace& work, const Datum* a, std::size_t count) {
    if (!kinds(a, count, {Kind::text, Kind::text, Kind::integer})) return work.no_overload("indexOf()", a, count);
    const std::string_view text = a[0].view();
    if (!work.meter.spend_search(text.size(), a[1].extra)) return out_of_steps(work);
    const std::size_t from = count > 2 ? byte_at(text, a[2].whole) : 0;
    if (from == npos) return no_place(work, a[2].whole);
    const std::size_t found = text.find(a[1].view(), from);
    return of_int(found == npos ? -1 : static_cast<std::int64_t>(count_characters(text.substr(0, found))));
}

Datum last_index_of(Workspace& work, const Datum* a, std::size_t count) {
    if (!kinds(a, count, {Kind::text, Kind::text, Kind::integer})) return work.no_overload("lastIndexOf()", a, count);
    const std::string_view text = a[0].view();
    if (!work.meter.spend_search(text.size(), a[1].extra)) return out_of_steps(work);
    const std::size_t from = count > 2 ? byte_at(text, a[2].whole) : text.size();
    if (from == npos) return no_place(work, a[2].whole);
    const std::size_t found = text.rfind(a[1].view(), from);
    return of_int(found == npos ? -1 : static_cast<std::int64_t>(count_characters(text.substr(0, found))));
}

Datum substring(Workspace& work, const Datum* a, std::size_t count) {
    if (!kinds(a, count, {Kind::text, Kind::integer, Kind::integer})) return work.no_overload("substring()", a, count);
    const std::string_view text = a[0].view();
    if (!work.meter.spend_bytes(text.size())) return out_of_steps(work);
    const std::size_t begin = byte_at(text, a[1].whole);
    if (begin == npos) return no_place(work, a[1].whole);
    const std::size_t end = count > 2 ? byte_at(text, a[2].whole) : text.size();
    if (end == npos || end < begin) return no_place(work, a[2].whole);
    return refer(Kind::text, text.substr(begin, end - begin));
}

/// A copy in which the ASCII letters from `first` on are moved by `by`.
template <char first, int by>
Datum change_case(Workspace& work, const Datum* a, std::size_t count) {
    if (a->kind != Kind::text) return work.no_overload("a change of case", a, count);
    if (!work.meter.spend_bytes(a->extra)) return out_of_steps(work);
    std::string text(a->view());
    for (char& c : text) {
        if (c >= first && c < first + 26) c = static_cast<char>(c + by);
    }
    return work.text(std::move(text));
}

/// Appends as long as there is budget, so that no output outgrows it.
bool append(Workspace& work, std::string& out, std::string_view more) {
    if (!work.meter.spend_bytes(more.size())) return false;
    out += more;
    return true;
}

Datum replace(Workspace& work, const Datum* a, std::size_t count) {
    if (!kinds(a, count, {Kind::text, Kind::text, Kind::text, Kind::integer})) {
        return work.no_overload("replace()", a, count);
    }
    const std::string_view text = a[0].view();
    const std::string_view old = a[1].view();
    if (!work.meter.spend_search(text.size(), old.size())) return out_of_steps(work);
    std::int64_t left = count > 3 && a[3].whole >= 0 ? a[3].whole : std::numeric_limits<std::int64_t>::max();
    std::string out;
    std::size_t at = 0;
    for (; left > 0 && at <= text.size(); --left) {
        const std::size_t found = text.find(old, at);
        if (found == npos) break;
        if (!append(work, out, text.substr(at, found - at)) || !append(work, out, a[2].view())) {
            return out_of_steps(work);
        }
        at = found + old.size();
        if (!old.empty()) continue;
        // Nothing stands before each character and at the end.
        const std::size_t character = at < text.size() ? byte_of_character(text.substr(at), 1) : 1;
        if (!append(work, out, text.substr(at, character))) return out_of_steps(work);
        at += character;
    }
    if (at < text.size() && !append(work, out, text.substr(at))) return out_of_steps(work);
    return work.text(std::move(out));
}

Datum split(Workspace& work, const Datum* a, std::size_t count) {
    if (!kinds(a, count, {Kind::text, Kind::text, Kind::integer})) return work.no_overload("split()", a, count);
    const std::string_view text = a[0].view();
    const std::string_view separator = a[1].view();
    if (!work.meter.spend_search(text.size(), separator.size())) return out_of_steps(work);
    std::int64_t left = count > 2 && a[2].whole >= 0 ? a[2].whole : std::numeric_limits<std::int64_t>::max();
    std::vector<Datum> parts;
    for (std::size_t at = 0; left > 0 && work.meter.spend(1); --left) {
        std::size_t end = separator.empty() ? at + byte_of_character(text.substr(at), 1) : text.find(separator, at);
        if (separator.empty() && end >= text.size()) end = npos;
        if (left == 1) end = npos;
        if (!(separator.empty() && text.empty())) parts.push_back(refer(Kind::text, text.substr(at, end - at)));
        if (end == npos) break;
        at = end + separator.size();
    }
    return work.list(std::move(parts));
}

Datum join(Workspace& work, const Datum* a, std::size_t count) {
    if (!a->is_list() || (count > 1 && a[1].kind != Kind::text)) return work.no_overload("join()", a, count);
    std::string out;
    for (std::size_t i = 0; i < size_of_list(*a); ++i) {
        const Datum item = item_of(*a, i);
        if (item.kind != Kind::text)
            return work.no_overload("join() of a list that holds more than text: it", &item, 1);
        if (i > 0 && count > 1 && !append(work, out, a[1].view())) return out_of_steps(work);
        if (!append(work, out, item.view())) return out_of_steps(work);
    }
    return work.text(std::move(out));
}

constexpr std::array<std::string_view, 25> blanks = {
    " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00A0", "\u1680",
    "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
    "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};

Datum trim(Workspace& work, const Datum* a, std::size_t count) {
    if (a->kind != Kind::text) return work.no_overload("trim()", a, count);
    std::string_view text = a->view();
    if (!work.meter.spend_bytes(text.size())) return out_of_steps(work);
    const auto begins = [&text](std::string_view blank) { return text.substr(0, blank.size()) == blank; };
    const auto ends = [&text](std::string_view blank) {
        return text.size() >= blank.size() && text.substr(text.size() - blank.size()) == blank;
    };
    for (auto at = blanks.begin(); at != blanks.end();) {
        at = std::find_if(blanks.begin(), blanks.end(), begins);
        if (at != blanks.end()) text.remove_prefix(at->size());
    }
    for (auto at = blanks.begin(); at != blanks.end();) {
        at = std::find_if(blanks.begin(), blanks.end(), ends);
        if (at != blanks.end()) text.remove_suffix(at->size());
    }
    return refer(Kind::text, text);
}

Datum quote(Workspace& work, const Datum* a, std::size_t count) {
    if (a->kind != Kind::text) return work.no_overload("strings.quote()", a, count);
    if (!work.meter.spend_bytes(std::size_t{a->extra} * 2)) return out_of_steps(work);
    constexpr std::string_view plain = "\a\b\f\n\r\t\v\\\"";
    constexpr std::string_view letters = "abfnrtv\\\"";
    std::string out = "\"";
    for (const char c : a->view()) {
        const std::size_t at = plain.find(c);
        if (at != npos) out += '\\';
        out += at != npos ? letters[at] : c;
    }
    return work.text(out + '"');
}

Datum reverse(Workspace& work, const Datum* a, std::size_t count) {
    if (a->kind != Kind::text) return work.no_overload("reverse()", a, count);
    const std::string_view text = a->view();
    if (!work.meter.spend_bytes(text.size())) return out_of_steps(work);
    std::string out;
    out.reserve(text.size());
    for (std::size_t end = text.size(), at = end; at-- > 0;) {
        if (continues_character(text[at]) && at > 0) continue;
        out += text.substr(at, end - at);
        end = at;
    }
    return work.text(std::move(out));
}

Datum format(Workspace& work, const Datum* a, std::size_t count) {
    if (a->kind != Kind::text || !a[1].is_list()) return work.no_overload("format()", a, count);
    return format_text(work, a->view(), a[1]);
}

} // namespace

void add_text_extension(std::vector<FunctionEntry>& table) {
    using K = Kind;
    const auto gives = [](Kind result, std::vector<std::vector<Kind>> parameters) {
        std::vector<Overload> overloads;
        for (std::vector<Kind>& list : parameters) {
            overloads.push_back({std::move(list), result, result == K::list ? K::text : any});
        }
        return overloads;
    };
    const auto add = [&table](std::string_view name, Function code, std::vector<Overload> overloads) {
        table.push_back({name, true, code, std::move(overloads)});
    };
    add("charAt", char_at, gives(K::text, {{K::text, K::integer}}));
    add("indexOf", index_of, gives(K::integer, {{K::text, K::text}, {K::text, K::text, K::integer}}));
    add("lastIndexOf", last_index_of, gives(K::integer, {{K::text, K::text}, {K::text, K::text, K::integer}}));
    add("substring", substring, gives(K::text, {{K::text, K::integer}, {K::text, K::integer, K::integer}}));
    add("lowerAscii", change_case<'A', 'a' - 'A'>, gives(K::text, {{K::text}}));
    add("upperAscii", change_case<'a', 'A' - 'a'>, gives(K::text, {{K::text}}));
    add("replace", replace, gives(K::text, {{K::text, K::text, K::text}, {K::text, K::text, K::text, K::integer}}));
    add("split", split, gives(K::list, {{K::text, K::text}, {K::text, K::text, K::integer}}));
    add("join", join, gives(K::text, {{K::list}, {K::list, K::text}}));
    add("trim", trim, gives(K::text, {{K::text}}));
    add("reverse", reverse, gives(K::text, {{K::text}}));
    add("format", format, gives(K::text, {{K::text, K::list}}));
    table.push_back({"strings.quote", false, quote, gives(K::text, {{K::text}})});
}

} // namespace nurture::inline v0::cel
