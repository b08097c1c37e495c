// SPDX-License-Identifier: BSL-1.0
#include <nurture/webhook/webhook_channel.hpp>

#include <functional>

#include "docs/acme_webhook.hpp"
#include "support/catch.hpp"
#include "support/server_process.hpp"
#include "support/written_answers.hpp"
#include "webhook/payload.hpp"
#include "webhook/public_address.hpp"
#include "webhook/signature.hpp"

using namespace nurture;
using testing_support::ServerProcess;
using testing_support::WrittenAnswers;
using webhook::Options;
using webhook::WebhookChannel;
using Lines = std::vector<std::string>;

namespace {

VirtualClock clock_at_nine() {
    return VirtualClock(parse_instant("2026-03-02T09:00:00Z").value());
}

Options options_for(const ServerProcess& server, const std::string& path) {
    Options options;
    options.url = "http://127.0.0.1:" + std::to_string(server.port()) + path;
    options.allow_private_addresses = true;
    return options;
}

std::unique_ptr<WebhookChannel> channel_of(const Options& options, const Clock& clock) {
    auto channel = WebhookChannel::create(options, clock);
    INFO((channel ? "" : channel.error().message));
    REQUIRE(channel);
    return std::move(*channel);
}

std::vector<Message> messages(const std::vector<std::string>& keys) {
    std::vector<Message> made;
    for (const std::string& key : keys) {
        made.push_back({.key = MessageKey(key)});
        made.back().to = "ada@example.com";
    }
    return made;
}

Lines answers_to(WebhookChannel& channel, const std::vector<Message>& messages) {
    const auto answers = std::make_shared<WrittenAnswers>();
    channel.deliver(messages, answers);
    return answers->lines;
}

Lines answers_to(const Options& options, const std::vector<Message>& messages) {
    const VirtualClock clock = clock_at_nine();
    return answers_to(*channel_of(options, clock), messages);
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a message is one JSON object with all its keys, whatever its fields hold", "[webhook]") {
    Message made{.key = "K7", .attempt = 3, .lead = "ada", .channel = "hook"};
    made.to = "ada@example.com";
    made.workflow = "w";
    made.version = "0f";
    made.step = "steps[2]";
    made.content = "c";
    made.category = "marketing";
    made.subject = "Hi \"Ada\"\r\n<script>{{ x }}";
    made.text = std::string("caf\xE9\0", 5);
    made.unsubscribe = "https://acme.example/u";
    made.at = parse_instant("2026-03-02T09:00:00Z").value();
    made.data = {{"n", 1}, {"list", Value::List{"a", true}}};
    CHECK(
        webhook::payload(made) ==
        R"({"type":"message","key":"K7","at":"2026-03-02T09:00:00.000Z","lead":"ada","channel":"hook","to":"ada@example.com","workflow":"w",)"
        R"("version":"0f","step":"steps[2]","content":"c","variant":"base","category":"marketing",)"
        R"("subject":"Hi \"Ada\"\r\n<script>{{ x }}","preview":"",)"
        "\"text\":\"caf\xEF\xBF\xBD\\u0000\","
        R"("html":"","from":"","reply_to":"","unsubscribe":"https://acme.example/u",)"
        R"("data":{"list":["a",true],"n":1}})");
    CHECK(has(webhook::payload({}), R"("data":{}})"));
}

TEST_CASE("a signature is that of the published example", "[webhook]") {
    // standardwebhooks.com, the example of its reference libraries.
    const auto secret = webhook::secret_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    REQUIRE(secret);
    CHECK(webhook::signature({*secret}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})") ==
          "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("a secret is base64 behind whsec_, else what it is, and never short", "[webhook]") {
    CHECK(webhook::secret_bytes("whsec_" + std::string(32, 'A')) == std::string(24, '\0'));
    CHECK(webhook::secret_bytes("whsec_" + std::string(34, 'A') + "==") == std::string(25, '\0'));
    CHECK(webhook::secret_bytes(std::string(24, 'x')) == std::string(24, 'x'));
    for (const std::string& bad :
         {std::string(23, 'x'), std::string(), "whsec_" + std::string(28, 'A'), "whsec_" + std::string(31, 'A'),
          "whsec_====" + std::string(36, 'A'), "whsec_" + std::string(31, 'A') + " ", std::string("whsec_====")}) {
        INFO(bad);
        CHECK_FALSE(webhook::secret_bytes(bad));
    }
}

