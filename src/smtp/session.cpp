// SPDX-License-Identifier: BSL-1.0
#include "smtp/session.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "curl/server_words.hpp"

namespace nurture::inline v0::smtp {

/// How far a mail got, and what the server said last. libcurl's own codes do not tell a refused recipient from a lost
/// connection in every version, so we listen to what is said.
struct Session::Conversation {
    enum class Stage { opening, sender, recipient, mail, end_of_mail };

    static constexpr std::size_t enough = 500;

    std::string_view unsent{};
    Stage stage = Stage::opening;
    int reply = 0;        ///< To the last command; 0: none yet.
    std::string words{};  ///< Of that reply.
    bool is_over = false; ///< QUIT was said, and is no part of it.

    void begin(std::string_view mail) {
        unsent = mail;
        words.reserve(2 * enough + 1); // hear() runs inside libcurl, where nothing may be thrown.
        say(Stage::opening);
    }

    void hear(std::string_view line) {
        if (words.size() < enough) {
            words.append(words.empty() ? "" : " ").append(line.substr(0, enough));
        }
        const bool is_last = line.size() >= 3 && (line.size() == 3 || line[3] == ' ') &&
                             std::all_of(line.begin(), line.begin() + 3, [](char c) { return c >= '0' && c <= '9'; });
        if (is_last) {
            reply = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        }
    }

    void say(Stage next) {
        stage = next;
        reply = 0;
        words.clear();
        is_over = false;
    }
};

namespace {

long milliseconds(Milliseconds length) {
    return static_cast<long>(length.count());
}

} // namespace

Session::Session(const Options& options) : bounces_to_(options.bounces_to), had_(std::make_unique<Conversation>()) {
    const Result<Mailbox> from = mailbox("from", options.from);
    own_sender_ = from ? from->address : "";

    const bool is_ipv6 = options.host.find(':') != std::string::npos;
    const std::string scheme = options.encryption == Encryption::implicit ? "smtps://" : "smtp://";
    const std::string host = is_ipv6 ? "[" + options.host + "]" : options.host;
    handle_.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    // The path is what EHLO says.
    handle_.set(CURLOPT_URL, (scheme + host + ":" + std::to_string(options.port) + "/" + options.domain).c_str());
    handle_.set(CURLOPT_USE_SSL,
                static_cast<long>(options.encryption == Encryption::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    handle_.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) {
        handle_.set(CURLOPT_CAINFO, options.ca_file.c_str());
        handle_.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    if (!options.user.empty()) {
        handle_.set(CURLOPT_USERNAME, options.user.c_str());
        handle_.set(CURLOPT_PASSWORD, options.password.c_str());
    }
    handle_.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connect_within));
    handle_.set(CURLOPT_TIMEOUT_MS, milliseconds(options.connect_within + options.send_within));
    // Of one reply, in whole seconds: also of the farewell, which no other limit ends.
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.send_within);
    handle_.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(seconds.count()));

    using Stage = Conversation::Stage;
    handle_.set(CURLOPT_UPLOAD, 1L);
    handle_.set(CURLOPT_READDATA, had_.get());
    handle_.set(CURLOPT_DEBUGDATA, had_.get());
    handle_.set(
        CURLOPT_READFUNCTION, +[](char* to, std::size_t size, std::size_t count, void* data) -> std::size_t {
            Conversation& talk = *static_cast<Conversation*>(data);
            const std::size_t length = std::min(size * count, talk.unsent.size());
            if (length > 0) {
                std::memcpy(to, talk.unsent.data(), length);
                talk.unsent.remove_prefix(length);
            }
            if (talk.unsent.empty()) {
                talk.say(Stage::end_of_mail); // libcurl has all of it: from here on the server may have taken it.
            }
            return length;
        });
    handle_.set(CURLOPT_VERBOSE, 1L); // Without it the next function is not called. Nothing is printed.
    handle_.set(
        CURLOPT_DEBUGFUNCTION, +[](CURL*, curl_infotype kind, char* data, std::size_t size, void* to) -> int {
            Conversation& talk = *static_cast<Conversation*>(to);
            std::string_view text(data, size);
            if (kind == CURLINFO_HEADER_OUT && text.starts_with("QUIT")) {
                talk.is_over = true;
            } else if (kind == CURLINFO_HEADER_OUT) {
                talk.say(text.starts_with("MAIL")   ? Stage::sender
                         : text.starts_with("RCPT") ? Stage::recipient
                         : text.starts_with("DATA") ? Stage::mail
                                                    : Stage::opening);
            } else if (kind == CURLINFO_HEADER_IN && !talk.is_over) {
                while (!text.empty()) {
                    const std::size_t end = std::min(text.find('\n'), text.size());
                    std::string_view line = text.substr(0, end);
                    text.remove_prefix(std::min(end + 1, text.size()));
                    line.remove_suffix(line.ends_with('\r') ? 1 : 0);
                    talk.hear(line);
                }
            }
            return 0;
        });
}

