// SPDX-License-Identifier: BSL-1.0
#include "smtp/mailbox.hpp"

#include <algorithm>

#include "definition/utf8.hpp"
#include "smtp/mime.hpp"

namespace nurture::inline v0::smtp {

namespace {

constexpr std::size_t longest_text = 8192;
constexpr std::size_t longest_address = 254; // RFC 5321, 4.5.3.1.3

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

Error refused(std::string_view what, std::string why) {
    return {Errc::invalid_argument, std::string(what) + " " + std::move(why)};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

/// A name without the quotes that someone wrote around it.
std::string unquoted(std::string_view name) {
    if (name.size() < 2 || name.front() != '"' || name.back() != '"') {
        return std::string(name);
    }
    name = name.substr(1, name.size() - 2);
    std::string out;
    for (std::size_t at = 0; at < name.size(); ++at) {
        at += name[at] == '\\' && at + 1 < name.size() ? 1 : 0;
        out += name[at];
    }
    return out;
}

} // namespace

Result<std::string> header_text(std::string_view what, std::string_view text) {
    if (text.size() > longest_text) {
        return refused(what, "has " + std::to_string(text.size()) + " bytes; at most 8192 can stand in a header");
    }
    const auto control =
        std::find_if(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7F'; });
    if (control != text.end()) {
        const bool is_break = *control == '\r' || *control == '\n';
        return refused(what, std::string("holds ") + (is_break ? "a line break" : "a control character") +
                                 ", which could forge a header; take it out of the template or the lead's field");
    }
    std::string words = repaired(text);
    std::replace(words.begin(), words.end(), '\t', ' ');
    return words;
}

bool is_domain(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 253 && text.front() != '.' && text.back() != '.' && text.front() != '-' &&
           text.find("..") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; });
}

Result<std::string> mail_address(std::string_view what, std::string_view text) {
    const Result<std::string> words = header_text(what, text);
    if (!words) {
        return words.error();
    }
    const std::string shown = "\"" + utf8::shortened(*words, 100) + "\"";
    const std::size_t at = text.rfind('@');
    if (text.empty()) {
        return refused(what, "is empty");
    }
    if (at == std::string_view::npos || at == 0 || text.size() > longest_address) {
        return refused(what, shown + " is no e-mail address");
    }
    constexpr std::string_view marks = ".!#$%&'*+-/=?^_`{|}~"; // RFC 5322, 3.2.3; dots wherever people have them
    const std::string_view local = text.substr(0, at);
    const bool is_local = std::all_of(local.begin(), local.end(), [&](char c) {
        return is_letter_or_digit(c) || marks.find(c) != std::string_view::npos;
    });
    if (!is_local || !is_domain(text.substr(at + 1))) {
        return refused(what, shown + " is no e-mail address of ASCII letters, digits and " + std::string(marks) +
                                 "; write a domain in another script as xn--…");
    }
    return std::string(text);
}

Result<Mailbox> mailbox(std::string_view what, std::string_view text) {
    const Result<std::string> words = header_text(what, text);
    if (!words) {
        return words.error();
    }
    const std::string_view whole = trimmed(*words);
    const std::size_t opens = whole.rfind('<');
    const bool has_name = opens != std::string_view::npos && whole.ends_with('>');
    Result<std::string> address =
        mail_address(what, has_name ? whole.substr(opens + 1, whole.size() - opens - 2) : whole);
    if (!address) {
        return address.error();
    }
    return Mailbox{.name = has_name ? unquoted(trimmed(whole.substr(0, opens))) : "", .address = *std::move(address)};
}

} // namespace nurture::inline v0::smtp
