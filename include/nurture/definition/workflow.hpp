// SPDX-License-Identifier: BSL-1.0
/// \file
/// A workflow as it is meant: a directed graph of trigger, action, delay and branch nodes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/result.hpp>
#include <nurture/time/calendar_duration.hpp>
#include <nurture/time/delay.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/schedule.hpp>

namespace nurture::inline v0 {

/// A CEL expression or Liquid text as written. Checked when the catalog is compiled.
struct SourceString {
    std::string text{};
    Place place{};

    SourceString() = default;
    SourceString(const char* written) : text(written) {}
    SourceString(std::string written, Place where = {}) : text(std::move(written)), place(std::move(where)) {}

    [[nodiscard]] bool empty() const noexcept { return text.empty(); }
    friend bool operator==(const SourceString&, const SourceString&) = default;
};

/// An event of one of these types for which `where` holds (an empty one holds always).
struct EventMatch {
    std::vector<std::string> types{};
    SourceString where{};

    friend bool operator==(const EventMatch&, const EventMatch&) = default;
};

/// A field of a lead or of its account.
struct FieldName {
    enum class Owner { lead, account };
    Owner owner = Owner::lead;
    std::string name{};

    friend bool operator==(const FieldName&, const FieldName&) = default;
};

/// What `inactive: 90d` with `events` is short for: `inactive("90d", ["page_visited"])`.
[[nodiscard]] std::string inactive_condition(std::string_view window, const std::vector<std::string>& events);

/// A field of the lead, of its account or of the event that enrolled.
struct DateField {
    enum class Owner { lead, account, trigger };
    Owner owner = Owner::lead;
    std::string name{};

