// SPDX-License-Identifier: BSL-1.0
/// \file
/// Workflows in C++, written as one would write them in YAML.
///
///     auto workflow = WorkflowBuilder("two-mails")
///                         .on("form_submitted", R"(event.form == "guide")")
///                         .send("first").id("hello")
///                         .wait(for_engagement("message_clicked", {"hello"}), "3d",
///                               then([](Steps& s) { s.tag("clicked"); }))
///                         .branch(when("lead.score >= 50", [](Steps& s) { s.send("offer"); }),
///                                 otherwise([](Steps& s) { s.exit("cold"); }))
///                         .send("last")
///                         .build();

#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/definition/steps.hpp>
#include <nurture/definition/workflow.hpp>
#include <nurture/time/calendar_duration.hpp>

namespace nurture::inline v0 {

/// An arm of a branch or split, or one of the two ways out of a wait. Made by when(), in_case(), arm(), holdout(),
/// then(), otherwise().
struct Arm {
    enum class Kind { when, in_case, share, then, otherwise };
    Kind kind = Kind::when;
    SourceString condition{}; ///< Of `when`; of `in_case` the value as text, of `share` the name.
    std::vector<Step> steps{};
    Diagnostics remarks{};
    std::optional<double> percent{}; ///< Of `share`: its weight, if it has one.
    bool holdout = false;            ///< Of `share`.
};

/// What stands beside `send`.
struct SendOptions {
    std::string category{}; ///< Empty: the content's, else the workflow's.
    SendNode::OnFailure on_failure = SendNode::OnFailure::go_on;
    StepId failure_step{}; ///< With OnFailure::step: where it goes on.
    std::string window{};  ///< Empty: the workflow's.
};

/// Adds steps, each call one; `Self` is what the calls return. Mistakes are remarks of build(), never exceptions.
template <class Self>
class StepWriter {
public:
    Self& send(ContentId content, SendOptions options = {}) {
        Step step;
        step.what =
            SendNode{std::move(content), std::move(options.category), options.on_failure, std::move(options.window)};
        step.target = options.failure_step.str();
        return add(std::move(step));
    }

    /// Sets fields: {{"plan", "trial"}, {"account.tier", 2}}. A bare name is the lead's; an absent value clears.
    Self& set(std::initializer_list<std::pair<std::string_view, Value>> fields) {
        SetNode node;
        for (const auto& [name, value] : fields) {
            node.fields.emplace_back(field(name), value);
        }
        return add_verb(std::move(node));
    }

    Self& compute(std::initializer_list<std::pair<std::string_view, SourceString>> fields) {
        ComputeNode node;
        for (const auto& [name, expression] : fields) {
            node.fields.emplace_back(field(name), expression);
        }
        return add_verb(std::move(node));
    }

    Self& tag(std::string text) { return add_verb(TagNode{{std::move(text)}, false}); }
    Self& untag(std::string text) { return add_verb(TagNode{{std::move(text)}, true}); }
    Self& note(SourceString text) { return add_verb(NoteNode{std::move(text)}); }
    Self& subscribe(std::string category) { return add_verb(SubscribeNode{{std::move(category)}, true}); }
    Self& unsubscribe(std::string category) { return add_verb(SubscribeNode{{std::move(category)}, false}); }
    Self& enroll(WorkflowId workflow) { return add_verb(EnrollNode{std::move(workflow)}); }
    Self& unenroll(WorkflowId workflow) { return add_verb(UnenrollNode{std::move(workflow)}); }
    Self& unenroll_all() { return add_verb(UnenrollNode{}); } ///< But for this enrollment.
    Self& score(double points, std::string reason = {}) { return add_verb(ScoreNode{points, std::move(reason)}); }

    Self& delay(CalendarDuration duration) { return delay(DelayNode{DelayFor{duration, {}}}); }
    Self& delay(DelayNode delay) { return add_verb(std::move(delay)); }
    Self& delay(std::string_view duration) { return delay(read_duration("delay", duration)); }

    /// Waits for the first of these, at most `timeout`. The ways out are then() and otherwise(), at most one of each.
    template <class... Ways>
    Self& wait(std::vector<WaitFor> any, std::string_view timeout, Ways... ways) {
        return add_wait(WaitNode{std::move(any), read_duration("timeout", timeout)}, {std::move(ways)...});
    }
    template <class... Ways>
    Self& wait(WaitFor what, std::string_view timeout, Ways... ways) {
        return wait(std::vector<WaitFor>{std::move(what)}, timeout, std::move(ways)...);
    }