TEST_CASE("addresses that are not everyone's are known, also inside others", "[webhook]") {
    using webhook::Ipv4;
    using webhook::Ipv6;
    for (const Ipv4& closed : {Ipv4{0, 0, 0, 0}, Ipv4{10, 1, 2, 3}, Ipv4{100, 64, 0, 1}, Ipv4{100, 127, 255, 255},
                               Ipv4{127, 0, 0, 1}, Ipv4{127, 255, 0, 1}, Ipv4{169, 254, 169, 254}, Ipv4{172, 16, 0, 1},
                               Ipv4{172, 31, 255, 255}, Ipv4{192, 168, 1, 1}, Ipv4{192, 0, 2, 1}, Ipv4{198, 19, 0, 1},
                               Ipv4{224, 0, 0, 1}, Ipv4{255, 255, 255, 255}}) {
        INFO(int(closed[0]) << '.' << int(closed[1]));
        CHECK_FALSE(webhook::is_public(closed));
        Ipv6 inside{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
        std::copy(closed.begin(), closed.end(), inside.begin() + 12);
        CHECK_FALSE(webhook::is_public(inside)); // ::ffff:10.1.2.3
        Ipv6 over_six{0x20, 0x02};
        std::copy(closed.begin(), closed.end(), over_six.begin() + 2);
        CHECK_FALSE(webhook::is_public(over_six));
        Ipv6 translated{0x00, 0x64, 0xFF, 0x9B};
        std::copy(closed.begin(), closed.end(), translated.begin() + 12);
        CHECK_FALSE(webhook::is_public(translated));
    }
    for (const Ipv4& open :
         {Ipv4{1, 1, 1, 1}, Ipv4{9, 255, 255, 255}, Ipv4{11, 0, 0, 0}, Ipv4{100, 63, 255, 255}, Ipv4{100, 128, 0, 0},
          Ipv4{172, 15, 0, 1}, Ipv4{172, 32, 0, 0}, Ipv4{192, 167, 1, 1}, Ipv4{223, 255, 255, 255}}) {
        CHECK(webhook::is_public(open));
    }
    Ipv6 loopback{};
    loopback[15] = 1;
    for (const Ipv6& closed : {Ipv6{}, loopback, Ipv6{0xFC}, Ipv6{0xFD, 0x12}, Ipv6{0xFE, 0x80}, Ipv6{0xFE, 0xC0},
                               Ipv6{0xFF, 0x02}, Ipv6{0x20, 0x01, 0x0D, 0xB8}, Ipv6{0x20, 0x01, 0, 0}}) {
        CHECK_FALSE(webhook::is_public(closed));
    }
    CHECK(webhook::is_public(Ipv6{0x26, 0x06, 0x47, 0x00, 0x47}));
    CHECK(webhook::is_public(Ipv6{0x2A, 0x00, 0x14, 0x50}));
}

TEST_CASE("options of a webhook that cannot work are refused with a sentence", "[webhook]") {
    const VirtualClock clock = clock_at_nine();
    const auto refusal = [&](const std::function<void(Options&)>& spoil) {
        Options options;
        options.url = "https://hooks.acme.example/nurture?a=b";
        REQUIRE(WebhookChannel::create(options, clock));
        spoil(options);
        const auto channel = WebhookChannel::create(options, clock);
        REQUIRE_FALSE(channel);
        CHECK(channel.error().code == Errc::invalid_argument);
        return channel.error().message;
    };
    for (const char* url : {"", "hooks.acme.example", "file:///etc/passwd", "gopher://x", "smtp://x", "https://",
                            "http://a b/", "http://x/\r\nHost: y"}) {
        INFO(url);
        CHECK(has(refusal([&](Options& s) { s.url = url; }), "webhook: url must be"));
    }
    CHECK(has(refusal([](Options& s) { s.secrets = {"short"}; }), "24 bytes"));
    CHECK(has(refusal([](Options& s) { s.headers = {{"X", "a\r\nY: b"}}; }), "visible"));
    CHECK(has(refusal([](Options& s) { s.headers = {{"X: y\r\nZ", "a"}}; }), "no header"));
    CHECK(has(refusal([](Options& s) { s.headers = {{"webhook-ID", "a"}}; }), "no header"));
    CHECK(has(refusal([](Options& s) { s.reply_within = Milliseconds(0); }), "reply_within"));
    CHECK(has(refusal([](Options& s) { s.batch = 0; }), "batch"));
    CHECK(acme_webhook(clock));
}

TEST_CASE("each request carries key, time and signatures that the endpoint can check", "[webhook]") {
    const std::string one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const std::string other = "the-other-secret-of-acme-example";
    ServerProcess server("http_server.py", {one, other, "a-secret-that-nobody-gave-away"});
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server, "/status/204");
    options.secrets = {one, other};
    options.headers = {{"Authorization", "Bearer abc"}};
    CHECK(answers_to(options, messages({"K1", "K2"})) == Lines{"K1 accepted: HTTP 204", "K2 accepted: HTTP 204"});
    const Lines requests = server.stop();
    REQUIRE(requests.size() == 2);
    CHECK(has(requests[0],
              R"({"path": "/status/204", "headers": ["Bearer abc", "application/json", "K1", "K1", )"
              R"("1772442000"], "signed": [true, true, false], "body": {"type": "message", "key": "K1", )"));
    CHECK(has(requests[0], R"("to": "ada@example.com")"));
}

