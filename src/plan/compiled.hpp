// SPDX-License-Identifier: BSL-1.0
/// \file
/// The flat form of a plan: arrays with indices, every expression compiled, every reference resolved.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nurture/condition/condition.hpp>
#include <nurture/content/template.hpp>
#include <nurture/definition/catalog.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

using Index = std::uint32_t;
inline constexpr Index none = 0xFFFFFFFF;

/// An event of certain types for which a condition holds.
struct CompiledMatch {
    std::vector<std::string> types{}; ///< In byte order.
    Condition where{};
};

/// An exit or goal.
struct CompiledRule {
    CompiledMatch match{}; ///< Without types: a rule on `when`.
    Condition when{};
    std::string reason{}; ///< As given, or "" for an event's type, or "condition".
};

/// One thing a wait waits for.
struct CompiledWaitFor {
    WaitFor::Kind kind = WaitFor::Kind::event;
    CompiledMatch match{};
    std::vector<StepId> messages{}; ///< Empty: any of the enrollment.
    std::string link{};             ///< Empty: any.
    bool since_enrollment = false;
    Condition until{};
};

/// One node, with its ways as indices of nodes; `none` ends the workflow.
struct CompiledNode {
    Condition condition{};  ///< `if`.
    Index next = none;      ///< Also `met` of a wait.
    Index otherwise = none; ///< Also `timed_out` of a wait.
    Index failed = none;
    Index skipped = none;
    std::vector<Index> arms{};

    std::vector<Condition> conditions{}; ///< Of a branch: its arms; of a compute: its values.
    Condition subject{};                 ///< Of a branch with cases.
    std::vector<CompiledWaitFor> waits{};
    Index content = none;   ///< Of a send.
    std::string category{}; ///< Of a send: resolved (step, content, workflow).
    Template text{};        ///< Of a note.
};

/// A piece of content.
struct CompiledContent {
    Content definition{};
    Template subject{};
    Template preview{};
    Template text{};
    Template html{};
    Template from{};
    Template reply_to{};
    Condition when{};
};

/// One version of a workflow. nodes[i] belongs to definition.nodes[i].
struct CompiledWorkflow {
    Workflow definition{};
    Digest version{};
    std::string version_hex{};
    bool transactional = false;           ///< By category, or all its sends are (workflow-format, `workflow`).
    bool has_rules_on_conditions = false; ///< Whether an exit or goal has a `when`: looked at after every input.
    Condition when{};
    Condition key{};
    std::vector<CompiledRule> exits{};
    std::vector<CompiledRule> goals{};
    std::vector<CompiledNode> nodes{};
    Index first = none;
    std::optional<Zone> zone{};
};

/// A trigger of a workflow.
struct CompiledTrigger {
    Index workflow = none;
    CompiledMatch match{};
};

struct CompiledPlan {
    Catalog catalog{};
    Digest version{};
    std::vector<CompiledWorkflow> workflows{}; ///< By id.
    std::vector<CompiledContent> contents{};   ///< By id.
    std::map<std::string, std::vector<CompiledTrigger>, std::less<>>
        triggers{}; ///< By event type; by priority, workflow, as written.
    std::set<std::string, std::less<>>
        lead_fields{}; ///< That the engine keeps a copy of: read or written anywhere,
                       ///< and the built-in ones it needs itself (email, phone, time_zone, tags …).
    std::set<std::string, std::less<>> account_fields{}; ///< The same for accounts.
    std::set<std::string, std::less<>> kept_events{};    ///< Types of which single events are kept: waits with `since`.
    Zone zone{};                                         ///< The settings' zone, else UTC.

    [[nodiscard]] const CompiledWorkflow* find(const WorkflowId& id) const noexcept; ///< Null if there is none.
};

} // namespace nurture::inline v0
