// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <array>
#include <cstdint>

#include "content/escape.hpp"
#include "content/filters.hpp"
#include "content/utf8.hpp"
#include "content/values.hpp"

namespace nurture::inline v0::liquid {

namespace {

std::string_view read(Workspace& workspace, const Datum& datum) {
    const std::string_view text = text_of(datum, workspace);
    workspace.spend_on(text);
    return text;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether the & at the front begins a reference: &amp; &#39;
bool begins_reference(std::string_view text) {
    std::size_t at = 1;
    const bool number = at < text.size() && text[at] == '#';
    at += number ? 1 : 0;
    const std::size_t first = at;
    while (at < text.size() && (number ? is_digit(text[at]) : is_letter(text[at]))) {
        ++at;
    }
    return at > first && at < text.size() && text[at] == ';';
}

Datum escaped(Workspace& workspace, std::string_view text, bool once) {
    TextBuilder out(workspace, text.size());
    while (!text.empty()) {
        const std::size_t plain = std::min(text.find_first_of(markup_characters), text.size());
        out.append(text.substr(0, plain));
        if (plain == text.size()) {
            break;
        }
        text.remove_prefix(plain);
        if (once && text.front() == '&' && begins_reference(text)) {
            out.append('&');
        } else {
            out.append(reference_of(text.front()));
        }
        text.remove_prefix(1);
    }
    Datum made = out.finish();
    made.safe = workspace.context().escaping == Escaping::html;
    return made;
}

bool is_safe_markup(Workspace& workspace, const Datum& input) {
    return input.safe && workspace.context().escaping == Escaping::html;
}

/// Removes what stands between two marks. A mark that nothing closes stays; it is not looked for again.
Datum without(Workspace& workspace, std::string_view text, std::string_view begin, std::string_view end) {
    TextBuilder out(workspace, text.size());
    std::size_t from = 0;
    for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, from)) {
        const std::size_t closed = text.find(end, at + begin.size());
        if (closed == std::string_view::npos) {
            break;
        }
        out.append(text.substr(from, at - from));
        from = closed + end.size();
    }
    out.append(text.substr(from));
    return out.finish();
}

unsigned hex_value(char c) {
    if (is_digit(c)) return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10U;
    return 16U;
}

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Datum to_base64(Workspace& workspace, std::string_view bytes, std::string_view digits) {
    TextBuilder out(workspace, (bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        for (std::size_t i = 0; i < 3; ++i) {
            group = (group << 8U) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out.append(i <= count ? digits[(group >> (18U - 6U * i)) & 63U] : '=');
        }
    }
    return out.finish();
}

[[noreturn]] void refuse_base64() {
    mistake("a text that is no base64 is to be decoded");
}

/// Strict where the padding is not optional.
Datum from_base64(Workspace& workspace, std::string_view text, std::string_view digits, bool needs_padding) {
    const std::size_t whole = text.size();
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) {
        text.remove_suffix(1);
    }
    const bool padded = whole != text.size();
    if (text.size() % 4 == 1 || ((needs_padding || padded) && whole % 4 != 0)) {
        refuse_base64();
    }
    TextBuilder out(workspace, text.size());
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) {
            refuse_base64();
        }
        held = ((held << 6U) | static_cast<std::uint32_t>(digit)) & 0xFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.append(static_cast<char>(static_cast<unsigned char>((held >> bits) & 0xFFU)));
        }
    }
    return out.finish();
}

} // namespace

Datum filter_escape(Workspace& workspace, const Datum& input, const Arguments&) {
    return input.is_nil() || is_safe_markup(workspace, input) ? input
                                                              : escaped(workspace, read(workspace, input), false);
}

Datum filter_escape_once(Workspace& workspace, const Datum& input, const Arguments&) {
    return is_safe_markup(workspace, input) ? input : escaped(workspace, read(workspace, input), true);
}

Datum filter_raw(Workspace& workspace, const Datum& input, const Arguments&) {
    Datum made = input.is_text() ? input : of_text(read(workspace, input));
    made.safe = true;
    return made;
}

Datum filter_newline_to_br(Workspace& workspace, const Datum& input, const Arguments&) {
    const bool is_html = workspace.context().escaping == Escaping::html;
    const std::string_view text =
        is_html && !input.safe ? escaped(workspace, read(workspace, input), false).view() : read(workspace, input);
    TextBuilder out(workspace, text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') {
            continue;
        }
        if (text[at] == '\n') {
            out.append("<br />");
        }
        out.append(text[at]);
    }
    Datum made = out.finish();
    made.safe = is_html;
    return made;
}

Datum filter_strip_html(Workspace& workspace, const Datum& input, const Arguments&) {
    Datum text = of_text(read(workspace, input));
    text = without(workspace, text.view(), "<script", "</script>");
    text = without(workspace, text.view(), "<!--", "-->");
    text = without(workspace, text.view(), "<style", "</style>");
    return without(workspace, text.view(), "<", ">");
}

Datum filter_url_encode(Workspace& workspace, const Datum& input, const Arguments&) {
    if (input.is_nil()) {
        return {};
    }
    const std::string_view text = read(workspace, input);
    TextBuilder out(workspace, text.size());
    for (const char c : text) {
        if (c == ' ') {
            out.append('+');
        } else if (is_plain_in_urls(c)) {
            out.append(c);
        } else {
            append_percent(out, c);
        }
    }
    Datum made = out.finish();
    made.safe = workspace.context().escaping == Escaping::url;
    return made;
}

Datum filter_url_decode(Workspace& workspace, const Datum& input, const Arguments&) {
    if (input.is_nil()) {
        return {};
    }
    const std::string_view text = read(workspace, input);
    TextBuilder out(workspace, text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool encoded =
            text[at] == '%' && at + 2 < text.size() && hex_value(text[at + 1]) < 16U && hex_value(text[at + 2]) < 16U;
        if (encoded) {
            out.append(
                static_cast<char>(static_cast<unsigned char>(hex_value(text[at + 1]) * 16U + hex_value(text[at + 2]))));
            at += 2;
        } else {
            out.append(text[at] == '+' ? ' ' : text[at]);
        }
    }
    return out.finish();
}

Datum filter_base64_encode(Workspace& workspace, const Datum& input, const Arguments&) {
    return to_base64(workspace, read(workspace, input), base64_digits);
}

Datum filter_base64_decode(Workspace& workspace, const Datum& input, const Arguments&) {
    return from_base64(workspace, read(workspace, input), base64_digits, true);
}

Datum filter_base64_url_safe_encode(Workspace& workspace, const Datum& input, const Arguments&) {
    return to_base64(workspace, read(workspace, input), url_safe_digits);
}

Datum filter_base64_url_safe_decode(Workspace& workspace, const Datum& input, const Arguments&) {
    return from_base64(workspace, read(workspace, input), url_safe_digits, false);
}

} // namespace nurture::inline v0::liquid