    /// Waits without end (`forever: true`). The only way out is then().
    template <class... Ways>
    Self& wait_forever(std::vector<WaitFor> any, Ways... ways) {
        return add_wait(WaitNode{std::move(any), std::nullopt}, {std::move(ways)...});
    }
    template <class... Ways>
    Self& wait_forever(WaitFor what, Ways... ways) {
        return wait_forever(std::vector<WaitFor>{std::move(what)}, std::move(ways)...);
    }

    /// The first arm that holds: when(…) in order, at most one otherwise(…).
    template <class... Arms>
    Self& branch(Arms... arms) {
        return add_branch({}, Arm::Kind::when, {std::move(arms)...});
    }

    /// The arm of the subject's value: in_case(…), at most one otherwise(…).
    template <class... Arms>
    Self& branch_on(SourceString subject, Arms... arms) {
        return add_branch(std::move(subject), Arm::Kind::in_case, {std::move(arms)...});
    }

    /// The lead's arm of an experiment: arm(…), at most one holdout(…). All of them have a weight, or none has.
    template <class... Arms>
    Self& split(std::string experiment, Measure measure, Arms... arms) {
        return add_split({std::move(experiment), {}, measure}, {std::move(arms)...});
    }
    template <class... Arms>
    Self& split(std::string experiment, Arms... arms) {
        return split(std::move(experiment), Measure::goal, std::move(arms)...);
    }

    /// `goto`, which C++ keeps for itself.
    Self& go_to(StepId step) {
        Step jump;
        jump.what = GotoNode{};
        jump.target = step.str();
        return add(std::move(jump));
    }

    Self& exit(std::string reason = {}) { return add_verb(ExitNode{std::move(reason), {}}); }
    Self& exit_to(WorkflowId workflow, std::string reason = {}) {
        return add_verb(ExitNode{std::move(reason), std::move(workflow)});
    }

    /// Names the step added last.
    Self& id(StepId id) {
        if (!is_catalog_id(id.str())) {
            wrong("\"" + id.str() + "\" is no id: ids are made of a-z, 0-9, - and _ and begin with a letter or digit");
        } else if (has_step("id")) {
            steps_.back().id = std::move(id);
        }
        return self();
    }

    /// The condition (`if`) of the step added last: it is skipped where this does not hold.
    Self& only_if(SourceString condition) {
        if (has_step("only_if")) {
            steps_.back().condition = std::move(condition);
        }
        return self();
    }

    [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }
    [[nodiscard]] const Diagnostics& remarks() const noexcept { return remarks_; }

protected:
    StepWriter() = default;

    CalendarDuration read_duration(std::string_view key, std::string_view text) {
        Result<CalendarDuration> duration = parse_calendar_duration(text);
        if (duration) {
            return *duration;
        }
        wrong(std::string(key) + ": " + duration.error().message);
        return {};
    }

    Milliseconds read_elapsed(std::string_view key, std::string_view text) {
        Result<Milliseconds> duration = parse_elapsed(text);
        if (duration) {
            return *duration;
        }
        wrong(std::string(key) + ": " + duration.error().message);
        return {};
    }

    void wrong(std::string message) { remarks_.push_back({Severity::error, "type", std::move(message), {}, {}, {}}); }

    [[nodiscard]] static FieldName field(std::string_view name) {
        constexpr std::string_view lead = "lead.";
        constexpr std::string_view account = "account.";
        if (name.substr(0, account.size()) == account) {
            return {FieldName::Owner::account, std::string(name.substr(account.size()))};
        }
        return {FieldName::Owner::lead,
                std::string(name.substr(0, lead.size()) == lead ? name.substr(lead.size()) : name)};
    }

    [[nodiscard]] Self& self() noexcept { return static_cast<Self&>(*this); }

private:
    Self& add(Step step) {
        steps_.push_back(std::move(step));
        return self();
    }

    template <class Verb>
    Self& add_verb(Verb verb) {
        Step step;
        step.what = std::move(verb);
        return add(std::move(step));
    }

    bool has_step(const char* call) {
        if (steps_.empty()) {
            wrong(std::string(call) + "() names a step, and there is none before it");
        }
        return !steps_.empty();
    }

    void take_remarks(const Arm& arm) { remarks_.insert(remarks_.end(), arm.remarks.begin(), arm.remarks.end()); }

