// SPDX-License-Identifier: BSL-1.0
/// \file
/// One turn: everything that one input, timer or answer sets in motion for one lead (S6).

#pragma once

#include <cstdint>
#include <forward_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/condition/facts.hpp>
#include <nurture/content/template.hpp>
#include <nurture/runtime/decide.hpp>
#include <nurture/time/delay.hpp>
#include <nurture/time/zone.hpp>

#include "plan/compiled.hpp"

namespace nurture::inline v0 {

/// What a condition or template of one enrollment sees; without an enrollment, of the lead alone.
class LeadFacts final : public Facts, public TemplateScope {
public:
    struct Scope {
        const EnrollmentRow* enrollment = nullptr;
        const Event* event = nullptr;
        const Event* trigger = nullptr;
        const MessageLinks* links = nullptr;
    };
    LeadFacts(const CompiledPlan& plan, const LeadState& state, const Shared& shared, const Zone& zone, Instant now,
              Scope scope);

    [[nodiscard]] Instant now() const override { return now_; }
    [[nodiscard]] const Value* lead(std::string_view name) const override;
    [[nodiscard]] const Value* account(std::string_view name) const override;
    [[nodiscard]] const Event* event() const override { return scope_.event; }
    [[nodiscard]] const Event* trigger() const override { return scope_.trigger; }
    [[nodiscard]] ScoreParts score(Instant at) const override;
    [[nodiscard]] const Zone& zone() const override { return zone_; }
    [[nodiscard]] bool engaged(Engagement what, std::optional<std::string_view> step,
                               std::optional<std::string_view> link) const override;
    [[nodiscard]] std::int64_t count(std::string_view type) const override;
    [[nodiscard]] std::optional<Instant> last(std::string_view type) const override;
    [[nodiscard]] std::int64_t count(const HistoryQuestion& question, Instant at) const override;
    [[nodiscard]] const Event* latest(const HistoryQuestion& question) const override;
    [[nodiscard]] std::optional<Instant> last_active(const HistoryQuestion& question) const override;
    [[nodiscard]] std::int64_t interest(std::string_view topic, Instant at) const override;
    [[nodiscard]] bool in_segment(std::string_view segment, Instant at) const override;
    [[nodiscard]] Instant segment_changes(std::string_view segment, Instant from) const override;
    [[nodiscard]] bool has_tag(std::string_view tag) const override;
    [[nodiscard]] bool subscribed(std::string_view category) const override;
    [[nodiscard]] bool enrolled_in(std::string_view workflow) const override;
    [[nodiscard]] bool completed(std::string_view workflow) const override;

    [[nodiscard]] const Value* find(const std::vector<std::string>& path) const override;

private:
    /// What segments were found to answer, so that one that is asked for on many ways is evaluated once.
    struct SegmentAnswers {
        std::map<std::pair<const CompiledSegment*, Instant>, bool> holds{};
        std::map<std::pair<const CompiledSegment*, Instant>, Instant> changes{};
    };
    LeadFacts(const LeadFacts& outer, Instant at, SegmentAnswers& answers);
    [[nodiscard]] const Event* latest(std::string_view type) const; ///< Of the lead; null: none.
    [[nodiscard]] const Aggregate* aggregate(const HistoryQuestion& question) const;
    [[nodiscard]] Instant created_at() const;
    [[nodiscard]] double fit() const;
    [[nodiscard]] bool is_scored() const; ///< Whether the catalog has a part in the score.
    [[nodiscard]] SegmentAnswers& answers() const { return outer_answers_ != nullptr ? *outer_answers_ : answers_; }

    const CompiledPlan& plan_;
    const LeadState& state_;
    const Shared& shared_;
    const Zone& zone_;
    Instant now_;
    Scope scope_;
    Value id_;
    mutable SegmentAnswers answers_{};
    SegmentAnswers* outer_answers_ = nullptr; ///< Of the evaluation that this one is a part of.
    mutable std::optional<double> fit_{};     ///< Once it was asked for: a lead does not change while it is looked at.
    mutable std::forward_list<Value> computed_{}; ///< Back the pointers of answers that stand in no row.
};

/// A number as people write it: 10, not 10.0.
[[nodiscard]] Value plain_number(double value);

/// A lead's engagement at an instant, no earlier than its latest points: decayed and within its bounds (S37).
[[nodiscard]] double engagement_at(const Scoring& scoring, const EngagementScore& score, Instant at);

/// A lead's score as conditions and people see it: fit and engagement together, to the nearest whole number.
[[nodiscard]] std::int64_t rounded(const ScoreParts& parts);

/// Whether a lead is subscribed to a category (S25a).
[[nodiscard]] bool is_subscribed(const CompiledPlan& plan, const LeadRow& lead, std::string_view category);

/// Whether `text` is matched by `pattern`, in which `*` stands for anything.
[[nodiscard]] bool matches_wildcard(std::string_view pattern, std::string_view text) noexcept;

/// What a date field says now; nothing where it holds no date.
[[nodiscard]] std::optional<DateOrInstant> date_of(const DateField& field, const LeadFacts& facts);

/// Of an account what the plan reads.
[[nodiscard]] Account account_kept(const CompiledPlan& plan, const Account& account);

/// When the next attempt follows after `attempts` failed ones (S30).
[[nodiscard]] Milliseconds retry_delay(const RetryPolicy& policy, std::uint32_t attempts, const MessageKey& key,
                                       bool jitter);

/// Events by which a lead engages with a message: message_delivered, message_opened …
[[nodiscard]] std::optional<Engagement> engagement_of(std::string_view event_type) noexcept;

/// What message_*, lead_* and task_done events cannot be: something that the host names itself.
[[nodiscard]] bool is_done_by_a_machine(const Event& event);

class Turn {
public:
    Turn(const Plans& plans, LeadState& state, Shared& shared, Instant now);

