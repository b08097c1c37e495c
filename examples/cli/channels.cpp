// SPDX-License-Identifier: BSL-1.0

#include "channels.hpp"

#include <charconv>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/effects/console_channel.hpp>
#include <nurture/effects/file_channel.hpp>
#ifdef NURTURE_WITH_SMTP
#include <nurture/smtp/smtp_channel.hpp>
#endif
#ifdef NURTURE_WITH_WEBHOOK
#include <nurture/webhook/webhook_channel.hpp>
#endif

namespace nurture::cli {

namespace {

using Made = Result<std::unique_ptr<Channel>>;

constexpr std::string_view ways =
    "console, file:PATH, smtp:HOST[:PORT][,from=ADDRESS…], webhook:URL, local-webhook:URL";

Error mistake(std::string words) {
    return {Errc::invalid_argument, std::move(words)};
}

/// "a:b" becomes "a" and "b"; without a separator all is the first.
std::pair<std::string, std::string> split(const std::string& text, char separator) {
    const std::size_t at = text.find(separator);
    return at == std::string::npos ? std::pair(text, std::string())
                                   : std::pair(text.substr(0, at), text.substr(at + 1));
}

template <class Kind>
Made made(Result<std::unique_ptr<Kind>> channel) {
    return channel ? Made(std::unique_ptr<Channel>(*std::move(channel))) : Made(channel.error());
}

#if defined(NURTURE_WITH_SMTP) || defined(NURTURE_WITH_WEBHOOK)
/// What must not stand on a command line, which others on the machine can read.
std::string secret(const char* variable) {
    const char* const value = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): before any thread begins.
    return value != nullptr ? value : "";
}
#endif

#ifdef NURTURE_WITH_SMTP
std::optional<Error> set(smtp::Options& options, const std::string& name, const std::string& value) {
    const std::map<std::string, std::string*> texts{
        {"from", &options.from}, {"user", &options.user}, {"ca", &options.ca_file}, {"domain", &options.domain}};
    const std::map<std::string, smtp::Encryption> encryptions{{"starttls", smtp::Encryption::starttls},
                                                              {"implicit", smtp::Encryption::implicit},
                                                              {"none", smtp::Encryption::none}};
    if (const auto text = texts.find(name); text != texts.end()) {
        *text->second = value;
        return {};
    }
    if (name != "encryption") {
        return mistake(fmt::format("smtp has no setting \"{}\"; it has from, encryption, user, ca and domain", name));
    }
    const auto encryption = encryptions.find(value);
    if (encryption == encryptions.end()) {
        return mistake(fmt::format("\"{}\" is no encryption of smtp; it is starttls, implicit or none", value));
    }
    options.encryption = encryption->second;
    return {};
}

Made mail(const std::string& words) {
    auto [server, settings] = split(words, ',');
    const auto [host, port] = split(server, ':');
    smtp::Options options{.host = host, .password = secret("NURTURE_SMTP_PASSWORD")};
    if (!port.empty()) {
        const char* const end = port.data() + port.size();
        const auto [stopped, failed] = std::from_chars(port.data(), end, options.port);
        if (failed != std::errc() || stopped != end) {
            return mistake(fmt::format("\"{}\" is no port; one is a number such as 587", port));
        }
    }
    while (!settings.empty()) {
        auto [setting, rest] = split(settings, ',');
        const auto [name, value] = split(setting, '=');
        if (std::optional<Error> wrong = set(options, name, value)) {
            return *std::move(wrong);
        }
        settings = std::move(rest);
    }
    if (options.user.empty()) {
        options.password.clear();
    }
    return made(smtp::SmtpChannel::create(std::move(options)));
}
#endif

#ifdef NURTURE_WITH_WEBHOOK
Made webhook(const std::string& url, bool is_local, const Clock& clock) {
    webhook::Options options{.url = url, .allow_private_addresses = is_local};
    if (std::string key = secret("NURTURE_WEBHOOK_SECRET"); !key.empty()) {
        options.secrets.push_back(std::move(key));
    }
    return made(webhook::WebhookChannel::create(std::move(options), clock));
}
#endif

Made make(const std::string& way, std::ostream& console, [[maybe_unused]] const Clock& clock) {
    const auto [kind, words] = split(way, ':');
    if (way == "console") {
        return Made(std::make_unique<ConsoleChannel>(console));
    }
    if (kind == "file" && !words.empty()) {
        return made(FileChannel::open(words));
    }
#ifdef NURTURE_WITH_SMTP
    if (kind == "smtp" && !words.empty()) {
        return mail(words);
    }
#endif
#ifdef NURTURE_WITH_WEBHOOK
    if ((kind == "webhook" || kind == "local-webhook") && !words.empty()) {
        return webhook(words, kind == "local-webhook", clock);
    }
#endif
    if (kind == "smtp" || kind == "webhook" || kind == "local-webhook") {
        return mistake(words.empty() ? fmt::format("{} of what? The ways to send are {}", kind, ways)
                                     : fmt::format("this program was built without {}", kind));
    }
    return mistake(fmt::format("\"{}\" is no way to send; the ways are {}", way, ways));
}

} // namespace

Result<OwnedChannels> make_channels(const std::vector<std::string>& words, std::ostream& console, const Clock& clock) {
    OwnedChannels channels;
    for (const std::string& word : words) {
        const auto [name, way] = split(word, '=');
        if (name.empty() || way.empty()) {
            return mistake(
                fmt::format("--channel {}: say NAME=WAY, such as email=console; the ways are {}", word, ways));
        }
        if (channels.contains(name)) {
            return mistake(fmt::format("--channel {}: the channel {} was given before; name it once", word, name));
        }
        Made channel = make(way, console, clock);
        if (!channel) {
            return Error{channel.error().code, fmt::format("--channel {}: {}", word, channel.error().message)};
        }
        channels.emplace(name, *std::move(channel));
    }
    return channels;
}

} // namespace nurture::cli
