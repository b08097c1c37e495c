// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "runtime/rendering.hpp"
#include "runtime/splitting.hpp"
#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

/// What one input may set in motion besides itself (S6): with all that its timers, dispatches and answers add at the
/// same instant, or a lead could go round and round without the clock ever moving.
constexpr std::uint32_t follow_ups_at_most = 1'000;

} // namespace

void Turn::run_movers() {
    for (;;) {
        const std::vector<std::uint64_t> numbers = in_order();
        const auto next = std::find_if(numbers.begin(), numbers.end(), [this](std::uint64_t number) {
            const EnrollmentRow& row = *state_.enrollment(number);
            return row.state == EnrollmentState::active && row.standing == Standing::ready;
        });
        if (next != numbers.end()) {
            advance(*next);
        } else if (look_again_) { // completed("…"), enrolledIn("…") and sent("…") may answer otherwise now.
            look_again_ = false;
            look(nullptr);
        } else {
            return;
        }
    }
}

void Turn::advance(std::uint64_t number) {
    for (;;) {
        EnrollmentRow* row = state_.enrollment(number);
        if (row == nullptr || row->state != EnrollmentState::active || row->standing != Standing::ready ||
            leave_by_rules(*row, nullptr)) {
            return;
        }
        if (row->node == none) {
            leave(number, EnrollmentState::completed, "");
            return;
        }
        if (enter(*row)) {
            perform(*row);
        }
    }
}

/// Counts the visit and looks at `if`; false if the step is not performed.
bool Turn::enter(EnrollmentRow& row) {
    const Node& node = definition_of(row);
    row.step = node.id;
    row.reached_at = now_;
    auto visit =
        std::find_if(row.visits.begin(), row.visits.end(), [&](const auto& entry) { return entry.first == row.node; });
    if (visit == row.visits.end()) {
        visit = row.visits.insert(visit, {row.node, 0});
    }
    row.visit = ++visit->second;
    changed(row);
    if (row.visit > plan_.catalog.settings.limits.visits) {
        leave(row.number, EnrollmentState::failed, "visits");
        return false;
    }
    const CompiledNode& compiled = node_of(row);
    if (!compiled.condition.empty()) {
        const LeadFacts seen = facts(&row);
        if (!holds(compiled.condition, seen, &row)) {
            journal(JournalKind::skipped, &row,
                    {{"reason", "if"}, {"because", to_value(compiled.condition.explain(seen))}});
            go(row, compiled.skipped);
            return false;
        }
    }
    journal(JournalKind::entered, &row, {});
    return true;
}

void Turn::perform(EnrollmentRow& row) {
    std::visit(
        [&](const auto& what) {
            using What = std::decay_t<decltype(what)>;
            if constexpr (std::is_same_v<What, SendNode>) {
                reach_send(row);
            } else if constexpr (std::is_same_v<What, SetNode>) {
                set_fields(row);
            } else if constexpr (std::is_same_v<What, ComputeNode>) {
                compute_fields(row);
            } else if constexpr (std::is_same_v<What, TagNode>) {
                tag(row);
            } else if constexpr (std::is_same_v<What, NoteNode>) {
                add_note(row);
            } else if constexpr (std::is_same_v<What, SubscribeNode>) {
                subscribe(row);
            } else if constexpr (std::is_same_v<What, EnrollNode>) {
                enroll_by_step(row);
            } else if constexpr (std::is_same_v<What, UnenrollNode>) {
                unenroll_by_step(row);
            } else if constexpr (std::is_same_v<What, ScoreNode>) {
                score_by_step(row);
            } else if constexpr (std::is_same_v<What, DelayNode>) {
                reach_delay(row);
            } else if constexpr (std::is_same_v<What, WaitNode>) {
                reach_wait(row);
            } else if constexpr (std::is_same_v<What, BranchNode>) {
                branch(row);
            } else if constexpr (std::is_same_v<What, SplitNode>) {
                split(row);
            } else if constexpr (std::is_same_v<What, ExitNode>) {
                exit(row);
            } else {
                static_assert(std::is_same_v<What, GotoNode> || std::is_same_v<What, TriggerNode>);
                go(row, node_of(row).next);
            }
        },
        definition_of(row).what);
}

