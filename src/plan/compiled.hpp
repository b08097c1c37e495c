// SPDX-License-Identifier: BSL-1.0
/// \file
/// The flat form of a plan: arrays with indices, every expression compiled, every reference resolved.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/condition/condition.hpp>
#include <nurture/condition/history.hpp>
#include <nurture/content/template.hpp>
#include <nurture/definition/catalog.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/time/window.hpp>
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
    bool timed = false;        ///< Whether time alone can change `until`, also through segments.
    bool asks_account = false; ///< Whether `until` asks for the history of the account, also through segments.
};

/// One node, with its ways as indices of nodes; `none` ends the workflow.
struct CompiledNode {
    Condition condition{};  ///< `if`.
    Index next = none;      ///< Also `met` of a wait.
    Index otherwise = none; ///< Also `timed_out` of a wait.
    Index failed = none;
    Index skipped = none;
    std::vector<Index> arms{}; ///< Of a branch or split.

    std::vector<Condition> conditions{}; ///< Of a branch: its arms; of a compute: its values.
    Condition subject{};                 ///< Of a branch with cases.
    std::vector<CompiledWaitFor> waits{};
    Index content = none;           ///< Of a send.
    std::string category{};         ///< Of a send: resolved (step, content, workflow).
    std::optional<Window> window{}; ///< Of a send: resolved (step, workflow).
    Template text{};                ///< Of a note.
};

/// The texts of a content, as its base or as one of its variants.
struct CompiledTexts {
    std::string variant = "base";
    std::uint32_t weight = 10'000; ///< In hundredths of a percent; all of a content are 10,000.
    Template subject{};
    Template preview{};
    Template text{};
    Template html{};
    Template from{};
    Template reply_to{};
    Fields data{};
};

/// A piece of content.
struct CompiledContent {
    Content definition{};
    Condition when{};
    std::vector<CompiledTexts> texts{}; ///< The base first, then the variants as written.
};

/// What is joined to marketing e-mail.
struct CompiledFooter {
    Template text{};
    Template html{};
};

/// A segment.
struct CompiledSegment {
    Segment definition{};
    Condition when{};
    bool looked_at = false;    ///< Whether an exit, goal, `until` or trigger asks for it, also through segments.
    bool timed = false;        ///< Whether time alone can change it, also through the segments that it asks for.
    bool asks_account = false; ///< Whether it asks for the history of the account, also through segments.
};

/// One version of a workflow. nodes[i] belongs to definition.nodes[i].
struct CompiledWorkflow {
    Workflow definition{};
    Digest version{};
    std::string version_hex{};
    bool transactional = false;           ///< By category, or all its sends are (workflow-format, `workflow`).
    bool has_rules_on_conditions = false; ///< Whether an exit or goal has a `when`: looked at after every input.
    bool has_timed_rules = false;         ///< Whether time alone can change one of those, also through segments.
    bool asks_account = false;            ///< Whether one of those or an `until` asks for the history of the account.
    Condition when{};
    Condition key{};
    std::vector<CompiledRule> exits{};
    std::vector<CompiledRule> goals{};
    std::vector<CompiledNode> nodes{};
    Index first = none;
    bool enroll_existing = false; ///< First deployed, it also enrolls leads for which a `becomes` holds (S8).
    std::optional<Zone> zone{};
};

/// A trigger of a workflow on an event.
struct CompiledTrigger {
    Index workflow = none;
    CompiledMatch match{};
    std::uint32_t count = 1; ///< Fires on the event that makes so many (S10).
    Milliseconds within{};   ///< Zero: not counted, every event fires.
    std::string id{};        ///< Of a counted trigger, as that of CompiledBecomes, over types, `where` and `within`.
    /// Of a counted trigger: by what its events are kept. No condition asks it, so nothing else counts for it.
    std::shared_ptr<const HistoryQuestion> counted{};
};

/// A trigger that fires when a condition turns true (S8).
struct CompiledBecomes {
    Index workflow = none;
    std::string id{}; ///< Of this workflow and condition, stable over deployments: workflow id, "/", 16 hex digits of
                      ///< the SHA-256 over both texts.
    Condition when{};
    Condition reset_when{};    ///< Empty: none.
    bool timed = false;        ///< Whether time alone can change `when` or `reset_when`, also through segments.
    bool asks_account = false; ///< Whether they ask for the history of the account, also through segments.
};

