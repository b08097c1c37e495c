// SPDX-License-Identifier: BSL-1.0
#include <nurture/effects/console_channel.hpp>
#include <nurture/effects/file_channel.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/written_answers.hpp"

using namespace nurture;
using testing_support::WrittenAnswers;
using Lines = std::vector<std::string>;

namespace {

/// A path that is removed in the end.
class Scratch {
public:
    Scratch()
        : path_((std::filesystem::temp_directory_path() / ("nurture-" + std::to_string(::getpid()) + ".jsonl"))
                    .string()) {
        std::filesystem::remove(path_);
    }
    ~Scratch() { std::filesystem::remove(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] Lines lines() const {
        Lines all;
        std::ifstream file(path_);
        for (std::string line; std::getline(file, line);) {
            all.push_back(line);
        }
        return all;
    }
    void append(const std::string& text) const { std::ofstream(path_, std::ios::app) << text; }

private:
    std::string path_;
};

Message mail(const std::string& key) {
    Message made{.key = MessageKey(key), .lead = "ada", .channel = "email"};
    made.to = "ada@example.com";
    made.subject = "Hello";
    made.text = "Line one\nline two";
    return made;
}

Lines deliver(Channel& channel, const std::vector<Message>& messages) {
    const auto answers = std::make_shared<WrittenAnswers>();
    channel.deliver(messages, answers);
    return answers->lines;
}

Lines find(Channel& channel, const std::vector<MessageKey>& keys) {
    const auto answers = std::make_shared<WrittenAnswers>();
    channel.find(keys, answers);
    return answers->lines;
}

} // namespace

TEST_CASE("a file gets a line for each message, and knows which it has", "[effects][channel]") {
    const Scratch file;
    {
        const auto channel = FileChannel::open(file.path());
        REQUIRE(channel);
        CHECK(deliver(**channel, {mail("A"), mail("B")}) == Lines{"A accepted: ", "B accepted: "});
        CHECK(find(**channel, {"B", "C"}) == Lines{"B accepted: ", "C unknown: "});
    }
    CHECK(file.lines() == Lines{to_json(mail("A")), to_json(mail("B"))});
    CHECK(file.lines()[0].find(R"("text":"Line one\nline two")") != std::string::npos);
}

TEST_CASE("a line that a kill cut off is no message", "[effects][channel]") {
    const Scratch file;
    file.append(to_json(mail("A")) + '\n' + to_json(mail("B")).substr(0, 40));
    const auto channel = FileChannel::open(file.path());
    REQUIRE(channel);
    CHECK(find(**channel, {"A", "B"}) == Lines{"A accepted: ", "B unknown: "});
    CHECK(deliver(**channel, {mail("B")}) == Lines{"B accepted: "});
    CHECK(file.lines() == Lines{to_json(mail("A")), to_json(mail("B"))});
}

TEST_CASE("a message of a megabyte is found like any other", "[effects][channel]") {
    const Scratch file;
    const auto channel = FileChannel::open(file.path());
    REQUIRE(channel);
    Message large = mail("L");
    large.text.assign(1'000'000, 'x');
    CHECK(deliver(**channel, {large, mail("A")}) == Lines{"L accepted: ", "A accepted: "});
    CHECK(find(**channel, {"A", "L"}) == Lines{"A accepted: ", "L accepted: "});
}

TEST_CASE("what is no file that can be written is an error with its path", "[effects][channel]") {
    for (const char* path : {"/", "/no-such-folder/file", "/dev/null"}) {
        const auto channel = FileChannel::open(path);
        REQUIRE_FALSE(channel);
        CHECK(channel.error().code == Errc::unreadable);
        CHECK(channel.error().message.find(path) == 0);
    }
}

TEST_CASE("a file that cannot grow is a channel that is down, and keeps its whole lines", "[effects][channel]") {
    const Scratch file;
    const auto channel = FileChannel::open(file.path());
    REQUIRE(channel);
    REQUIRE(deliver(**channel, {mail("A")}) == Lines{"A accepted: "});

    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    rlimit small = before;
    small.rlim_cur = std::filesystem::file_size(file.path()) + 10;
    (void)std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const Lines full = deliver(**channel, {mail("B")});
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);

    REQUIRE(full.size() == 1);
    CHECK(full[0].find("B unavailable: " + file.path() + " cannot be written: ") == 0);
    CHECK(file.lines() == Lines{to_json(mail("A"))});
    CHECK(deliver(**channel, {mail("B")}) == Lines{"B accepted: "});
    CHECK(file.lines() == Lines{to_json(mail("A")), to_json(mail("B"))});
}

TEST_CASE("a console shows messages and no control characters", "[effects][channel]") {
    std::ostringstream out;
    ConsoleChannel console(out);
    Message message = mail("A");
    message.workflow = "welcome";
    message.step = "first";
    message.subject = "Hello\x1B[31m";
    CHECK(deliver(console, {message}) == Lines{"A accepted: "});
    CHECK(out.str() == "-- email to ada@example.com (welcome, first)\nHello?[31m\nLine one\nline two\n");
}
