// SPDX-License-Identifier: BSL-1.0
#include <nurture/smtp/smtp_channel.hpp>

#include "docs/acme_mail.hpp"
#include "support/catch.hpp"
#include "support/server_process.hpp"
#include "support/written_answers.hpp"

using namespace nurture;
using smtp::Encryption;
using smtp::Options;
using smtp::SmtpChannel;
using testing_support::ServerProcess;
using testing_support::WrittenAnswers;
using Lines = std::vector<std::string>;

namespace {

const Instant nine = parse_instant("2026-03-02T09:00:00Z").value();

Options options_for(const ServerProcess& server) {
    Options options;
    options.host = "127.0.0.1";
    options.port = server.port();
    options.encryption = Encryption::none;
    options.from = "Acme News <news@acme.example>";
    return options;
}

std::unique_ptr<SmtpChannel> channel_of(const Options& options) {
    auto channel = SmtpChannel::create(options);
    INFO((channel ? "" : channel.error().message));
    REQUIRE(channel);
    return std::move(*channel);
}

Message mail_to(const std::string& key, const std::string& to) {
    Message made{.key = MessageKey(key)};
    made.to = to;
    made.subject = "Your guide";
    made.text = "Hello\n.\n..\nthe end";
    made.at = nine;
    return made;
}

Lines answers_to(SmtpChannel& channel, const std::vector<Message>& messages) {
    const auto answers = std::make_shared<WrittenAnswers>();
    channel.deliver(messages, answers);
    return answers->lines;
}

Lines answers_to(const Options& options, const std::vector<Message>& messages) {
    return answers_to(*channel_of(options), messages);
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("options that cannot work are refused with a sentence", "[smtp]") {
    const auto refusal = [](const std::function<void(Options&)>& spoil) {
        Options options;
        options.host = "mail.acme.example";
        options.from = "news@acme.example";
        REQUIRE(SmtpChannel::create(options));
        spoil(options);
        const auto channel = SmtpChannel::create(options);
        REQUIRE_FALSE(channel);
        CHECK(channel.error().code == Errc::invalid_argument);
        return channel.error().message;
    };
    CHECK(refusal([](Options& s) { s.host = "smtp://mail/x"; }) ==
          "smtp: host and port must name the mail server, host as a name or address alone");
    CHECK(refusal([](Options& s) { s.from = "News"; }) == "smtp: from \"News\" is no e-mail address");
    CHECK(has(refusal([](Options& s) { s.domain = "acme.example/\r\nX"; }), "domain"));
    CHECK(has(refusal([](Options& s) { s.bounces_to = "a@b>\r\n"; }), "bounces_to"));
    CHECK(has(refusal([](Options& s) { s.password = "x"; }), "a password needs a user"));
    CHECK(has(refusal([](Options& s) { s.user = "x", s.encryption = Encryption::none; }), "readable"));
    CHECK(has(refusal([](Options& s) { s.send_within = Milliseconds(0); }), "send_within"));
    CHECK(has(refusal([](Options& s) { s.batch = 0; }), "batch"));
}

TEST_CASE("a mail arrives as it was written", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const Options options = options_for(server);
    Message both = mail_to("K1", "ada@example.com");
    both.unsubscribe = "https://acme.example/u/K1";
    both.subject = "Grüße, die länger sind als eine Zeile eines Briefs es je sein darf: 你好 🙂";
    both.html = "<p>Grüße</p>";
    CHECK(answers_to(options, {both}) == Lines{"K1 accepted: 250 2.0.0 taken"});
    const Lines mails = server.stop();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0] ==
          R"({"from": "news@acme.example", "to": ["ada@example.com"], "headers": [)"
          R"(["Date", "Mon, 02 Mar 2026 09:00:00 +0000"], ["From", "Acme News <news@acme.example>"], )"
          R"(["To", "ada@example.com"], )"
          R"(["Subject", "Gr\u00fc\u00dfe, die l\u00e4nger sind als eine Zeile eines Briefs es je sein darf: )"
          R"(\u4f60\u597d \ud83d\ude42"], )"
          R"(["Message-ID", "<K1@acme.example>"], ["List-Unsubscribe", "<https://acme.example/u/K1>"], )"
          R"(["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"], ["MIME-Version", "1.0"], )"
          R"(["Content-Type", "multipart/alternative; boundary=\"=_K1\""]], "type": "multipart/alternative", )"
          R"("parts": [["text/plain", "Hello\r\n.\r\n..\r\nthe end\r\n"], ["text/html", "<p>Gr\u00fc\u00dfe</p>"]], )"
          R"("defects": [], "longest_line": 73, "bare_breaks": 0})");
}