    Self& add_wait(WaitNode node, std::vector<Arm> ways) {
        Step step;
        for (Arm& arm : ways) {
            take_remarks(arm);
            const bool met = arm.kind == Arm::Kind::then;
            if (!met && arm.kind != Arm::Kind::otherwise) {
                wrong("a wait has the ways then() and otherwise()");
                continue;
            }
            const Edge::Kind kind = met ? Edge::Kind::met : Edge::Kind::timed_out;
            add_way(step, {kind, 0, met ? "then" : "else", std::move(arm.steps)});
        }
        step.what = std::move(node);
        return add(std::move(step));
    }

    Self& add_branch(SourceString subject, Arm::Kind kind, std::vector<Arm> arms) {
        Step step;
        BranchNode node;
        node.subject = std::move(subject);
        for (Arm& arm : arms) {
            take_remarks(arm);
            if (arm.kind == Arm::Kind::otherwise) {
                add_way(step, {Edge::Kind::otherwise, 0, "else", std::move(arm.steps)});
                continue;
            }
            if (arm.kind != kind) {
                wrong("the arms of branch() are made by when(), those of branch_on() by in_case()");
                continue;
            }
            const std::size_t number = node.arms.size();
            std::string place = kind == Arm::Kind::in_case ? "cases." + arm.condition.text
                                                           : "branch[" + std::to_string(number) + "].then";
            add_way(step, {Edge::Kind::arm, number, std::move(place), std::move(arm.steps)});
            node.arms.push_back(std::move(arm.condition));
        }
        step.what = std::move(node);
        return add(std::move(step));
    }

    Self& add_split(SplitNode node, std::vector<Arm> arms) {
        Step step;
        if (!is_catalog_id(node.experiment)) {
            wrong("\"" + node.experiment + "\" is no id of an experiment: ids are made of a-z, 0-9, - and _");
        }
        for (Arm& arm : arms) {
            take_remarks(arm);
            if (arm.kind != Arm::Kind::share) {
                wrong("the arms of split() are made by arm() and holdout()");
                continue;
            }
            const std::string& name = arm.condition.text;
            add_way(step, {Edge::Kind::arm, node.arms.size(), "arms." + name, std::move(arm.steps)});
            node.arms.push_back({name, arm.percent ? hundredths(*arm.percent, name) : 0, arm.holdout});
        }
        const auto weighed =
            std::count_if(arms.begin(), arms.end(), [](const Arm& arm) { return arm.percent.has_value(); });
        for (SplitNode::Arm& arm : node.arms) {
            arm.weight = weighed == 0 ? SplitNode::equal_share(node.arms.size()) : arm.weight;
        }
        if (weighed != 0 && static_cast<std::size_t>(weighed) < arms.size()) {
            wrong("some arms of experiment \"" + node.experiment + "\" have a weight and some have none");
        }
        step.what = std::move(node);
        return add(std::move(step));
    }

    std::uint32_t hundredths(double percent, const std::string& name) {
        const double exact = percent * 100;
        const double whole = std::round(exact);
        if (whole >= 0 && whole <= 10'000 && std::abs(exact - whole) < 1e-6) { // 33.34 is no double.
            return static_cast<std::uint32_t>(whole);
        }
        wrong("the weight of the arm \"" + name + "\" must be from 0 to 100 with at most two decimals");
        return 0;
    }

    void add_way(Step& step, Way way) {
        for (const Way& other : step.ways) {
            if (other.kind == way.kind && other.arm == way.arm) {
                wrong("\"" + way.place + "\" is given twice");
                return;
            }
        }
        step.ways.push_back(std::move(way));
    }

