// SPDX-License-Identifier: BSL-1.0
#include "simulation/walk.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

namespace nurture::simulation {

namespace {

using namespace std::chrono_literals;

/// A lead's zone may change, and with it what a calendar day is.
constexpr Milliseconds zones_apart = 27h;

/// How long a duration lasts at least, wherever the lead goes.
Milliseconds at_least(const CalendarDuration& length) {
    const Milliseconds days =
        24h * (length.days + length.business_days) + 24h * 28 * length.months + 1h * length.business_hours;
    const Milliseconds calendar = length.has_calendar_part() ? std::max(days - zones_apart, Milliseconds(0)) : 0ms;
    return calendar + length.exact;
}

std::string text_of(const Fields& fields, const char* name) {
    const Value* value = fields.find(name);
    return value != nullptr ? to_text(*value) : "";
}

/// One enrollment on its way.
struct Traveler {
    const Workflow* workflow = nullptr;
    std::optional<NodeIndex> node{};     ///< Where it stands; none: at the start.
    std::optional<Edge::Kind> way_out{}; ///< By which it may go on; none: not yet.
    std::size_t arm = 0;
    Instant waits_since{};
    bool has_left = false;
    bool must_leave = false;                 ///< Its exit or goal has happened.
    bool may_exit = false;                   ///< It is at a step that leaves, or one whose message was refused.
    std::optional<Instant> latest_message{}; ///< When the latest one was handed over …
    Milliseconds delays{0};                  ///< … and how long the delays behind it were at least.
};

class Walk {
public:
    Walk(const Catalog& catalog, const Promises& promises, Findings& findings)
        : catalog_(catalog), promises_(promises), findings_(findings) {}

    void follow(const JournalLine& line) {
        line_ = &line;
        if (line.seq != seq_ + 1) {
            wrong("is out of the numbering: behind line " + std::to_string(seq_));
        }
        seq_ = line.seq;
        if (line.at < at_) {
            wrong("goes back in time, from " + to_string(at_));
        }
        if (line.at > at_) {
            set_in_motion_ = 0;
        }
        at_ = std::max(at_, line.at);
        if (line.kind == JournalKind::changed || line.kind == JournalKind::enrolled ||
            (line.kind == JournalKind::scored && line.enrollment != 0)) {
            ++set_in_motion_;
        }
        if (line.kind == JournalKind::event) {
            expect_all_triggered();
            happen();
        } else if (line.kind == JournalKind::enrolled || line.kind == JournalKind::refused) {
            expected_.erase(line.workflow);
        }
        if (line.enrollment != 0) {
            travel();
        }
    }

    void end() {
        expect_all_triggered();
        for (const auto& [number, traveler] : travelers_) {
            if (traveler.must_leave && !traveler.has_left) {
                wrong("is the last one, and enrollment " + std::to_string(number) + " has not left by its exit");
            }
        }
    }

private:
    void wrong(const std::string& what) {
        findings_.add("journal of " + line_->lead.str() + ": " + to_json(*line_).substr(0, 400) + ' ' + what);
    }

    /// An event without a condition is known to enroll, or to be refused, and to end enrollments.
    void happen() {
        const std::string type = text_of(line_->because, "type");
        const Value* time = line_->because.find("time");
        const Instant occurred = time != nullptr && time->as_instant() != nullptr ? *time->as_instant() : line_->at;
        const bool late = line_->at - occurred > catalog_.settings.delivery.late_events;
        for (const auto& [id, workflow] : catalog_.workflows) {
            for (const Node& node : workflow.nodes) {
                const auto* trigger = std::get_if<TriggerNode>(&node.what);
                const auto* on = trigger != nullptr ? std::get_if<TriggerOnEvent>(&trigger->on) : nullptr;
                if (on != nullptr && on->within.count() == 0 && on->match.where.empty() && has(on->match, type)) {
                    expected_.insert(id);
                }
            }
        }
        for (auto& [number, traveler] : travelers_) {
            if (traveler.workflow == nullptr) {
                continue;
            }
            for (const auto* rules : {&traveler.workflow->exits, &traveler.workflow->goals}) {
                for (const LeaveRule& rule : *rules) {
                    traveler.must_leave |= !late && rule.match.where.empty() && has(rule.match, type);
                }
            }
            traveler.must_leave |= type == "lead_deleted" || type == "lead_forgotten";
        }
    }

    static bool has(const EventMatch& match, const std::string& type) {
        return std::find(match.types.begin(), match.types.end(), type) != match.types.end();
    }

    void expect_all_triggered() {
        for (const WorkflowId& workflow : expected_) {
            wrong("comes, and the event before has neither enrolled in " + workflow.str() + " nor been refused");
        }
        expected_.clear();
    }

