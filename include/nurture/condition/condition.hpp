// SPDX-License-Identifier: BSL-1.0
/// \file
/// A condition or expression of the catalog: CEL, checked when it is loaded, evaluated without surprises.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/condition/facts.hpp>
#include <nurture/lead/field_type.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// Where an expression stands: which names it may use and what it must give.
struct ConditionScope {
    enum class Result {
        condition, ///< true or false.
        value,     ///< Anything that a field can hold: `compute`, `key`, the subject of `branch` with `cases`.
        duration   ///< A CEL duration: `delay: {compute: …}`.
    };

    const FieldTypes* fields = nullptr; ///< Null: everything is dynamic. Read during compile only.
    Result result = Result::condition;
    bool has_event = false;                      ///< Whether `event` is in scope.
    std::vector<std::string> event_types{};      ///< The types that `event` may have; empty: any.
    bool has_trigger = false;                    ///< Whether `trigger` is in scope (absent for other triggers).
    std::vector<std::string> trigger_types{};    ///< The types that `trigger` may have; empty: any.
    std::vector<std::string> lifecycle_stages{}; ///< For `reached` and `lead.lifecycle_stage`; empty: the default.
    /// Whether it is looked at when time alone changes it: `becomes`, `exit`, `goal`, `pause_when`, `until` and the
    /// segments that these ask for. Then a comparison whose next change cannot be computed is a problem.
    bool looked_at = false;
    bool score_decays = false; ///< Whether a half-life is set: then time changes every score.
};

/// Something wrong in an expression, for its author.
struct ConditionProblem {
    std::size_t offset = 0; ///< In bytes from the beginning of the expression.
    std::size_t column = 1; ///< In characters, from 1, within its line.
    std::size_t line = 1;   ///< From 1, within the expression.
    std::string message{};
    std::string hint{};       ///< What to write instead; empty if there is no single answer.
    bool reference = false;   ///< A name that nothing has: an event type, a stage.
    bool unsupported = false; ///< Part of the language, but not of this version.
};

/// A name in an expression that only the whole catalog can tell right from wrong.
struct ConditionMention {
    enum class Kind {
        step,
        enrollment, ///< Any message of it; the name is the function's.
        workflow,
        category,
        event_type,
        segment,
        result
    };

    Kind kind = Kind::step;
    std::string name{};
    std::size_t offset = 0; ///< In bytes from the beginning of the expression, at the literal or call.
    std::size_t column = 1; ///< As in ConditionProblem.
    std::size_t line = 1;
};

/// What an expression names, so that the plan can check it and the engine knows what to keep.
struct ConditionReferences {
    std::vector<ConditionMention> mentions{}; ///< In the order of the text: the names below with their places.
    std::set<std::string, std::less<>> lead_fields{};
    std::set<std::string, std::less<>> account_fields{};
    std::set<std::string, std::less<>> history{};                    ///< Event types of `count`, `last`, `latest` …
    std::vector<std::shared_ptr<const HistoryQuestion>> questions{}; ///< About the past, each once.
    std::set<std::string, std::less<>> steps{};                      ///< Steps of `sent`, `opened`, `clicked` …
    std::set<std::string, std::less<>> engagement{};                 ///< Those of `steps` asked other than by `sent`.
    std::set<std::string, std::less<>> workflows{};                  ///< Of `enrolledIn`, `completed`.
    std::set<std::string, std::less<>> categories{};                 ///< Of `subscribed`.
    std::set<std::string, std::less<>> segments{};                   ///< Of `inSegment`.
    std::set<std::string, std::less<>> results{};                    ///< Steps of `result`.
    bool reads_event = false;
    bool reads_trigger = false;
    bool reads_score = false; ///< A score of lead or account: timed too, while a half-life is set.
    bool reads_tags = false;  ///< `hasTag`.
    bool timed = false;       ///< Whether time alone can change the answer; what segments do is not looked into.
};

/// What evaluating an expression gave.
struct Outcome {
    enum class Kind {
        value,  ///< `value`, or `duration` where the expression gives one.
        absent, ///< It read a field without a value and nothing absorbed that.
        error   ///< Overflow, bad conversion, budget …; `error` says which.
    };
    Kind kind = Kind::absent;
    Value value{};
    std::optional<Milliseconds> duration{};
    std::string error{};
};

/// Why an expression came out as it did: the operands that decided it, with their values.
struct Explanation {
    enum class Outcome { holds, does_not_hold, absent, error };
    enum class Joint { none, all, any, negation }; ///< How the parts are joined: `&&`, `||`, `!`.

    std::string text{}; ///< Of a leaf: `lead.score (62) >= 50`.
    Outcome outcome = Outcome::absent;
    std::string error{}; ///< Of an error: what went wrong.
    Joint joint = Joint::none;
    std::vector<Explanation> parts{}; ///< Only those that decided, in the order written.
};

/// For the journal. A leaf is a map from its text to its outcome: `{"lead.score (62) >= 50": true}`, with "absent" or
/// the error's text in place of true and false; several are `{"all": [...]}`, `{"any": [...]}`, `{"not": {...}}`.
[[nodiscard]] Value to_value(const Explanation& explanation);

/// The same on one line, for people.
[[nodiscard]] std::string to_text(const Explanation& explanation);

struct CompiledCondition;

/// A compiled expression. A value that shares its program: cheap to copy, immutable, safe from any thread.
class Condition {
public:
    /// An empty condition holds always: what an absent `when` means.
    Condition() = default;

    /// Parses, checks and compiles. On failure the result is empty and `problems` has at least one entry; all
    /// problems that can be told apart are found in one go.
    [[nodiscard]] static std::optional<Condition> compile(std::string_view text, const ConditionScope& scope,
                                                          std::vector<ConditionProblem>& problems);

    [[nodiscard]] bool empty() const noexcept { return program_ == nullptr; }
    [[nodiscard]] const std::string& text() const noexcept;
    [[nodiscard]] const ConditionReferences& references() const noexcept;

    /// Whether the condition holds. An error or an absent value does not hold; so neither `a > 1` nor `!(a > 1)`
    /// holds for a lead without `a`. With `failure` the text of an error other than an absent value is stored.
    [[nodiscard]] bool holds(const Facts& facts, std::string* failure = nullptr) const;

    /// The value of the expression. Ends within the budget of 100,000 steps, whatever the expression.
    [[nodiscard]] Outcome evaluate(const Facts& facts) const;

    /// The same at an instant that is facts.now() or later, if nothing but time goes on until then.
    [[nodiscard]] bool holds_at(const Facts& facts, Instant at) const;

    /// The first instant after facts.now() at which time alone flips one of its comparisons (conditions, "Absent
    /// values"): a new answer can come no earlier, though the answer need not change. end_of_time if there is none.
    /// Found by bisection over the very evaluation. Only for expressions compiled with `looked_at`.
    [[nodiscard]] Instant next_change(const Facts& facts) const;

    /// The outcomes of the comparisons that ask about the lead's account, as text: another text, other answers, also
    /// for the account's other leads. Nothing where a comparison asks about the lead too, so that its answer tells
    /// nothing about others.
    [[nodiscard]] std::optional<std::string> account_answers(const Facts& facts) const;

    /// The values that decided the outcome. Evaluates anew.
    [[nodiscard]] Explanation explain(const Facts& facts) const;

private:
    friend struct CompiledCondition;

    std::shared_ptr<const CompiledCondition> program_;
};

} // namespace nurture::inline v0