TEST_CASE("each status is answered as it is meant", "[webhook]") {
    ServerProcess server("http_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const auto answer = [&](const std::string& path) {
        return answers_to(options_for(server, path), messages({"K"})).at(0);
    };
    const std::string words = ": these are my words \xEF\xBF\xBD";
    CHECK(answer("/status/200") == "K accepted: HTTP 200");
    for (const std::string deferred : {"408", "425", "429", "500", "599"}) {
        CHECK(answer("/status/" + deferred) == "K deferred: HTTP " + deferred + words);
    }
    for (const std::string rejected : {"400", "409", "413", "422"}) {
        CHECK(answer("/status/" + rejected) == "K rejected: HTTP " + rejected + words);
    }
    for (const std::string to_all : {"401", "403", "404", "410", "502", "503", "504"}) {
        CHECK(answer("/status/" + to_all) == "K unavailable: HTTP " + to_all + words);
    }
    CHECK(answer("/endless") == "K accepted: HTTP 200");
}

TEST_CASE("a redirection is not followed", "[webhook]") {
    ServerProcess server("http_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    CHECK(answers_to(options_for(server, "/redirect"), messages({"K"})) ==
          Lines{"K unavailable: HTTP 302: these are my words \xEF\xBF\xBD"});
    CHECK(server.stop().size() == 1);
}