    // What begins a turn; finish() ends it.
    void take(const Event& event);
    void take(const LeadChanged& change);
    void take(const Enroll& enroll);
    void take(const Unenroll& unenroll);
    void take(const ConsentGiven& consent);
    void take(const LeadDeleted& deleted);
    void take(const ChannelAnswered& answer);
    void take_timer();
    void take_dispatch(const MessageKey& key, const MessageLinks& links);
    /// `was_silent`: the channel did not answer in time; else the process ended meanwhile.
    void take_doubt(const MessageKey& key, bool was_silent);
    void take_withdrawn(const MessageKey& key);
    void take_account_changed();
    void take_sweep(const SweepRow& sweep);
    [[nodiscard]] Decision finish();

private:
    // history.cpp: what happened is remembered.
    void fill_in_message(Event& event) const;
    void remember(const Event& event);
    void keep_answers(const Event& event);
    void keep_answer(const HistoryQuestion& question, const Event& event);
    [[nodiscard]] std::optional<std::string> account_answers();
    void note_consent(const Event& event);
    void set_consent(const std::string& category, bool subscribed, std::string_view source);
    void subscribe(EnrollmentRow& row);
    void suppress(const ChannelId& channel, std::string_view address);
    void happen(const Event& event);
    void drop_person();

    // scoring.cpp
    void score(const Event& event);
    void score_by_step(EnrollmentRow& row);
    void add_points(double points, const EnrollmentRow* row, Fields because);
    [[nodiscard]] bool takes_place(const CompiledEngagementRule& rule, const Event& event);

    // fields.cpp: fields of the lead.
    struct FieldChanges;
    [[nodiscard]] std::string change_key(const EnrollmentRow& row, std::uint64_t seq, std::string_view what) const;
    void change_fields(EnrollmentRow& row, std::vector<Field> fields);
    void follow(const FieldChanges& changes);
    [[nodiscard]] bool follow_zone(const Value& before);
    void recompute_calendar_times();

    // enrolling.cpp
    void fire_triggers(const Event& event, bool too_late);
    [[nodiscard]] bool completes_count(const CompiledTrigger& trigger, const Event& event);
    bool enroll(const CompiledWorkflow& workflow, const Event* trigger, std::string_view by, bool too_late, bool force);
    void enroll_by_step(EnrollmentRow& row);
    void unenroll_by_step(EnrollmentRow& row);
    [[nodiscard]] std::string_view refusal(const CompiledWorkflow& workflow, const Facts& facts, const std::string& key,
                                           bool force, EnrollmentRow*& running);
    [[nodiscard]] const std::string* key_of(const CompiledWorkflow& workflow, const Facts& facts, std::string& storage);

    // rising.cpp: conditions that become true.
    void look_for_rises();
    void look_for_rise(const CompiledBecomes& trigger);
    [[nodiscard]] bool has_risen(const CompiledBecomes& trigger, BecomesAnswer& answer, bool holds);
    [[nodiscard]] Instant next_rise();

    // timed_triggers.cpp: triggers that time alone fires.
    void learn_dates();
    [[nodiscard]] Instant moment_of_trigger(const CompiledDate& trigger);
    [[nodiscard]] Instant next_date();
    [[nodiscard]] bool fire_date();
    void take_schedule(std::string_view trigger);
    void take_deployment();
    void take_zone_data();

    // leaving.cpp
    void leave_by_rules(const Event* event);
    [[nodiscard]] bool leave_by_rules(EnrollmentRow& row, const Event* event);
    void leave(std::uint64_t number, EnrollmentState state, std::string reason);
    void drop_messages(const EnrollmentRow& row);
    [[nodiscard]] bool leave_or_go_on_by_time(std::uint64_t number);
    [[nodiscard]] Instant next_change(const EnrollmentRow& row);

    // waiting.cpp
    void mark_waits(const Event* event);
    [[nodiscard]] bool met_by(const EnrollmentRow& row, const CompiledWaitFor& wait, const Event* event);
    [[nodiscard]] const Event* met_before(const EnrollmentRow& row, const CompiledWaitFor& wait);
    [[nodiscard]] bool engages(const EnrollmentRow& row, const CompiledWaitFor& wait, const MessageRow& message,
                               const Event& event);
    void end_wait(EnrollmentRow& row, const Event* event, std::string_view by);
    void reach_wait(EnrollmentRow& row);