void Turn::go(EnrollmentRow& row, Index node) {
    row.node = node;
    row.standing = Standing::ready;
    row.due = end_of_time;
    changed(row);
}

void Turn::branch(EnrollmentRow& row) {
    const CompiledNode& compiled = node_of(row);
    const auto& definition = std::get<BranchNode>(definition_of(row).what);
    const LeadFacts seen = facts(&row);
    Index target = compiled.otherwise;
    Fields because{{"arm", "else"}};
    if (!compiled.subject.empty()) {
        const Outcome outcome = compiled.subject.evaluate(seen);
        const std::string value = outcome.kind == Outcome::Kind::value ? to_text(outcome.value) : "";
        for (std::size_t i = 0; outcome.kind == Outcome::Kind::value && i < definition.arms.size(); ++i) {
            if (definition.arms[i].text == value) {
                target = compiled.arms[i];
                because.set("arm", value);
                break;
            }
        }
        because.set("because", to_value(compiled.subject.explain(seen)));
        if (outcome.kind == Outcome::Kind::error) {
            journal(JournalKind::error, &row, {{"where", compiled.subject.text()}, {"cause", outcome.error}});
        }
    } else {
        for (std::size_t i = 0; i < compiled.conditions.size(); ++i) {
            if (holds(compiled.conditions[i], seen, &row)) {
                target = compiled.arms[i];
                because.set("arm", static_cast<std::int64_t>(i));
                because.set("because", to_value(compiled.conditions[i].explain(seen)));
                break;
            }
        }
    }
    journal(JournalKind::branched, &row, std::move(because));
    go(row, target);
}

void Turn::split(EnrollmentRow& row) {
    const auto& definition = std::get<SplitNode>(definition_of(row).what);
    std::vector<SplitArm> arms;
    for (const SplitNode::Arm& arm : definition.arms) {
        arms.push_back({arm.name, arm.weight});
    }
    const std::size_t chosen = choose_arm(definition.experiment, arms, state_.lead.id.str());
    const SplitNode::Arm& arm = definition.arms[chosen];
    Fields because{
        {"arm", arm.name}, {"experiment", definition.experiment}, {"weight", plain_number(arm.weight / 100.0)}};
    if (arm.holdout) {
        because.set("holdout", true);
    }
    journal(JournalKind::split, &row, std::move(because));
    go(row, node_of(row).arms[chosen]);
}

void Turn::set_fields(EnrollmentRow& row) {
    std::vector<Field> fields;
    for (const auto& [name, value] : std::get<SetNode>(definition_of(row).what).fields) {
        fields.push_back({name.name, value});
    }
    go(row, node_of(row).next);
    change_fields(row, std::move(fields));
}

void Turn::compute_fields(EnrollmentRow& row) {
    const CompiledNode& compiled = node_of(row);
    const auto& names = std::get<ComputeNode>(definition_of(row).what).fields;
    std::vector<Field> fields;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Outcome outcome = compiled.conditions[i].evaluate(facts(&row));
        const auto declared = plan_.catalog.fields.lead.find(names[i].first.name);
        const bool fitting = declared == plan_.catalog.fields.lead.end() || fits(declared->second, outcome.value);
        if (outcome.kind == Outcome::Kind::value && !outcome.duration && fitting) {
            fields.push_back({names[i].first.name, outcome.value});
            continue;
        }
        const std::string cause =
            !fitting ? "the field " + names[i].first.name + " holds no such value as " + to_json(outcome.value)
            : outcome.kind == Outcome::Kind::absent ? "a value is absent"
            : outcome.duration                      ? "a duration is no value of a field"
                                                    : outcome.error;
        journal(JournalKind::error, &row, {{"where", compiled.conditions[i].text()}, {"cause", cause}});
    }
    go(row, compiled.next);
    change_fields(row, std::move(fields));
}

