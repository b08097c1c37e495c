// SPDX-License-Identifier: BSL-1.0
/// \file
/// Parses what stands inside tags: values, filters, conditions.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

/// Reads from a place in a text on. A parse function that fails has noted a problem.
class ExpressionParser {
public:
    /// From `begin` to `end` of `text`; `closing` is how the tag ends, for sentences.
    ExpressionParser(std::string_view text, std::size_t begin, std::size_t end, std::string_view closing,
                     Program& program, Names& names, Problems& problems)
        : text_(text), at_(begin), end_(end), closing_(closing), program_(program), names_(names), problems_(problems) {
    }

    [[nodiscard]] std::size_t start(); ///< Where the next thing begins.
    [[nodiscard]] bool at_end();
    [[nodiscard]] char next();
    bool take(char wanted);
    bool take_word(std::string_view wanted); ///< If it stands here as a whole word.
    [[nodiscard]] std::string_view word();   ///< Takes a word; "" if none stands here.
    [[nodiscard]] std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }
    [[nodiscard]] std::string_view new_name(); ///< Takes a name that the template gives; digits may begin it.
    [[nodiscard]] std::string_view peek_word();
    [[nodiscard]] bool is_word_with_colon(); ///< `limit:`

    bool refuse(std::string message, std::string hint = {});
    bool refuse_next(); ///< The problem with whatever comes next, where it cannot stand.
    bool expect_end();

    std::optional<Operand> operand();
    std::optional<Index> expression(); ///< With filters.
    std::optional<Index> condition();
    std::optional<std::string_view> text_literal();

private:
    void skip_spaces();
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_, end_ - at_); }
    std::optional<Operand> constant(const Datum& datum);
    std::optional<Operand> number();
    std::optional<Operand> range();
    std::optional<Operand> path();
    bool segments(Path& path, std::vector<std::string>& name);
    bool filter(std::string_view subject);
    bool arguments(FilterCall& call);
    bool option(FilterCall& call);
    bool refuse_filter(std::size_t begin, std::string_view name);
    std::optional<Compare> compare();

    std::string_view text_;
    std::size_t at_;
    std::size_t end_;
    std::string_view closing_;
    Program& program_;
    Names& names_;
    Problems& problems_;
    int depth_ = 0;
};

} // namespace nurture::inline v0::liquid
