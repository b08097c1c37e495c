// SPDX-License-Identifier: BSL-1.0
/// \file
/// Finds out what every part of an expression means and whether its types fit.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "condition/ast.hpp"
#include "condition/declarations.hpp"
#include "condition/program.hpp"
#include "condition/token.hpp"

namespace nurture::inline v0::cel {

/// How an expression is checked that does not stand in a catalog.
struct FreeVariables {
    std::vector<std::string> names{}; ///< Each of any type; may have dots.
    bool lenient = false;             ///< Mistakes of names and types are errors of evaluation.
};

/// What an expression may look at.
enum class Sight {
    everything,
    event ///< A predicate over events: `event` and literals.
};

/// Annotates a tree. Fills the program's fields, questions, references and prepared literals.
class Checker {
public:
    Checker(CompiledCondition& program, const ConditionScope& scope, const FreeVariables* free, Sight sight,
            Problems& problems);

    void run();

private:
    struct Local {
        std::string_view name;
        Type type{};
        std::uint32_t slot = 0;
    };

    CompiledCondition& program_;
    Tree& tree_;
    const ConditionScope& scope_;
    const FreeVariables* free_;
    Sight sight_;
    Problems& problems_;
    Declarations declarations_;
    std::vector<Local> locals_{};
    ConditionProblem ignored_{};

    // checker.cpp
    Type check(NodeId id);
    Type check_kind(NodeId id);
    void check_result();
    Type check_list(const Node& node);
    Type check_map(const Node& node);
    Type check_not(const Node& node);
    Type check_negate(const Node& node);
    Type check_binary(const Node& node);
    Type check_equality(const Node& node, const Type& left, const Type& right);
    Type check_order(const Node& node, const Type& left, const Type& right);
    Type check_in(const Node& node, const Type& left, const Type& right);
    Type check_arithmetic(const Node& node, const Type& left, const Type& right);
    Type mixed_numbers(const Node& node, const Type& left, const Type& right);
    Type check_joined(const Node& node);
    Type check_choice(const Node& node);
    void check_value_of(const Type& type, NodeId other);
    void cannot_compare(const Node& node, const Type& left, const Type& right);
    [[nodiscard]] std::string literal_hint(const Type& wanted, NodeId literal) const;

    // check_names.cpp
    Type check_name(NodeId id);
    Type check_select(NodeId id, bool only_asks);
    Type check_index(NodeId id);
    Type field_of(NodeId id, Meaning owner, std::string_view field, bool only_asks);
    Type event_field(NodeId id, Meaning owner, std::string_view field);
    Type score_field(NodeId id, std::string_view field);
    Type use_field(NodeId id, Meaning owner, std::string_view field, const Declared& declared);
    std::uint32_t add_field(std::string_view field, std::string shown, const Declared& declared);
    void unknown_field(NodeId id, std::string_view owner, std::string_view field, const std::string& near);
    void whole_variable(NodeId id);
    [[nodiscard]] bool is_variable(NodeId id, Meaning& owner);
    bool free_name(NodeId id);
    [[nodiscard]] std::string dotted(NodeId id) const;
    [[nodiscard]] const Local* local(std::string_view name) const;

    // check_calls.cpp
    Type check_call(NodeId id);
    Type check_has(NodeId id);
    bool check_macro(NodeId id, Type& type);
    Type check_macro_of(NodeId id, Macro macro);
    bool check_function(NodeId id, Type& type);
    Type choose_overload(NodeId id, std::string_view name, bool member, const std::vector<NodeId>& arguments);
    void prepare_literals(NodeId id, std::string_view name, const std::vector<NodeId>& arguments);
    Type unknown_function(NodeId id);
    Type no_overload(NodeId id, const std::vector<const FunctionEntry*>& entries, const std::vector<NodeId>& arguments);

    // check_library.cpp
    bool check_library(NodeId id, Type& type);
    Type ask(NodeId id, Question question, const Type& type);
    Type ask_engagement(NodeId id, Engagement engagement);
    Type ask_history(NodeId id, Question::Kind kind);
    Type ask_name(NodeId id, Question::Kind kind, ConditionMention::Kind mention);
    Type ask_stage(NodeId id);
    Type ask_tag(NodeId id);
    bool literal_text(NodeId id, std::string_view what, std::string& text);
    bool argument_count(NodeId id, std::size_t least, std::size_t most);
    void mention(ConditionMention::Kind kind, const std::string& name, NodeId at);

    // check_history.cpp
    [[nodiscard]] std::vector<NodeId> items_of(NodeId id) const;
    std::vector<std::string> event_types(NodeId id);
    std::optional<Milliseconds> window(NodeId id);
    std::shared_ptr<const Condition> predicate(NodeId id, const std::vector<std::string>& types);
    std::shared_ptr<const HistoryQuestion> keep(HistoryQuestion question);
    Type ask_windowed(NodeId id, HistoryQuestion::Kind kind);
    Type ask_latest(NodeId id);
    Type ask_inactive(NodeId id);
    Type ask_interest(NodeId id);
    [[nodiscard]] bool is_latest(NodeId id) const;
    Type latest_field(NodeId id, std::string_view field, bool only_asks);

    // checker.cpp
    ConditionProblem& problem(std::size_t offset, std::string message, std::string hint = {});
};

} // namespace nurture::inline v0::cel