    void travel() {
        Traveler& traveler = travelers_[line_->enrollment];
        if (line_->kind == JournalKind::enrolled) {
            const auto workflow = catalog_.workflows.find(line_->workflow);
            if (traveler.workflow != nullptr || workflow == catalog_.workflows.end()) {
                wrong("begins an enrollment that there is, or in no workflow");
            } else {
                traveler.workflow = &workflow->second;
            }
            return;
        }
        if (traveler.workflow == nullptr) {
            wrong("is of an enrollment that has not begun");
            return;
        }
        const bool of_message = line_->kind == JournalKind::sent || line_->kind == JournalKind::skipped;
        if (traveler.has_left) {
            if (!of_message) { // A message may have been on its way.
                wrong("comes behind its enrollment's end");
            }
            return;
        }
        if (traveler.must_leave && line_->kind != JournalKind::left) {
            wrong("comes, and its exit has happened before");
        }
        step(traveler);
    }

    void step(Traveler& traveler) {
        switch (line_->kind) {
        case JournalKind::entered: arrive(traveler); break;
        case JournalKind::skipped:
            if (text_of(line_->because, "reason") == "if") {
                arrive(traveler);
                traveler.way_out = Edge::Kind::skipped;
            } else if (is_here(traveler)) {
                pass_refused(traveler);
            }
            break;
        case JournalKind::sent:
            if (is_here(traveler)) {
                pass_sent(traveler);
            }
            break;
        case JournalKind::waiting: wait(traveler); break;
        case JournalKind::resumed: resume(traveler); break;
        case JournalKind::branched: branch(traveler); break;
        case JournalKind::split: split(traveler); break;
        case JournalKind::left: leave(traveler); break;
        default: break;
        }
    }

    [[nodiscard]] const Node& node(const Traveler& traveler) const { return traveler.workflow->nodes[*traveler.node]; }

    bool is_here(const Traveler& traveler) {
        if (!traveler.node || node(traveler).id != line_->step) {
            wrong("is of a step at which its enrollment does not stand");
            return false;
        }
        return true;
    }

    [[nodiscard]] static std::optional<NodeIndex> behind(const Traveler& traveler) {
        if (!traveler.node) {
            return traveler.workflow->first;
        }
        for (const Edge& edge : traveler.workflow->edges) {
            if (edge.from == *traveler.node && edge.kind == traveler.way_out &&
                (edge.kind != Edge::Kind::arm || edge.arm == traveler.arm)) {
                return edge.to;
            }
        }
        return {};
    }

    void arrive(Traveler& traveler) {
        if (traveler.node && !traveler.way_out) {
            wrong("comes, and its enrollment was not done with step " + node(traveler).id.str());
        }
        const std::optional<NodeIndex> next = behind(traveler);
        const auto& nodes = traveler.workflow->nodes;
        if (!next || nodes[*next].id != line_->step) {
            wrong("is no successor of " + (traveler.node ? "step " + node(traveler).id.str() : "the trigger"));
        }
        const auto here = std::find_if(nodes.begin(), nodes.end(), [&](const Node& one) {
            return one.id == line_->step && !std::holds_alternative<TriggerNode>(one.what);
        });
        if (here == nodes.end()) {
            return;
        }
        traveler.node = static_cast<NodeIndex>(here - nodes.begin());
        traveler.may_exit = std::holds_alternative<ExitNode>(here->what);
        const bool stops =
            std::holds_alternative<SendNode>(here->what) || traveler.may_exit ||
            std::holds_alternative<DelayNode>(here->what) || std::holds_alternative<WaitNode>(here->what) ||
            std::holds_alternative<BranchNode>(here->what) || std::holds_alternative<SplitNode>(here->what);
        if (std::holds_alternative<UnenrollNode>(here->what)) { // It counts, whether somebody is there or not.
            ++set_in_motion_;
        }
        traveler.way_out = stops ? std::nullopt : std::optional(Edge::Kind::next);
    }

    void pass_refused(Traveler& traveler) {
        const auto* send = std::get_if<SendNode>(&node(traveler).what);
        const std::string reason = text_of(line_->because, "reason");
        const bool refused = reason == "rejected" || reason == "gave_up";
        traveler.way_out = Edge::Kind::next;
        if (send != nullptr && refused && send->on_failure == SendNode::OnFailure::exit) {
            traveler.way_out.reset();
            traveler.may_exit = true;
        } else if (send != nullptr && refused && send->on_failure == SendNode::OnFailure::step) {
            traveler.way_out = Edge::Kind::failed;
        }
    }

    void pass_sent(Traveler& traveler) {
        traveler.way_out = Edge::Kind::next;
        const auto message = promises_.messages().find(text_of(line_->because, "key"));
        if (message == promises_.messages().end() || message->second.attempts.empty()) {
            wrong("says that a message was sent which nobody has dispatched");
            return;
        }
        const Instant handed_over = message->second.attempts.back().at;
        if (traveler.latest_message && handed_over < *traveler.latest_message + traveler.delays) {
            wrong("was handed over at " + to_string(handed_over) + ", sooner behind the message before, at " +
                  to_string(*traveler.latest_message) + ", than the delays between them last");
        }
        traveler.latest_message = handed_over;
        traveler.delays = 0ms;
    }