    // delaying.cpp
    void reach_delay(EnrollmentRow& row);
    [[nodiscard]] DueDate delay_end(const EnrollmentRow& row);
    [[nodiscard]] Instant computed_end(const EnrollmentRow& row);
    [[nodiscard]] double cadence_factor(const EnrollmentRow& row);
    void follow_dates(bool zone_changed);
    [[nodiscard]] bool ends_as_before(const EnrollmentRow& row, const DueDate& end);

    // moving.cpp
    void run_movers();
    void advance(std::uint64_t number);
    [[nodiscard]] bool enter(EnrollmentRow& row);
    void perform(EnrollmentRow& row);
    void go(EnrollmentRow& row, Index node);
    void branch(EnrollmentRow& row);
    void split(EnrollmentRow& row);
    void set_fields(EnrollmentRow& row);
    void compute_fields(EnrollmentRow& row);
    void tag(EnrollmentRow& row);
    void add_note(EnrollmentRow& row);
    void exit(EnrollmentRow& row);
    [[nodiscard]] bool runs_away(std::uint64_t number);
    [[nodiscard]] bool has_run_away() const noexcept;

    // sending.cpp
    void reach_send(EnrollmentRow& row);
    void answered(MessageRow& message, const Delivery& delivery);
    void accept_message(MessageRow& message, MessageState state);
    void doubt(MessageRow& message, const Delivery& delivery);
    [[nodiscard]] bool goes_again(const MessageRow& message) const;
    [[nodiscard]] bool looks_up(MessageRow& message);
    void go_after_look_up(MessageRow& message, const Delivery& delivery);
    void hand_over_again(MessageRow& message, const EnrollmentRow& row);
    void refuse_message(MessageRow& message, std::string_view reason, std::string_view words);
    void put_off(MessageRow& message, MessageState state, const Delivery& delivery);
    void skip_message(MessageRow& message, std::string_view reason);
    [[nodiscard]] bool finds_closed(MessageRow& message, const EnrollmentRow& row);
    static void drop_rendered(MessageRow& row);
    void wait_until(MessageRow& message, Instant until, PutOffBy by);
    void queue_again(MessageRow& message);
    void pass_send(MessageRow& message);
    [[nodiscard]] std::string_view objection(MessageRow& message, const EnrollmentRow& row,
                                             const CompiledContent& content, const MessageLinks& links);
    [[nodiscard]] std::string_view render(MessageRow& message, const EnrollmentRow& row, const CompiledContent& content,
                                          const MessageLinks& links);
    [[nodiscard]] bool is_duplicate(const MessageRow& message) const;
    [[nodiscard]] bool is_exempt(const MessageRow& message) const;

    // capping.cpp
    struct CapFound;
    [[nodiscard]] bool finds_full(MessageRow& message, const EnrollmentRow& row);
    [[nodiscard]] bool counts(const MessageRow& other, const MessageRow& message, const Cap& cap) const;
    [[nodiscard]] CapFound find_slot(const Cap& cap, const MessageRow& message, const Zone& here) const;
    void ask_caps_again();

    // turn.cpp
    void look(const Event* event);
    [[nodiscard]] const CompiledWorkflow& workflow_of(const EnrollmentRow& row) const;
    [[nodiscard]] const CompiledNode& node_of(const EnrollmentRow& row) const;
    [[nodiscard]] const Node& definition_of(const EnrollmentRow& row) const;
    [[nodiscard]] LeadFacts facts(const EnrollmentRow* row, const Event* event = nullptr,
                                  const MessageLinks* links = nullptr);
    [[nodiscard]] LeadFacts facts_of_lead(const CompiledWorkflow* workflow, LeadFacts::Scope scope);
    [[nodiscard]] bool holds(const Condition& condition, const Facts& facts, const EnrollmentRow* row);
    [[nodiscard]] const Zone& zone(const CompiledWorkflow* workflow);
    /// The end of a duration in the lead's zone, by the catalog's business hours.
    [[nodiscard]] Instant later(Instant from, const CalendarDuration& length, const CompiledWorkflow& workflow);
    [[nodiscard]] std::int64_t priority_of(const EnrollmentRow& row) const;
    [[nodiscard]] std::vector<std::uint64_t> in_order() const; ///< Numbers of enrollments in the order of S2.
    void changed(const EnrollmentRow& row) { decision_.enrollments.insert(row.number); }
    void changed(const MessageRow& row) { decision_.messages.insert(row.message.key); }
    JournalLine& journal(JournalKind kind, const EnrollmentRow* row, Fields because);
    JournalLine& journal_workflow(JournalKind kind, const CompiledWorkflow& workflow, Fields because);
    [[nodiscard]] Instant in_doubt_at(const MessageRow& row) const;
    void settle_due();

    const Plans& plans_;
    const CompiledPlan& plan_;
    LeadState& state_;
    Shared& shared_;
    Instant now_;
    Decision decision_{};
    std::optional<Zone> zone_{};
    std::uint32_t follow_ups_ = 0; ///< Of this instant, unless an input of the host has begun anew.
    bool look_again_ = false;      ///< Something that conditions can ask for has come about on the way.
};

} // namespace nurture::inline v0