    friend bool operator==(const DateField&, const DateField&) = default;
};

/// "lead.renewal_date", "account.founded_on", "trigger.starts_at".
[[nodiscard]] std::string to_string(const DateField& field);
/// Reads the same; anything else is Errc::unreadable with a sentence that says what was expected.
[[nodiscard]] Result<DateField> parse_date_field(std::string_view text);

// The nodes. Each names in YAML the verb it is.

/// A trigger on an event, or on so many of them within a time (S10).
struct TriggerOnEvent {
    EventMatch match{};
    std::uint32_t count = 1; ///< It takes so many events of `match` …
    Milliseconds within{0};  ///< … within this elapsed time; zero: every event enrolls.
    friend bool operator==(const TriggerOnEvent&, const TriggerOnEvent&) = default;
};

/// A trigger on a condition that turns true (S8).
struct TriggerOnBecoming {
    SourceString condition{};
    SourceString reset_when{}; ///< Does not fire again before this has held; empty: none.
    friend bool operator==(const TriggerOnBecoming&, const TriggerOnBecoming&) = default;
};

/// A trigger at a moment fixed by a date of lead or account, once per value; it moves when the field does (S10).
struct TriggerOnDate {
    DateField field{};
    DateMoment moment{};
    friend bool operator==(const TriggerOnDate&, const TriggerOnDate&) = default;
};

/// A trigger that comes again by a rule, for every lead for which `when` holds.
struct TriggerOnSchedule {
    Schedule schedule;
    friend bool operator==(const TriggerOnSchedule&, const TriggerOnSchedule&) = default;
};

/// `trigger`: what enrolls.
struct TriggerNode {
    std::variant<TriggerOnEvent, TriggerOnBecoming, TriggerOnDate, TriggerOnSchedule> on{};
    friend bool operator==(const TriggerNode&, const TriggerNode&) = default;
};

/// `send`: hands a message of this content to its channel; not passed until accepted or refused for good (S27).
struct SendNode {
    enum class OnFailure { go_on, exit, step }; ///< `continue`, `exit`, or the step behind the edge `failed`.
    ContentId content{};
    std::string category{}; ///< Empty: the content's, else the workflow's.
    OnFailure on_failure = OnFailure::go_on;
    std::string window{}; ///< Outside of it the message waits (S26); empty: the workflow's.
    friend bool operator==(const SendNode&, const SendNode&) = default;
};

/// `set`: writes literals; an absent value clears.
struct SetNode {
    std::vector<std::pair<FieldName, Value>> fields{};
    friend bool operator==(const SetNode&, const SetNode&) = default;
};

/// `compute`: writes what expressions give; an error or absent value leaves the field as it is.
struct ComputeNode {
    std::vector<std::pair<FieldName, SourceString>> fields{};
    friend bool operator==(const ComputeNode&, const ComputeNode&) = default;
};

/// `tag`, `untag`.
struct TagNode {
    std::vector<std::string> tags{};
    bool remove = false;
    friend bool operator==(const TagNode&, const TagNode&) = default;
};

/// `note`: a text on the lead's CRM timeline.
struct NoteNode {
    SourceString text{};
    friend bool operator==(const NoteNode&, const NoteNode&) = default;
};

/// `score`: adds points to the lead's engagement (S38).
struct ScoreNode {
    double points = 0;
    std::string reason{};
    friend bool operator==(const ScoreNode&, const ScoreNode&) = default;
};

/// `subscribe`, `unsubscribe`: the lead's consent to categories (S25a).
struct SubscribeNode {
    std::vector<std::string> categories{};
    bool subscribed = true;
    friend bool operator==(const SubscribeNode&, const SubscribeNode&) = default;
};

/// `enroll`: begins another workflow, by the rules of S7; this one goes on.
struct EnrollNode {
    WorkflowId workflow{};
    friend bool operator==(const EnrollNode&, const EnrollNode&) = default;
};

/// `unenroll`: the lead's enrollments in a workflow leave as `removed`, before the next step (S35).
struct UnenrollNode {
    WorkflowId workflow{}; ///< Empty: `all` but the enrollment whose step it is.
    friend bool operator==(const UnenrollNode&, const UnenrollNode&) = default;
};

/// A delay of a duration (S11), which ends at the first such time of day behind it (S16).
struct DelayFor {
    CalendarDuration length{};
    DayTime day{};
    bool cadence = false; ///< Tightened or stretched by the settings' `cadence` as it holds on arrival.
    friend bool operator==(const DelayFor&, const DelayFor&) = default;
};

/// A delay of a CEL duration, computed on arrival (S17).
struct DelayComputed {
    SourceString length{};
    friend bool operator==(const DelayComputed&, const DelayComputed&) = default;
};

/// A delay until the next such time of day, strictly later (S16).
struct DelayUntilTime {
    DayTime day{};
    friend bool operator==(const DelayUntilTime&, const DelayUntilTime&) = default;
};

/// A delay until an instant (S17).
struct DelayUntilInstant {
    Instant at{};
    friend bool operator==(const DelayUntilInstant&, const DelayUntilInstant&) = default;
};

/// A delay until a moment fixed by a date; it moves when the field does (S17).
struct DelayUntilDate {
    DateField field{};
    DateMoment moment{};
    IfPast if_past = IfPast::go_on;
    friend bool operator==(const DelayUntilDate&, const DelayUntilDate&) = default;
};

/// `delay`: waits from when the enrollment reaches it.
struct DelayNode {
    std::variant<DelayFor, DelayComputed, DelayUntilTime, DelayUntilInstant, DelayUntilDate> end{};
    friend bool operator==(const DelayNode&, const DelayNode&) = default;
};

/// One thing a `wait` waits for.
struct WaitFor {
    enum class Kind {
        event,      ///< An event of `match` from the moment the wait is reached.
        engagement, ///< An event of `match` about a message of this enrollment, also an earlier one (S18).
        until       ///< `until` comes true.
    };
    Kind kind = Kind::event;
    EventMatch match{};
    std::vector<StepId> messages{}; ///< Of engagement: the steps whose latest message counts; empty: any.
    std::string link{};             ///< Of engagement: the link, `*` for anything; empty: any.
    bool since_enrollment = false;  ///< Of event: looks back to the enrollment.
    SourceString until{};
    friend bool operator==(const WaitFor&, const WaitFor&) = default;
};

/// `wait`: leaves by `met` on the first of these, by `timed_out` at the end of `timeout` (closed, S18).
struct WaitNode {
    std::vector<WaitFor> any{};
    std::optional<CalendarDuration> timeout{}; ///< None: `forever`.
    friend bool operator==(const WaitNode&, const WaitNode&) = default;
};

/// `branch`: the first arm that holds, else `otherwise` (S20).
struct BranchNode {
    SourceString subject{};           ///< With `cases`: the arms are values of it. Else empty.
    std::vector<SourceString> arms{}; ///< Conditions, or with a subject the values as text.
    friend bool operator==(const BranchNode&, const BranchNode&) = default;
};

/// What an experiment is judged by in a report.
enum class Measure { goal, opened, clicked, replied };

/// `split`: the lead's arm of an experiment, by hash and weights: the same wherever the experiment is named (S21).
struct SplitNode {
    struct Arm {
        std::string name{};
        std::uint32_t weight = 0; ///< Share of the leads in hundredths of a percent; all arms have 10,000.
        bool holdout = false;     ///< The control arm, at most one.
        friend bool operator==(const Arm&, const Arm&) = default;
    };
    std::string experiment{}; ///< Its id.
    std::vector<Arm> arms{};  ///< As written; which one a lead gets does not depend on their order.
    Measure measure = Measure::goal;