    std::vector<Step> steps_{};
    Diagnostics remarks_{};
};

/// A list of steps inside an arm.
class Steps : public StepWriter<Steps> {};

namespace detail {

template <class Write>
Arm make_arm(Arm::Kind kind, SourceString condition, Write&& write) {
    Steps steps;
    std::forward<Write>(write)(steps);
    return {kind, std::move(condition), steps.steps(), steps.remarks(), {}, false};
}

} // namespace detail

/// An arm of branch(): `write(Steps&)` adds its steps.
template <class Write>
[[nodiscard]] Arm when(SourceString condition, Write&& write) {
    return detail::make_arm(Arm::Kind::when, std::move(condition), std::forward<Write>(write));
}

/// An arm of branch_on(), for this value of the subject.
template <class Write>
[[nodiscard]] Arm in_case(std::string value, Write&& write) {
    return detail::make_arm(Arm::Kind::in_case, std::move(value), std::forward<Write>(write));
}

/// An arm of split() with its weight, a percentage with at most two decimals.
template <class Write>
[[nodiscard]] Arm arm(std::string name, double percent, Write&& write) {
    Arm made = detail::make_arm(Arm::Kind::share, std::move(name), std::forward<Write>(write));
    made.percent = percent;
    return made;
}

/// An arm of split() where all have equal shares.
template <class Write>
[[nodiscard]] Arm arm(std::string name, Write&& write) {
    return detail::make_arm(Arm::Kind::share, std::move(name), std::forward<Write>(write));
}

/// The control arm of split(), which goes on at the next step.
[[nodiscard]] inline Arm holdout(std::string name, std::optional<double> percent = {}) {
    return {Arm::Kind::share, std::move(name), {}, {}, percent, true};
}

/// What follows when that came which a wait waited for.
template <class Write>
[[nodiscard]] Arm then(Write&& write) {
    return detail::make_arm(Arm::Kind::then, {}, std::forward<Write>(write));
}

/// `else`: of a branch when no arm holds, of a wait when its time is over.
template <class Write>
[[nodiscard]] Arm otherwise(Write&& write) {
    return detail::make_arm(Arm::Kind::otherwise, {}, std::forward<Write>(write));
}

/// An event to wait for, from the moment the wait is reached.
[[nodiscard]] inline WaitFor for_event(std::string type, SourceString where = {}) {
    return {WaitFor::Kind::event, {{std::move(type)}, std::move(where)}, {}, {}, false, {}};
}

/// Engagement to wait for ("message_clicked") with the latest message of one of these steps, by default with any
/// message of the enrollment. `link` may hold `*`.
[[nodiscard]] inline WaitFor for_engagement(std::string type, std::vector<StepId> messages = {},
                                            std::string link = {}) {
    return {WaitFor::Kind::engagement, {{std::move(type)}, {}}, std::move(messages), std::move(link), false, {}};
}

/// A condition to wait for.
[[nodiscard]] inline WaitFor until(SourceString condition) {
    return {WaitFor::Kind::until, {}, {}, {}, false, std::move(condition)};
}

/// Builds a workflow. Its defaults are those of the catalog format.
class WorkflowBuilder : public StepWriter<WorkflowBuilder> {
public:
    explicit WorkflowBuilder(WorkflowId id) {
        workflow_.id = std::move(id);
        if (!is_catalog_id(workflow_.id.str())) {
            wrong("\"" + workflow_.id.str() + "\" is no id of a workflow: ids are made of a-z, 0-9, - and _");
        }
    }

    /// A trigger: an event that enrolls. Called again, another one.
    WorkflowBuilder& on(std::string type, SourceString where = {}) {
        return add_trigger({TriggerOnEvent{.match = {{std::move(type)}, std::move(where)}}});
    }

    /// A trigger: the event that makes `count` of them within this elapsed time ("7d").
    WorkflowBuilder& on_count(std::string type, std::uint32_t count, std::string_view within, SourceString where = {}) {
        return add_trigger({TriggerOnEvent{
            .match = {{std::move(type)}, std::move(where)}, .count = count, .within = read_elapsed("within", within)}});
    }

    /// A trigger: the condition turns true. With `reset_when` not again before that has held.
    WorkflowBuilder& on_becoming(SourceString condition, SourceString reset_when = {}) {
        return add_trigger({TriggerOnBecoming{std::move(condition), std::move(reset_when)}});
    }

    /// A trigger: so long before or after the date in this field ("lead.renewal_date", "-30d"), at a time of day
    /// ("09:00"); it moves when the field does.
    WorkflowBuilder& on_date(std::string_view field, std::string_view offset = "0d", std::string_view at = {}) {
        TriggerOnDate trigger;
        trigger.field = value_of("date", parse_date_field(field));
        trigger.moment.offset = value_of("offset", parse_date_offset(offset));
        if (!at.empty()) {
            trigger.moment.at = value_of("at", parse_time_of_day(at));
        }
        return add_trigger({std::move(trigger)});
    }

    /// A trigger that comes again by a rule of RFC 5545 ("FREQ=WEEKLY;BYDAY=MO"), for every lead for which only_when()
    /// holds; `from` ("2026-01-05") anchors it.
    WorkflowBuilder& on_schedule(std::string_view rule, std::string_view at, std::string_view from = {}) {
        const std::optional<CivilDate> first =
            from.empty() ? std::nullopt : std::optional(value_of("from", parse_date(from)));
        Result<Schedule> schedule = Schedule::parse(rule, value_of("at", parse_time_of_day(at)), first);
        if (!schedule) {
            wrong("\"schedule\": " + schedule.error().message);
            return *this;
        }
        return add_trigger({TriggerOnSchedule{*std::move(schedule)}});
    }