TEST_CASE("an endpoint that asks to wait is left alone until then", "[webhook]") {
    ServerProcess server("http_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    const std::string words = ": these are my words \xEF\xBF\xBD";
    VirtualClock clock = clock_at_nine();
    const auto channel = channel_of(options_for(server, "/status/429/120"), clock);
    const std::string until = "HTTP 429, asked to wait until 2026-03-02T09:02:00.000Z";
    CHECK(answers_to(*channel, messages({"A", "B"})) == Lines{"A deferred: " + until + words, "B deferred: " + until});
    clock.advance_to(parse_instant("2026-03-02T09:01:59Z").value());
    CHECK(answers_to(*channel, messages({"C"})) == Lines{"C deferred: " + until});
    clock.advance_to(parse_instant("2026-03-02T09:02:00Z").value());
    CHECK(answers_to(*channel, messages({"C"})) ==
          Lines{"C deferred: HTTP 429, asked to wait until 2026-03-02T09:04:00.000Z" + words});

    const auto dated = channel_of(options_for(server, "/status/503/Mon,_02_Mar_2026_09:30:00_GMT"), clock);
    CHECK(has(answers_to(*dated, messages({"D"})).at(0),
              "D unavailable: HTTP 503, asked to wait until 2026-03-02T09:30:00.000Z"));
    const auto patient = channel_of(options_for(server, "/status/503/4000000000"), clock);
    CHECK(has(answers_to(*patient, messages({"D"})).at(0), "asked to wait until 2026-03-02T10:02:00.000Z"));
    const auto senseless = channel_of(options_for(server, "/status/503/-1"), clock);
    CHECK(answers_to(*senseless, messages({"D"})).at(0) == "D unavailable: HTTP 503" + words);
    CHECK(server.stop().size() == 5);
}

TEST_CASE("an endpoint that says nothing is unavailable, for the rest of the call too", "[webhook]") {
    ServerProcess server("http_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server, "/silent");
    options.connect_within = options.reply_within = Milliseconds(150);
    const Lines silent = answers_to(options, messages({"A", "B"}));
    REQUIRE(silent.size() == 2);
    CHECK(has(silent[0], "A unavailable: Operation timed out"));
    CHECK(has(silent[1], "B unavailable: Operation timed out"));
    options.url = options_for(server, "/half").url; // What was said before counts.
    CHECK(answers_to(options, messages({"A"})) == Lines{"A accepted: HTTP 200"});
    options.url = options_for(server, "/cut").url;
    CHECK(answers_to(options, messages({"A"})) == Lines{"A unavailable: Empty reply from server"});
    CHECK(server.stop().size() == 3);
    CHECK(has(answers_to(options, messages({"A"})).at(0), "A unavailable: Failed to connect"));
}

TEST_CASE("an endpoint must prove its name", "[webhook]") {
    ServerProcess server("http_server.py", {"tls"});
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server, "");
    const std::string port = std::to_string(server.port());
    options.url = "https://localhost:" + port + "/status/200";
    CHECK(has(answers_to(options, messages({"A"})).at(0), "A unavailable: SSL certificate problem"));
    options.ca_file = NURTURE_SOURCE_DIR "/tests/channels/localhost.pem";
    CHECK(answers_to(options, messages({"A", "B"})) == Lines{"A accepted: HTTP 200", "B accepted: HTTP 200"});
    options.url = "https://127.0.0.1:" + port + "/status/200"; // The certificate is for another name.
    CHECK(has(answers_to(options, messages({"A"})).at(0), "A unavailable: SSL"));
    CHECK(server.stop().size() == 2);
}

TEST_CASE("a private address is refused where it is connected to, whatever its name", "[webhook]") {
    ServerProcess server("http_server.py");
    if (!server.missing().empty()) {
        NURTURE_SKIP(server.missing());
    }
    Options options = options_for(server, "/status/200");
    options.allow_private_addresses = false;
    const std::string refused = " is no public address; if it is yours, set allow_private_addresses";
    for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"}) {
        INFO(host);
        options.url = "http://" + std::string(host) + ":" + std::to_string(server.port()) + "/status/200";
        const Lines lines = answers_to(options, messages({"A"}));
        REQUIRE(lines.size() == 1);
        CHECK(has(lines[0], "A unavailable: "));
        CHECK(has(lines[0], refused));
    }
    CHECK(server.stop().empty());
}