std::string Session::problem() const {
    return handle_.problem() == CURLE_OK ? "" : handle_.words_for(handle_.problem());
}

Session::~Session() = default;

CURLcode Session::converse(const Mail& mail, bool anew) {
    had_->begin(mail.text);
    curl::List recipients;
    recipients.add(mail.recipient);
    handle_.set(CURLOPT_FRESH_CONNECT, anew ? 1L : 0L);
    handle_.set(CURLOPT_MAIL_FROM, (bounces_to_.empty() ? mail.sender : bounces_to_).c_str());
    handle_.set(CURLOPT_MAIL_RCPT, recipients.get());
    handle_.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.text.size()));
    const CURLcode code = handle_.perform();
    handle_.set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    return code;
}

Delivery Session::send(const Mail& mail) {
    using Stage = Conversation::Stage;
    const CURLcode code = converse(mail, false);
    // A server closes a connection that was long idle; one notices when MAIL is said. That is nothing about this mail.
    const bool is_unheard = had_->reply == 0 && (had_->stage == Stage::sender || code == CURLE_SEND_ERROR);
    const bool was_closed = had_->stage <= Stage::sender && (is_unheard || had_->reply == 421); // no mail was begun
    const bool was_kept = handle_.number(CURLINFO_NUM_CONNECTS) == 0;
    const bool is_stale = code != CURLE_OK && code != CURLE_OPERATION_TIMEDOUT && was_closed && was_kept;
    return answer(is_stale ? converse(mail, true) : code, mail);
}

Delivery Session::answer(CURLcode code, const Mail& mail) const {
    const Conversation& had = *had_;
    using Stage = Conversation::Stage;
    const auto answered = [&](DeliveryKind kind) {
        return Delivery{.kind = kind, .reason = curl::server_words(had.words)};
    };
    const bool is_at_end = had.stage == Stage::end_of_mail;
    if (code == CURLE_OK || (is_at_end && had.reply >= 200 && had.reply < 300)) {
        return answered(DeliveryKind::accepted);
    }
    if (had.reply >= 400) {
        constexpr int goodbye = 421;
        constexpr int about_logins[] = {530, 534, 535, 538};
        constexpr int too_large = 552;
        if (had.stage == Stage::opening || had.reply == goodbye ||
            std::find(std::begin(about_logins), std::end(about_logins), had.reply) != std::end(about_logins)) {
            return answered(DeliveryKind::unavailable);
        }
        if (had.reply < 500) {
            return answered(DeliveryKind::deferred);
        }
        // A sender that the options name is that of all messages: what refuses it refuses them all.
        const bool is_own = !bounces_to_.empty() || mail.sender == own_sender_;
        return answered(had.stage == Stage::sender && is_own && had.reply != too_large ? DeliveryKind::unavailable
                                                                                       : DeliveryKind::rejected);
    }
    if (is_at_end) {
        return Delivery{.kind = DeliveryKind::in_doubt, .reason = curl::server_words(handle_.words_for(code))};
    }
    return Delivery{.kind = DeliveryKind::unavailable, .reason = curl::server_words(handle_.words_for(code))};
}

} // namespace nurture::inline v0::smtp