    /// A trigger: the lead has done nothing, or none of these events, for so long ("90d").
    WorkflowBuilder& on_inactivity(std::string_view duration, const std::vector<std::string>& events = {}) {
        read_elapsed("inactive", duration);
        return on_becoming(inactive_condition(duration, events));
    }

    /// First deployed, it also enrolls the leads for which a condition of on_becoming() holds already.
    WorkflowBuilder& enroll_existing(bool also = true) { return put(workflow_.enroll_existing, also); }

    WorkflowBuilder& title(std::string text) { return put(workflow_.title, std::move(text)); }
    WorkflowBuilder& description(std::string text) { return put(workflow_.description, std::move(text)); }
    WorkflowBuilder& owner(std::string text) { return put(workflow_.owner, std::move(text)); }
    WorkflowBuilder& stage(std::string text) { return put(workflow_.stage, std::move(text)); }
    WorkflowBuilder& window(std::string id) { return put(workflow_.window, std::move(id)); }
    WorkflowBuilder& category(std::string id) { return put(workflow_.category, std::move(id)); }
    WorkflowBuilder& priority(std::int64_t priority) { return put(workflow_.priority, priority); }
    WorkflowBuilder& time_zone(std::string iana_name) { return put(workflow_.time_zone, std::move(iana_name)); }
    WorkflowBuilder& only_when(SourceString condition) { return put(workflow_.when, std::move(condition)); }
    WorkflowBuilder& key(SourceString expression) { return put(workflow_.key, std::move(expression)); }
    WorkflowBuilder& while_active(WhileActive what) { return put(workflow_.while_active, what); }

    /// "never", "always" or elapsed time since it left ("90d").
    WorkflowBuilder& reenroll(std::string_view text) {
        if (text == "never" || text == "always") {
            const bool always = text == "always";
            return put(workflow_.reenroll, Reenroll{always ? Reenroll::Kind::always : Reenroll::Kind::never, {}});
        }
        return put(workflow_.reenroll, Reenroll{Reenroll::Kind::after, read_elapsed("reenroll", text)});
    }

    WorkflowBuilder& exit_on(std::string type, SourceString where = {}, std::string reason = {}) {
        workflow_.exits.push_back({{{std::move(type)}, std::move(where)}, {}, std::move(reason), {}});
        return *this;
    }
    WorkflowBuilder& exit_when(SourceString condition, std::string reason = {}) {
        workflow_.exits.push_back({{}, std::move(condition), std::move(reason), {}});
        return *this;
    }
    WorkflowBuilder& goal_on(std::string type, SourceString where = {}, std::string reason = {}) {
        workflow_.goals.push_back({{{std::move(type)}, std::move(where)}, {}, std::move(reason), {}});
        return *this;
    }
    WorkflowBuilder& goal_when(SourceString condition, std::string reason = {}) {
        workflow_.goals.push_back({{}, std::move(condition), std::move(reason), {}});
        return *this;
    }

    WorkflowBuilder& expires(std::string_view duration) {
        return put(workflow_.expires, std::optional(read_duration("expires", duration)));
    }

    /// The workflow, or what is wrong with it. References to contents and conditions are checked by compile().
    [[nodiscard]] Checked<Workflow> build() const {
        Checked<Workflow> result{workflow_, remarks()};
        for (Diagnostic& remark : result.diagnostics) {
            remark.message = "workflow \"" + workflow_.id.str() + "\": " + remark.message;
        }
        append_steps(result.value, steps(), result.diagnostics);
        return result;
    }

private:
    template <class T>
    T value_of(std::string_view name, Result<T> read) {
        if (!read) {
            wrong('"' + std::string(name) + "\": " + read.error().message);
            return {};
        }
        return *std::move(read);
    }

    template <class T>
    WorkflowBuilder& put(T& member, T value) {
        member = std::move(value);
        return *this;
    }

    WorkflowBuilder& add_trigger(TriggerNode trigger) {
        Node node;
        node.what = std::move(trigger);
        workflow_.nodes.push_back(std::move(node));
        return *this;
    }

    Workflow workflow_{};
};

} // namespace nurture::inline v0
