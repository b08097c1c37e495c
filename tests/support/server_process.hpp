// SPDX-License-Identifier: BSL-1.0
/// \file
/// A server that a test talks to: a Python script of tests/channels, on a loopback port that the system chose.

#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace nurture::testing_support {

/// Runs from its construction to its end. The script says "port N" as its first line, or "missing …".
class ServerProcess {
public:
    explicit ServerProcess(const std::string& script, std::vector<std::string> arguments = {}) {
        int to_it[2] = {-1, -1};
        int from_it[2] = {-1, -1};
        REQUIRE(pipe2(to_it, O_CLOEXEC) == 0);
        REQUIRE(pipe2(from_it, O_CLOEXEC) == 0);
        // Debian's packages are those of Debian's Python, which need not be the first on the path.
        std::string python = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
        arguments.insert(arguments.begin(), {python, NURTURE_SOURCE_DIR "/tests/channels/" + script});
        std::vector<char*> words;
        for (std::string& argument : arguments) {
            words.push_back(argument.data());
        }
        words.push_back(nullptr);
        posix_spawn_file_actions_t actions{};
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, to_it[0], 0);
        posix_spawn_file_actions_adddup2(&actions, from_it[1], 1);
        const int failed = posix_spawnp(&child_, words[0], &actions, nullptr, words.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(to_it[0]);
        close(from_it[1]);
        to_it_ = to_it[1];
        from_it_ = fdopen(from_it[0], "r");
        REQUIRE(from_it_ != nullptr);
        const std::string first = failed == 0 ? line() : "missing python3";
        if (first.rfind("port ", 0) == 0) {
            port_ = static_cast<std::uint16_t>(std::stoi(first.substr(5)));
        } else {
            missing_ = first.empty() ? "missing: the server did not start" : first;
        }
    }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess() {
        stop();
        std::fclose(from_it_);
    }

    /// Why it does not run; "" if it does.
    [[nodiscard]] const std::string& missing() const { return missing_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Ends it; gives the lines that it printed then.
    std::vector<std::string> stop() {
        std::vector<std::string> lines;
        if (to_it_ >= 0) {
            close(to_it_); // The end of its input is its end.
            to_it_ = -1;
            while (!std::feof(from_it_)) {
                lines.push_back(line());
            }
            lines.pop_back(); // What is behind the last line.
            if (child_ > 0) {
                waitpid(child_, nullptr, 0);
            }
        }
        return lines;
    }

private:
    std::string line() {
        std::string text;
        for (int c = std::fgetc(from_it_); c != EOF && c != '\n'; c = std::fgetc(from_it_)) {
            text += static_cast<char>(c);
        }
        return text;
    }

    pid_t child_ = 0;
    int to_it_ = -1;
    std::FILE* from_it_ = nullptr;
    std::uint16_t port_ = 0;
    std::string missing_{};
};

} // namespace nurture::testing_support
