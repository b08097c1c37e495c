// SPDX-License-Identifier: BSL-1.0
/// \file
/// Documents: looking into them, and writing them as canonical JSON.

#include <nurture/definition/document.hpp>

#include <algorithm>

#include <nurture/lead/value.hpp>

#include "definition/utf8.hpp"

namespace nurture::inline v0 {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

std::size_t skip_digits(std::string_view text, std::size_t at) noexcept {
    while (at < text.size() && is_digit(text[at])) {
        ++at;
    }
    return at;
}

void write_scalar(std::string& out, const Document& scalar) {
    const bool bare =
        !scalar.quoted && (scalar.text == "true" || scalar.text == "false" || is_json_number(scalar.text));
    out += bare ? scalar.text : to_json(Value(scalar.text));
}

void write(std::string& out, const Document& document);

void write_map(std::string& out, const Document& map) {
    std::vector<const DocumentMember*> members;
    members.reserve(map.members.size());
    for (const DocumentMember& member : map.members) {
        members.push_back(&member);
    }
    std::stable_sort(members.begin(), members.end(),
                     [](const DocumentMember* a, const DocumentMember* b) { return a->key < b->key; });
    out += '{';
    for (const DocumentMember* member : members) {
        if (out.back() != '{') {
            out += ',';
        }
        out += to_json(Value(member->key));
        out += ':';
        write(out, member->value);
    }
    out += '}';
}

void write(std::string& out, const Document& document) {
    switch (document.kind) {
    case Document::Kind::null: out += "null"; return;
    case Document::Kind::scalar: write_scalar(out, document); return;
    case Document::Kind::map: write_map(out, document); return;
    case Document::Kind::list: break;
    }
    out += '[';
    for (const Document& item : document.items) {
        if (&item != &document.items.front()) {
            out += ',';
        }
        write(out, item);
    }
    out += ']';
}

} // namespace

bool is_json_number(std::string_view text) noexcept {
    std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    const std::size_t whole = skip_digits(text, at);
    if (whole == at || (text[at] == '0' && whole > at + 1)) {
        return false;
    }
    at = whole;
    if (at < text.size() && text[at] == '.') {
        const std::size_t decimals = skip_digits(text, at + 1);
        if (decimals == at + 1) {
            return false;
        }
        at = decimals;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        const bool sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
        const std::size_t begin = at + (sign ? 2 : 1);
        const std::size_t end = skip_digits(text, begin);
        if (end == begin) {
            return false;
        }
        at = end;
    }
    return at == text.size();
}

const Document* Document::find(std::string_view key) const noexcept {
    const auto found =
        std::find_if(members.begin(), members.end(), [key](const DocumentMember& member) { return member.key == key; });
    return found == members.end() ? nullptr : &found->value;
}

std::string to_canonical_json(const Document& document) {
    std::string out;
    write(out, document);
    return out;
}

} // namespace nurture::inline v0