/// A trigger at a moment fixed by a date (S10).
struct CompiledDate {
    Index workflow = none;
    std::string id{}; ///< As that of CompiledBecomes, over field and moment.
    TriggerOnDate definition{};
};

/// A trigger that comes again by a rule.
struct CompiledSchedule {
    Index workflow = none;
    std::string id{}; ///< As that of CompiledBecomes, over the rule.
    Schedule schedule;
};

/// A rule of `scoring.fit`.
struct CompiledFitRule {
    Condition when{};
    double points = 0;
};

/// A rule of `scoring.engagement`.
struct CompiledEngagementRule {
    CompiledMatch match{};
    double points = 0;
    std::uint32_t limit = 0; ///< It counts at most so often in the window of `counted`; 0: always.
    /// Of a rule with a limit: by what the times that it counted are kept. No condition asks it.
    std::shared_ptr<const HistoryQuestion> counted{};
};

/// How the score comes about, besides what stands in the catalog's `scoring`.
struct CompiledScoring {
    std::vector<CompiledFitRule> fit{};                                                 ///< As written.
    std::map<std::string, std::vector<CompiledEngagementRule>, std::less<>> by_event{}; ///< By type; as written.
};

/// A rule of the cadence.
struct CompiledCadence {
    Condition when{};
    double factor = 1;
};

struct CompiledPlan {
    Catalog catalog{};
    Digest version{};
    std::vector<CompiledWorkflow> workflows{}; ///< By id.
    std::vector<CompiledContent> contents{};   ///< By id.
    CompiledFooter footer{};
    std::map<std::string, CompiledSegment, std::less<>> segments{}; ///< By id.
    std::map<std::string, std::vector<CompiledTrigger>, std::less<>>
        triggers{};                            ///< By event type; by priority, workflow, as written.
    std::vector<CompiledBecomes> becomes{};    ///< By priority (higher first), workflow, as written.
    bool has_timed_becomes = false;            ///< Whether one of those is timed.
    std::vector<CompiledDate> dates{};         ///< In the same order.
    std::vector<CompiledSchedule> schedules{}; ///< The same.
    std::vector<CompiledCadence> cadence{};    ///< As written.
    CompiledScoring scoring{};
    std::set<std::string, std::less<>>
        lead_fields{}; ///< That the engine keeps a copy of: read or written anywhere,
                       ///< and the built-in ones it needs itself (email, phone, time_zone, tags …).
    std::set<std::string, std::less<>> account_fields{}; ///< The same for accounts.
    std::vector<FieldUse> field_uses{};                  ///< By name.
    std::set<std::string, std::less<>> kept_events{};    ///< Types of which single events are kept: waits with `since`.
    Zone zone{};                                         ///< The settings' zone, else UTC.
    std::optional<Window> outside_quiet_hours{};         ///< If there are any.

    /// What is asked about the past anywhere in the catalog, by id.
    std::map<std::uint64_t, std::shared_ptr<const HistoryQuestion>> questions{};
    /// Those that events of a type count for, by id. Each is one of `questions`.
    std::map<std::string, std::vector<const HistoryQuestion*>, std::less<>> questions_by_type{};
    std::vector<const HistoryQuestion*> questions_of_any_type{}; ///< `inactive` without types, `interest`. By id.
    bool has_account_questions = false;                          ///< Whether one of them is about the account.
    /// Whether a condition that is looked at asks for the history of the account: then what one lead does can move
    /// the account's other leads.
    bool looks_at_accounts = false;
    std::vector<Condition> account_conditions{}; ///< Those, and the segments that ask for it.

    [[nodiscard]] const CompiledWorkflow* find(const WorkflowId& id) const noexcept; ///< Null if there is none.
    [[nodiscard]] bool has_variants(const ContentId& content) const noexcept;
    [[nodiscard]] const CompiledSegment* find_segment(std::string_view id) const; ///< Null if there is none.
};

} // namespace nurture::inline v0
