// SPDX-License-Identifier: BSL-1.0
#include "smtp/mail.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "smtp/mime.hpp"

namespace nurture::inline v0::smtp {

namespace {

/// "Mon, 02 Mar 2026 09:00:00 +0000"
std::string date_text(Instant at) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                       days[std::chrono::weekday(day).c_encoding()], // 0 is Sunday
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

bool is_key(const std::string& key) {
    return !key.empty() && key.size() <= 50 && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

std::string mailbox_header(std::string_view name, const Mailbox& mailbox) {
    std::string line = std::string(name) + ": ";
    if (mailbox.name.empty()) {
        return line + mailbox.address + "\r\n";
    }
    line += folded_phrase(mailbox.name, line.size());
    const std::size_t last_break = line.rfind('\n');
    const std::size_t column = line.size() - (last_break == std::string::npos ? 0 : last_break + 1);
    line += column + mailbox.address.size() + 3 > 76 ? "\r\n <" : " <";
    return line + mailbox.address + ">\r\n";
}

/// By RFC 2369 and, where one POST can do it, RFC 8058. Empty without an address.
Result<std::string> unsubscribe_headers(const std::string& address) {
    if (address.empty()) {
        return std::string();
    }
    const bool is_visible =
        std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
    const bool is_https = address.starts_with("https://");
    const bool is_known = is_https || address.starts_with("http://") || address.starts_with("mailto:");
    if (!is_visible || !is_known || address.size() > 900) {
        return Error{Errc::invalid_argument,
                     "the unsubscribe address is no address that a header can hold; let Links give one that begins "
                     "with https:, http: or mailto:, of at most 900 visible ASCII characters without < and >"};
    }
    std::string headers = "List-Unsubscribe:";
    headers += address.size() > 56 ? "\r\n <" : " <";
    headers += address + ">\r\n";
    return is_https ? headers + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" : headers;
}

std::string body(const Message& message) {
    if (message.html.empty()) {
        return text_part("plain", message.text);
    }
    if (message.text.empty()) {
        return text_part("html", message.html);
    }
    // No encoded text holds "=_" (text_part), so none holds the boundary.
    const std::string boundary = "=_" + message.key.str();
    return "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n" +
           text_part("plain", message.text) + "\r\n--" + boundary + "\r\n" + text_part("html", message.html) +
           "\r\n--" + boundary + "--\r\n";
}

} // namespace

Result<Mail> compose(const Message& message, const Letterhead& letterhead) {
    if (!is_key(message.key.str())) {
        return Error{Errc::invalid_argument, "the message's key is not 1 to 50 ASCII letters and digits"};
    }
    const Result<std::string> to = mail_address("the recipient", message.to);
    const Result<Mailbox> from =
        message.from.empty() ? Result<Mailbox>(letterhead.from) : mailbox("the sender", message.from);
    const Result<Mailbox> reply_to =
        message.reply_to.empty() ? Result<Mailbox>(Mailbox{}) : mailbox("reply_to", message.reply_to);
    const Result<std::string> subject = header_text("the subject", message.subject);
    const Result<std::string> unsubscribe = unsubscribe_headers(message.unsubscribe);
    for (const Error* error :
         {to ? nullptr : &to.error(), from ? nullptr : &from.error(), reply_to ? nullptr : &reply_to.error(),
          subject ? nullptr : &subject.error(), unsubscribe ? nullptr : &unsubscribe.error()}) {
        if (error != nullptr) {
            return *error;
        }
    }

    std::string text = "Date: " + date_text(message.at) + "\r\n";
    text += mailbox_header("From", *from);
    text += "To: " + *to + "\r\n";
    if (!message.reply_to.empty()) {
        text += mailbox_header("Reply-To", *reply_to);
    }
    if (!subject->empty()) {
        constexpr std::string_view name = "Subject: ";
        text.append(name).append(folded_text(*subject, name.size())).append("\r\n");
    }
    text += "Message-ID: <" + message.key.str() + "@" + letterhead.domain + ">\r\n";
    text += *unsubscribe;
    text += "MIME-Version: 1.0\r\n";
    text += body(message);
    return Mail{.sender = from->address, .recipient = *to, .text = std::move(text)};
}

} // namespace nurture::inline v0::smtp
