// SPDX-License-Identifier: BSL-1.0
#include "smtp/mail.hpp"

#include <algorithm>
#include <sstream>

#include "smtp/mime.hpp"
#include "support/catch.hpp"

using namespace nurture;
using smtp::compose;
using smtp::Letterhead;
using smtp::Mail;

namespace {

Letterhead letterhead() {
    return {.from = {.name = "Acme News", .address = "news@acme.example"}, .domain = "acme.example"};
}

Message message() {
    Message made{.key = "K7"};
    made.to = "ada@example.com";
    made.subject = "Your guide";
    made.text = "Hello Ada";
    made.at = parse_instant("2026-03-02T09:00:00Z").value();
    return made;
}

std::string text_of(const Message& message) {
    const Result<Mail> mail = compose(message, letterhead());
    INFO((mail ? "" : mail.error().message));
    REQUIRE(mail);
    return mail->text;
}

std::string header_of(const std::string& mail, const std::string& name) {
    const std::size_t at = mail.find("\r\n" + name + ": ");
    REQUIRE(at != std::string::npos);
    std::size_t end = mail.find("\r\n", at + 2);
    while (mail[end + 2] == ' ') {
        end = mail.find("\r\n", end + 2);
    }
    return mail.substr(at + 2, end - at - 2);
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Lines of CRLF and at most 76 printable ASCII characters, no line of a body with a dot in front.
void require_well_formed(const std::string& mail) {
    REQUIRE(mail.ends_with("\r\n"));
    for (std::size_t at = 0; at < mail.size();) {
        const std::size_t end = mail.find("\r\n", at);
        const std::string_view line = std::string_view(mail).substr(at, end - at);
        const bool is_good =
            line.size() <= 76 && !line.starts_with('.') &&
            std::all_of(line.begin(), line.end(), [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
        if (!is_good) {
            FAIL(line);
        }
        at = end + 2;
    }
}

} // namespace

TEST_CASE("a text alone is a mail of one part", "[smtp]") {
    CHECK(text_of(message()) == "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
                                "From: Acme News <news@acme.example>\r\n"
                                "To: ada@example.com\r\n"
                                "Subject: Your guide\r\n"
                                "Message-ID: <K7@acme.example>\r\n"
                                "MIME-Version: 1.0\r\n"
                                "Content-Type: text/plain; charset=utf-8\r\n"
                                "Content-Transfer-Encoding: quoted-printable\r\n"
                                "\r\n"
                                "Hello Ada\r\n");
}

TEST_CASE("a text with its HTML are alternatives, plainest first", "[smtp]") {
    Message both = message();
    both.text = "Grüße\n.\n100% = all, and a line that goes on beyond what a mail allows it ";
    both.html = "<p>Grüße</p>";
    both.from = "\"Doe, Jane\" <jane@acme.example>";
    both.reply_to = "Jörg <joerg@acme.example>";
    both.unsubscribe = "https://acme.example/u/K7";
    CHECK(text_of(both) == "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
                           "From: \"Doe, Jane\" <jane@acme.example>\r\n"
                           "To: ada@example.com\r\n"
                           "Reply-To: =?UTF-8?B?SsO2cmc=?= <joerg@acme.example>\r\n"
                           "Subject: Your guide\r\n"
                           "Message-ID: <K7@acme.example>\r\n"
                           "List-Unsubscribe: <https://acme.example/u/K7>\r\n"
                           "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: multipart/alternative;\r\n"
                           " boundary=\"=_K7\"\r\n"
                           "\r\n"
                           "--=_K7\r\n"
                           "Content-Type: text/plain; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n"
                           "\r\n"
                           "Gr=C3=BC=C3=9Fe\r\n"
                           "=2E\r\n"
                           "100% =3D all, and a line that goes on beyond what a mail allows it=20\r\n"
                           "\r\n--=_K7\r\n"
                           "Content-Type: text/html; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: base64\r\n"
                           "\r\n"
                           "PHA+R3LDvMOfZTwvcD4=\r\n"
                           "\r\n--=_K7--\r\n");
}

TEST_CASE("a mail is the same at every attempt", "[smtp]") {
    Message second = message();
    second.attempt = 2;
    CHECK(text_of(second) == text_of(message()));
}

TEST_CASE("subjects in any script are encoded words of whole characters", "[smtp]") {
    Message made = message();
    made.subject.clear();
    for (int i = 0; i < 40; ++i) {
        made.subject += "löß€🙂";
    }
    const std::string mail = text_of(made);
    require_well_formed(mail);
    std::istringstream words(header_of(mail, "Subject").substr(9));
    for (std::string word; words >> word;) {
        CHECK(word.size() <= 75);
        CHECK(word.starts_with("=?UTF-8?B?"));
        CHECK(word.ends_with("?="));
    }
    CHECK(has(mail, "Subject: =?UTF-8?B?" + smtp::base64("löß€🙂löß€🙂löß€🙂lö") +
                        "?=\r\n =?UTF-8?B?" + smtp::base64("ß€🙂").substr(0, 12)));
}

TEST_CASE("a long subject is folded between words and nothing of it is lost", "[smtp]") {
    Message made = message();
    made.subject =
        "Seven  things that everyone who scores leads should have asked before the first lead was scored at all";
    const std::string mail = text_of(made);
    require_well_formed(mail);
    std::string header = header_of(mail, "Subject");
    for (std::size_t at = header.find("\r\n"); at != std::string::npos; at = header.find("\r\n")) {
        header.erase(at, 2);
    }
    CHECK(header == "Subject: " + made.subject);
}

TEST_CASE("a subject that looks encoded is encoded, so that it is shown as it is", "[smtp]") {
    Message made = message();
    made.subject = "=?UTF-8?Q?free?=";
    CHECK(header_of(text_of(made), "Subject") == "Subject: =?UTF-8?B?" + smtp::base64(made.subject) + "?=");
}

TEST_CASE("what could forge a header is refused, in whatever field it stands", "[smtp]") {
    for (const std::string& forged :
         {std::string("x\r\nBcc: eve@example.com"), std::string("x\nBcc: eve@example.com"),
          std::string("x\rBcc: eve@example.com"), std::string("x\0y", 3), std::string("x\x1B"), std::string("x\x7F")}) {
        for (const auto& spoil : std::vector<void (*)(Message&, const std::string&)>{
                 [](Message&made, const std::string&text) { made.subject = text; },
                 [](Message&made, const std::string&text) { made.to = text + "@example.com"; },
                 [](Message&made, const std::string&text) { made.to = "ada@example.com" + text; },
                 [](Message&made, const std::string&text) { made.from = text + " <news@acme.example>"; },
                 [](Message&made, const std::string&text) { made.from = "News <" + text + "@acme.example>"; },
                 [](Message&made, const std::string&text) { made.reply_to = text + " <news@acme.example>"; },
                 [](Message&made, const std::string&text) { made.key = text; }}) {
            Message made = message();
            spoil(made, forged);
            CHECK_FALSE(compose(made, letterhead()));
        }
        Message made = message();
        made.unsubscribe = "https://acme.example/" + forged;
        CHECK_FALSE(compose(made, letterhead()));
    }
    Message made = message();
    made.subject = "Hello\r\nBcc: eve@example.com";
    CHECK(
        compose(made, letterhead()).error().message ==
        "the subject holds a line break, which could forge a header; take it out of the template or the lead's field");
}

TEST_CASE("an address that a server could misread is refused", "[smtp]") {
    for (const char* to :
         {"", "ada", "@example.com", "ada@", "ada@exa mple.com", "<ada@example.com>", "a b@example.com",
          "ada@example.com,eve@example.com", "ada@example..com", "\"ada\"@example.com", "äda@example.com",
          "ada@[127.0.0.1]", "eve@example.com> SIZE=1 <ada@example.com"}) {
        INFO(to);
        Message made = message();
        made.to = to;
        CHECK_FALSE(compose(made, letterhead()));
    }
    for (const char* to : {"ada@example.com", "ada.l+x_y'z@sub.xn--bcher-kva.example", "ada..l@localhost"}) {
        INFO(to);
        Message made = message();
        made.to = to;
        CHECK(compose(made, letterhead()));
    }
}

TEST_CASE("only an https address promises to unsubscribe with one click", "[smtp]") {
    Message made = message();
    CHECK_FALSE(has(text_of(made), "List-Unsubscribe"));
    made.unsubscribe = "mailto:leave@acme.example";
    CHECK(has(text_of(made), "List-Unsubscribe: <mailto:leave@acme.example>\r\n"));
    CHECK_FALSE(has(text_of(made), "List-Unsubscribe-Post"));
    for (const char* bad :
         {"javascript:alert(1)", "https://acme.example/ü", "https://acme.example/> <mailto:eve@e.example"}) {
        made.unsubscribe = bad;
        CHECK_FALSE(compose(made, letterhead()));
    }
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD in subject and body", "[smtp]") {
    Message made = message();
    made.subject = "caf\xE9";
    made.text = std::string("a\xFFz\0", 4) + std::string(40, 'x');
    const std::string mail = text_of(made);
    CHECK(header_of(mail, "Subject") == "Subject: =?UTF-8?B?" + smtp::base64("caf\xEF\xBF\xBD") + "?=");
    CHECK(has(mail, "a=EF=BF=BDz=EF=BF=BDxxxx"));
}

TEST_CASE("no body of any kind breaks the lines or the boundary of its mail", "[smtp]") {
    const std::vector<std::string> pieces{"\r\n",
                                          "\n",
                                          "\r",
                                          std::string(1, '\0'),
                                          "<script>",
                                          "{{ lead.x }}",
                                          "--=_K7",
                                          "--=_K7--\r\n",
                                          ".\r\n",
                                          "\r\n.\r\n",
                                          "\xC3",
                                          "é",
                                          "🙂",
                                          "=",
                                          " ",
                                          "\t",
                                          ".",
                                          std::string(77, '.'),
                                          std::string(75, 'a') + ".b",
                                          "\r\nSubject: forged\r\n\r\n"};
    for (const std::string& first : pieces) {
        for (const std::string& second : pieces) {
            Message made = message();
            made.text = first + "text" + second + first;
            made.html = second + second + "<p>" + first;
            const std::string mail = text_of(made);
            require_well_formed(mail);
            std::size_t boundaries = 0;
            for (std::size_t at = mail.find("\r\n--=_K7"); at != std::string::npos;
                 at = mail.find("\r\n--=_K7", at + 1)) {
                ++boundaries;
            }
            REQUIRE(boundaries == 3);
            const std::string headers = mail.substr(0, mail.find("\r\n\r\n"));
            REQUIRE(headers.find("Subject:") == headers.rfind("Subject:"));
        }
    }
}

TEST_CASE("a megabyte is a body, but no subject", "[smtp]") {
    Message made = message();
    made.text = std::string(1'000'000, 'a');
    made.html = std::string(1'000'000, '\xFE');
    require_well_formed(text_of(made));
    made.subject = std::string(1'000'000, 'a');
    CHECK(compose(made, letterhead()).error().message ==
          "the subject has 1000000 bytes; at most 8192 can stand in a header");
    made.subject = std::string(8192, 'a');
    require_well_formed(text_of(made));
}