TEST_CASE("each mail of a call is answered as the server answered it", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Message forged = mail_to("F", "ada@example.com");
    forged.subject = "x\r\nBcc: eve@example.com";
    Message foreign = mail_to("S", "ada@example.com");
    foreign.from = "blocked@acme.example";
    const std::string why_forged =
        "the subject holds a line break, which could forge a header; take it out of the template or the lead's field";
    CHECK(answers_to(options_for(server),
                     {mail_to("A", "ada@example.com"), mail_to("G", "greylisted@example.com"),
                      mail_to("U", "unknown@example.com"), forged, mail_to("B", "too-busy@example.com"),
                      mail_to("P", "spam@example.com"), foreign, mail_to("Z", "zoe@example.com")}) ==
          Lines{"A accepted: 250 2.0.0 taken", "G deferred: 451 4.7.1 come back later",
                "U rejected: 550 5.1.1 no such user", "F rejected: " + why_forged, "B deferred: 452 4.3.1 no room",
                "P rejected: 554 5.7.1 this is spam", "S rejected: 550 5.7.1 we do not take mail from you",
                "Z accepted: 250 2.0.0 taken"});
    CHECK(server.stop().size() == 2);
}

TEST_CASE("a mail that is too large for the server is rejected, and no other", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Message large = mail_to("L", "ada@example.com");
    large.text = std::string(2'000'000, 'x');
    const Lines lines = answers_to(options_for(server), {large, mail_to("A", "ada@example.com")});
    REQUIRE(lines.size() == 2);
    CHECK(has(lines[0], "L rejected: 552"));
    CHECK(lines[1] == "A accepted: 250 2.0.0 taken");
}

TEST_CASE("what would happen to every mail makes the channel unavailable, for the rest of the call too", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server);
    CHECK(answers_to(options, {mail_to("L", "leaving@example.com"), mail_to("A", "ada@example.com")}) ==
          Lines{"L unavailable: 421 4.3.2 going down", "A unavailable: 421 4.3.2 going down"});
    options.from = "blocked@acme.example";
    CHECK(answers_to(options, {mail_to("A", "ada@example.com")}) ==
          Lines{"A unavailable: 550 5.7.1 we do not take mail from you"});
    CHECK(server.stop().empty());
    const Lines nobody_there = answers_to(options, {mail_to("A", "ada@example.com")});
    REQUIRE(nobody_there.size() == 1);
    CHECK(has(nobody_there[0], "A unavailable: Failed to connect"));
}

TEST_CASE("a server that falls silent before the end of a mail did not take it", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server);
    options.connect_within = options.send_within = Milliseconds(400);
    const Lines lines = answers_to(options, {mail_to("S", "asleep@example.com"), mail_to("A", "ada@example.com")});
    REQUIRE(lines.size() == 2);
    CHECK(has(lines[0], "S unavailable: "));
    CHECK(has(lines[1], "A unavailable: "));
}

TEST_CASE("a mail whose end was sent and not answered is in doubt", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server);
    const auto channel = channel_of(options);
    Lines lines = answers_to(*channel, {mail_to("C", "cut@example.com"), mail_to("A", "ada@example.com")});
    REQUIRE(lines.size() == 2);
    CHECK(has(lines[0], "C in_doubt: "));
    CHECK(lines[1] == "A unavailable: the server fell silent behind another mail of this call");
    // On a kept connection, too: nothing is said twice.
    lines = answers_to(*channel, {mail_to("A", "ada@example.com"), mail_to("F", "forgetful@example.com")});
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == "A accepted: 250 2.0.0 taken");
    CHECK(has(lines[1], "F in_doubt: "));
    options.connect_within = options.send_within = Milliseconds(400);
    lines = answers_to(options, {mail_to("S", "silent@example.com")});
    REQUIRE(lines.size() == 1);
    CHECK(has(lines[0], "S in_doubt: "));
    CHECK(server.stop().size() == 2);
}

TEST_CASE("a server that takes a mail and dies has taken it", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const auto channel = channel_of(options_for(server));
    CHECK(answers_to(*channel, {mail_to("D", "dies@example.com")}) == Lines{"D accepted: 250 2.0.0 taken"});
    const Lines next = answers_to(*channel, {mail_to("A", "ada@example.com")});
    REQUIRE(next.size() == 1);
    CHECK(has(next[0], "A unavailable: "));
    CHECK(server.stop().size() == 1);
}