    /// The weight of each of so many arms without weights; that these may be less than 10,000 in all changes nothing.
    [[nodiscard]] static constexpr std::uint32_t equal_share(std::size_t arms) noexcept {
        return arms < 10'000 ? static_cast<std::uint32_t>(10'000 / (arms == 0 ? 1 : arms)) : 1;
    }
    friend bool operator==(const SplitNode&, const SplitNode&) = default;
};

/// `goto`: goes on at the step behind its edge.
struct GotoNode {
    friend bool operator==(const GotoNode&, const GotoNode&) = default;
};

/// `exit`: leaves as `exited`, into another workflow if `to` names one.
struct ExitNode {
    std::string reason{};
    WorkflowId to{};
    friend bool operator==(const ExitNode&, const ExitNode&) = default;
};

/// One node of the graph.
struct Node {
    using What = std::variant<TriggerNode, SendNode, SetNode, ComputeNode, TagNode, NoteNode, ScoreNode, SubscribeNode,
                              EnrollNode, UnenrollNode, DelayNode, WaitNode, BranchNode, SplitNode, GotoNode, ExitNode>;
    StepId id{};              ///< As given, or derived (workflow-format, "Steps"). Empty for triggers.
    bool named = false;       ///< Whether the id was given.
    SourceString condition{}; ///< `if`: the node is skipped where it does not hold.
    What what{};
    Place place{};

    friend bool operator==(const Node&, const Node&) = default;
};

/// The four kinds of node that a workflow is made of; `goto` and `exit` are neither.
enum class NodeKind { trigger, action, delay, branch, jump, exit };

[[nodiscard]] NodeKind kind_of(const Node& node) noexcept;
/// The verb as in YAML: "send", "delay", "wait" …; "trigger" for a trigger.
[[nodiscard]] std::string_view verb_of(const Node& node) noexcept;

using NodeIndex = std::size_t;

/// One way from a node to another. A way that is missing ends the workflow as `completed`.
struct Edge {
    enum class Kind {
        next,      ///< After a trigger, action, delay; of a goto its target.
        met,       ///< Of a wait: what it waited for came.
        timed_out, ///< Of a wait: it did not come in time.
        arm,       ///< Of a branch or split: arm number `arm`.
        otherwise, ///< Of a branch: no arm held.
        failed,    ///< Of a send: refused for good, where `on_failure` names a step.
        skipped    ///< Of a node with `if`: it does not hold.
    };
    NodeIndex from = 0;
    NodeIndex to = 0;
    Kind kind = Kind::next;
    std::size_t arm = 0;

    friend bool operator==(const Edge&, const Edge&) = default;
};

/// An exit or goal rule of a workflow.
struct LeaveRule {
    EventMatch match{}; ///< Without types: a rule on `when`.
    SourceString when{};
    std::string reason{}; ///< Empty: the event's type, or "condition".
    Place place{};
    friend bool operator==(const LeaveRule&, const LeaveRule&) = default;
};

/// May a lead that has been in before come again (S7)?
struct Reenroll {
    enum class Kind { never, always, after };
    Kind kind = Kind::never;
    Milliseconds after{0}; ///< Elapsed time since it left.
    friend bool operator==(const Reenroll&, const Reenroll&) = default;
};

/// What a further trigger does to a running enrollment.
enum class WhileActive { ignore, restart };

/// A workflow. Nodes stand in the order written, triggers first; the first step is nodes[first] if there is one.
struct Workflow {
    WorkflowId id{};
    std::string title{};
    std::string description{};
    std::string owner{};
    std::string stage{};
    std::string category = "marketing";
    std::string window{};      ///< Of its sends; empty: none.
    std::int64_t priority = 0; ///< Higher wins.
    std::string time_zone{};   ///< IANA name for leads that have none; empty: the settings'.
    SourceString when{};
    SourceString key{};
    Reenroll reenroll{};
    WhileActive while_active = WhileActive::ignore;
    bool enroll_existing = false; ///< First deployed, also enrolls leads for which a `becomes` holds (S8).
    std::vector<LeaveRule> exits{};
    std::vector<LeaveRule> goals{};
    std::optional<CalendarDuration> expires{};
    std::vector<Node> nodes{};
    std::vector<Edge> edges{};
    std::optional<NodeIndex> first{}; ///< The first step.
    Place place{};

    friend bool operator==(const Workflow&, const Workflow&) = default;
};

} // namespace nurture::inline v0
