// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is noted while a template is parsed: its problems, and the names in it.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content/program.hpp"

namespace nurture::inline v0::liquid {

/// The problems of one template.
class Problems {
public:
    explicit Problems(std::vector<TemplateProblem>& all) : all_(all), before_(all.size()) {}

    void add(std::size_t offset, std::string message, std::string hint = {}, bool unsupported = false);
    [[nodiscard]] std::size_t count() const { return all_.size() - before_; }
    [[nodiscard]] bool too_many() const; ///< After so many an author has enough to do.

    /// Problems of a piece are shown where it is rendered.
    void enter(std::string piece, std::size_t offset);
    void leave();

private:
    std::vector<TemplateProblem>& all_;
    std::size_t before_;
    std::vector<std::pair<std::string, std::size_t>> pieces_{};
};

/// The names of a template: which are its own, and which it reads from its scope.
class Names {
public:
    explicit Names(Program& program) : program_(program) {}

    /// What the template assigns to, from here on.
    Index assign(std::string_view name, std::size_t offset);
    /// The slot of a name that is read.
    Index read(std::string_view name);
    void read_host(std::vector<std::string> path, std::size_t offset);

    /// Names that a loop or the caller of a piece gives.
    Index open(std::string_view name);
    void close(std::string_view name);
    [[nodiscard]] bool is_open(std::string_view name) const;

    void begin_loop() { ++loop_depth_; }
    void end_loop(std::size_t offset);

    [[nodiscard]] Index slots() const { return slots_; }

    /// Adds what is read from the scope to the program's names.
    void finish(std::optional<std::size_t> shown_at);

private:
    struct Read {
        Template::Name name{};
        bool in_loop = false;
        std::size_t loop_end = 0;
    };
    Program& program_;
    Index slots_ = 0;
    std::map<std::string, Index, std::less<>> by_name_{};
    std::map<std::string, std::size_t, std::less<>> assigned_{}; ///< Where first.
    std::map<std::string, std::vector<Index>, std::less<>> open_{};
    std::vector<Read> reads_{};
    int loop_depth_ = 0;
};

} // namespace nurture::inline v0::liquid