void Turn::tag(EnrollmentRow& row) {
    const auto& node = std::get<TagNode>(definition_of(row).what);
    const Value* held = state_.lead.fields.find("tags");
    Value::List tags = held != nullptr && held->as_list() != nullptr ? *held->as_list() : Value::List{};
    for (const std::string& text : node.tags) {
        const auto at = std::find(tags.begin(), tags.end(), Value(text));
        if (node.remove && at != tags.end()) {
            tags.erase(at);
        } else if (!node.remove && at == tags.end()) {
            tags.emplace_back(text);
        }
    }
    Value value = tags.empty() ? Value() : Value(std::move(tags));
    go(row, node_of(row).next);
    change_fields(row, {{"tags", std::move(value)}});
}

void Turn::add_note(EnrollmentRow& row) {
    const CompiledNode& compiled = node_of(row);
    const LeadFacts scope = facts(&row);
    const Result<std::string> text = compiled.text.render(scope, render_context(plan_, scope, Escaping::none));
    if (text) {
        JournalLine& line = journal(JournalKind::note, &row, {{"text", *text}});
        const std::string key = change_key(row, line.seq, "note");
        decision_.changes.push_back({.key = key, .lead = state_.lead.id, .what = AddNote{*text}});
    } else {
        journal(JournalKind::error, &row, {{"where", "note"}, {"cause", text.error().message}});
    }
    go(row, compiled.next);
}

void Turn::exit(EnrollmentRow& row) {
    const auto& node = std::get<ExitNode>(definition_of(row).what);
    if (node.to.empty()) {
        leave(row.number, EnrollmentState::exited, node.reason);
        return;
    }
    if (runs_away(row.number)) {
        return;
    }
    const std::string from = row.workflow.str();
    leave(row.number, EnrollmentState::exited, node.reason.empty() ? node.to.str() : node.reason);
    if (enroll(*plan_.find(node.to), nullptr, from, false, false)) {
        look(nullptr);
    }
}

bool Turn::runs_away(std::uint64_t number) {
    if (!has_run_away()) {
        ++follow_ups_;
        return false;
    }
    leave(number, EnrollmentState::failed, "runaway");
    return true;
}

bool Turn::has_run_away() const noexcept {
    return follow_ups_ >= follow_ups_at_most;
}

void Turn::take_timer() {
    if (fire_date()) {
        return;
    }
    for (const std::uint64_t number : in_order()) {
        EnrollmentRow& row = *state_.enrollment(number);
        if (row.expires_at <= now_) {
            leave(number, EnrollmentState::expired, "");
            return;
        }
        if (leave_or_go_on_by_time(number)) {
            return;
        }
        if (row.due <= now_) {
            const bool delay = row.standing == Standing::delayed;
            journal(JournalKind::resumed, &row, {{"by", delay ? "time" : "timeout"}});
            go(row, delay ? node_of(row).next : node_of(row).otherwise);
            return;
        }
        for (MessageRow& message : state_.messages) {
            const bool again = message.state == MessageState::deferred || message.state == MessageState::held;
            if (message.enrollment == number && again && message.next_attempt <= now_) {
                if (message.state == MessageState::deferred) {
                    message.queued_at = now_;
                    message.put_off_by = PutOffBy::failure;
                }
                message.state = MessageState::queued;
                message.next_attempt = end_of_time;
                changed(message);
                return;
            }
        }
    }
    for (const MessageRow& message : state_.messages) {
        if (message.state == MessageState::handing_over && in_doubt_at(message) <= now_) {
            take_doubt(message.message.key, true);
            return;
        }
    }
}

} // namespace nurture::inline v0