TEST_CASE("a kept connection that the server closed is opened anew", "[smtp]") {
    ServerProcess server("smtp_server.py", {"close-after-mail"});
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const auto channel = channel_of(options_for(server));
    for (const char* key : {"K1", "K2", "K3"}) {
        CHECK(answers_to(*channel, {mail_to(key, "ada@example.com")}) ==
              Lines{std::string(key) + " accepted: 250 2.0.0 taken"});
    }
    CHECK(server.stop().size() == 3);
}

TEST_CASE("mail goes encrypted, with a login, to a server that proves its name and to no other", "[smtp]") {
    for (const std::string mode : {"starttls", "implicit"}) {
        INFO(mode);
        ServerProcess server("smtp_server.py", {mode});
        if (!server.missing().empty()) {
            NURTURE_SKIP(server.missing());
        }
        Options options = options_for(server);
        options.encryption = mode == "starttls" ? Encryption::starttls : Encryption::implicit;
        options.host = "localhost";
        const std::vector<Message> mail{mail_to("K", "ada@example.com")};

        const Lines untrusted = answers_to(options, mail);
        REQUIRE(untrusted.size() == 1);
        CHECK(has(untrusted[0], "K unavailable: SSL certificate problem"));
        options.ca_file = NURTURE_SOURCE_DIR "/tests/channels/localhost.pem";
        options.host = "127.0.0.1"; // The certificate is for another name.
        CHECK(has(answers_to(options, mail).at(0), "K unavailable: SSL"));
        options.host = "localhost";
        if (mode == "starttls") {
            options.user = "acme";
            options.password = "wrong";
            CHECK(answers_to(options, mail) == Lines{"K unavailable: 535 5.7.8 Authentication credentials invalid"});
            options.password = "right";
        }
        CHECK(answers_to(options, mail) == Lines{"K accepted: 250 2.0.0 taken"});
        CHECK(server.stop().size() == 1);
    }
}

TEST_CASE("a server that offers no encryption gets no mail", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server);
    options.encryption = Encryption::starttls;
    const Lines lines = answers_to(options, {mail_to("K", "ada@example.com")});
    REQUIRE(lines.size() == 1);
    CHECK(has(lines[0], "K unavailable: "));
    CHECK(server.stop().empty());
}

TEST_CASE("two hundred messages of hostile fields are two hundred well-formed mails or refusals", "[smtp]") {
    ServerProcess server("smtp_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const std::vector<std::string> hostile{"<script>alert(1)</script>",
                                           "{{ lead.email }}",
                                           "caf\xE9 \xFF\xC3",
                                           "\"; DROP \\ <eve@example.com>",
                                           "=?UTF-8?Q?=0D=0ABcc:_eve@example.com?=",
                                           "\xE2\x80\xA8X: y\xC2\x85Z: y",
                                           std::string(2000, 'w'),
                                           "a\tb   c",
                                           "x\r\nBcc: eve@example.com",
                                           std::string("nul\0", 4)};
    std::vector<Message> messages;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < 200; ++i) {
        const std::string& field = hostile[i % hostile.size()];
        const bool is_forged = i % hostile.size() >= 8;
        Message made = mail_to("K" + std::to_string(i), "lead" + std::to_string(i) + "@example.com");
        (i % 3 == 0   ? made.subject
         : i % 3 == 1 ? made.from
                      : made.reply_to) = i % 3 == 0 ? field : field + " <sales@acme.example>";
        refused += is_forged ? 1 : 0;
        made.text = field + "\r\n.\r\nBcc: eve@example.com\r\n\r\n" + (i == 7 ? std::string(1'000'000, 'm') : field);
        made.html = i % 2 == 0 ? "<p>" + field + "\n--=_" + made.key.str() + "--\n" : "";
        messages.push_back(std::move(made));
    }
    const Lines lines = answers_to(options_for(server), messages);
    REQUIRE(lines.size() == messages.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool is_forged = i % hostile.size() >= 8;
        CHECK(lines[i].rfind("K" + std::to_string(i) + (is_forged ? " rejected: " : " accepted: "), 0) == 0);
    }
    const Lines mails = server.stop();
    REQUIRE(mails.size() == 200 - refused);
    for (const std::string& mail : mails) {
        INFO(mail.substr(0, 2000));
        CHECK(has(mail, R"("defects": [])"));
        CHECK(has(mail, R"("bare_breaks": 0)"));
        CHECK(has(mail, R"("from": "news@acme.example")") + has(mail, R"("from": "sales@acme.example")") == 1);
        for (const char* forged : {R"(["Bcc")", R"(["X")", R"(["Z")", R"("eve@)"}) {
            CHECK_FALSE(has(mail.substr(0, mail.find(R"("parts")")), forged));
        }
    }
}

TEST_CASE("the example of the page about channels has options that work", "[smtp]") {
    CHECK(acme_mail());
}