    void wait(Traveler& traveler) {
        const std::string reason = text_of(line_->because, "reason");
        if (!is_here(traveler) || reason == "moved") {
            return;
        }
        traveler.waits_since = line_->at;
        if (reason == "past" || reason == "absent") { // Behind a moment that has passed it goes on at once.
            traveler.way_out = Edge::Kind::next;
        }
    }

    void resume(Traveler& traveler) {
        if (!is_here(traveler)) {
            return;
        }
        const std::string by = text_of(line_->because, "by");
        const Node& here = node(traveler);
        if (by == "time") {
            const auto* delay = std::get_if<DelayNode>(&here.what);
            if (delay == nullptr) {
                wrong("ends a delay where there is none");
                return;
            }
            end_delay(traveler, *delay);
            return;
        }
        const auto* waits = std::get_if<WaitNode>(&here.what);
        if (waits == nullptr) {
            wrong("ends a wait where there is none");
            return;
        }
        const bool timed_out = by == "timeout";
        traveler.way_out = timed_out ? Edge::Kind::timed_out : Edge::Kind::met;
        if (timed_out && (!waits->timeout || line_->at - traveler.waits_since < at_least(*waits->timeout))) {
            wrong("ends a wait before its timeout is over");
        }
    }

    void end_delay(Traveler& traveler, const DelayNode& delay) {
        traveler.way_out = Edge::Kind::next;
        const Milliseconds lasted = line_->at - traveler.waits_since;
        if (const auto* length = std::get_if<DelayFor>(&delay.end); length != nullptr) {
            const bool exact = !length->length.has_calendar_part() && length->day == DayTime{} && !length->cadence;
            const Milliseconds least = length->cadence ? 0ms : at_least(length->length);
            if (lasted < least || (exact && lasted != least)) {
                wrong("ends a delay of " + to_string(length->length) + " after " + std::to_string(lasted.count()) +
                      " ms");
            }
            traveler.delays += least;
        } else if (std::holds_alternative<DelayUntilTime>(delay.end) && lasted <= 0ms) {
            wrong("ends a delay until a later time of day at once");
        }
    }

    void branch(Traveler& traveler) {
        const auto* branch = is_here(traveler) ? std::get_if<BranchNode>(&node(traveler).what) : nullptr;
        if (branch == nullptr) {
            return;
        }
        const Value* arm = line_->because.find("arm");
        traveler.way_out = Edge::Kind::arm;
        if (arm != nullptr && arm->as_int() != nullptr) {
            traveler.arm = static_cast<std::size_t>(*arm->as_int());
            return;
        }
        const std::string word = arm != nullptr ? to_text(*arm) : "";
        const auto named = std::find_if(branch->arms.begin(), branch->arms.end(),
                                        [&](const SourceString& one) { return one.text == word; });
        if (branch->subject.empty() || named == branch->arms.end()) {
            traveler.way_out = Edge::Kind::otherwise;
        }
        traveler.arm = static_cast<std::size_t>(named - branch->arms.begin());
    }

    void split(Traveler& traveler) {
        const auto* split = is_here(traveler) ? std::get_if<SplitNode>(&node(traveler).what) : nullptr;
        if (split == nullptr) {
            return;
        }
        const std::string name = text_of(line_->because, "arm");
        const auto named = std::find_if(split->arms.begin(), split->arms.end(),
                                        [&](const SplitNode::Arm& one) { return one.name == name; });
        const auto [before, is_new] = arms_.try_emplace(split->experiment, name);
        if (named == split->arms.end() || before->second != name) {
            wrong("takes another arm of the experiment than before, or none that it has");
        }
        traveler.way_out = Edge::Kind::arm;
        traveler.arm = static_cast<std::size_t>(named - split->arms.begin());
    }

    void leave(Traveler& traveler) {
        const std::string state = text_of(line_->because, "state");
        if (state == "completed" && ((traveler.node && !traveler.way_out) || behind(traveler))) {
            wrong("completes an enrollment that has steps left");
        }
        const bool has_run_away = text_of(line_->because, "reason") == "runaway" && set_in_motion_ >= 1'000;
        if (state == "failed" && !traveler.may_exit && !has_run_away) {
            wrong("fails for no reason");
        }
        traveler.has_left = true;
    }

    const Catalog& catalog_;
    const Promises& promises_;
    Findings& findings_;
    const JournalLine* line_ = nullptr;
    std::uint64_t seq_ = 0;
    Instant at_ = Instant::min();
    std::size_t set_in_motion_ = 0; ///< Changes and enrollments at that instant.
    std::map<std::uint64_t, Traveler> travelers_;
    std::map<std::string, std::string> arms_; ///< Of each experiment the one that the lead has.
    std::set<WorkflowId> expected_;           ///< Workflows that the latest event must enroll in, or be refused by.
};

} // namespace

void walk(const Catalog& catalog, const std::vector<JournalLine>& lines, const Promises& promises, Findings& findings) {
    if (lines.empty()) {
        return;
    }
    Walk walk(catalog, promises, findings);
    for (const JournalLine& line : lines) {
        walk.follow(line);
    }
    walk.end();
}

} // namespace nurture::simulation
