// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/why.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <utility>
#include <variant>

#include <nurture/insight/enrollments.hpp>
#include <nurture/insight/story.hpp>

namespace nurture::inline v0 {

namespace {

using Lines = std::vector<JournalLine>;

/// What the reasons of the journal mean, where the word alone may not tell.
std::string meaning(std::string_view reason) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 21> meanings{{
        {"too_late", "the event came too late"},
        {"workflow_paused", "the workflow takes nobody at the moment"},
        {"no_key", "its `key` has no value"},
        {"not_eligible", "its `when` does not hold"},
        {"goal_already_met", "a goal of it is met already"},
        {"exit_holds", "an exit of it holds already"},
        {"already_enrolled", "the lead was in it already"},
        {"reenroll", "its `reenroll` does not let the lead in again"},
        {"enrollments", "the lead was in as many workflows as `limits.enrollments` allows"},
        {"no_address", "the lead has no address on this channel"},
        {"suppressed", "the address bounced or complained"},
        {"unsubscribed", "the lead does not get this category"},
        {"expired", "the content's `expires_at` has passed"},
        {"already_sent", "the content is sent once, and was sent"},
        {"missing_value", "it could not be rendered"},
        {"duplicate", "the same words went to the lead a short time before"},
        {"stale", "it was overdue for too long"},
        {"quiet_hours", "it found quiet hours"},
        {"cap", "the lead had as many messages as a cap allows"},
        {"rejected", "the channel refused it for good"},
        {"gave_up", "the channel deferred it for too long"},
    }};
    const auto at =
        std::find_if(meanings.begin(), meanings.end(), [&](const auto& each) { return each.first == reason; });
    return std::string(reason) + (at == meanings.end() ? "" : ", " + std::string(at->second));
}

/// ": what decided", or nothing where the line does not tell.
std::string with_reasons(const JournalLine& line) {
    const Value* const because = line.because.find("because");
    return because == nullptr ? std::string() : ": " + reasons(*because);
}

const JournalLine* latest(const Lines& lines, JournalKind kind, const WorkflowId& workflow) {
    const auto found = std::find_if(lines.rbegin(), lines.rend(), [&](const JournalLine& line) {
        return line.kind == kind && line.workflow == workflow;
    });
    return found == lines.rend() ? nullptr : &*found;
}

/// The latest enrollment in this workflow that has not left.
const EnrollmentAccount* active_in(const std::vector<EnrollmentAccount>& enrollments, const WorkflowId& workflow) {
    const auto found = std::find_if(enrollments.rbegin(), enrollments.rend(), [&](const EnrollmentAccount& each) {
        return each.workflow == workflow && each.left_at == end_of_time;
    });
    return found == enrollments.rend() ? nullptr : &*found;
}

const JournalLine* line_of(const Lines& lines, const EnrollmentAccount& enrollment, JournalKind kind) {
    const auto found = std::find_if(lines.rbegin(), lines.rend(), [&](const JournalLine& line) {
        return line.enrollment == enrollment.number && line.kind == kind;
    });
    return found == lines.rend() ? nullptr : &*found;
}

std::string where_it_is(const Lines& lines, const LeadId& lead, const EnrollmentAccount& enrollment) {
    std::string text =
        lead.str() + " is in " + enrollment.workflow.str() + " since " + for_people(enrollment.enrolled_at);
    if (!enrollment.step.empty()) {
        text += " and stands at " + enrollment.step.str();
    }
    const auto last = std::find_if(lines.rbegin(), lines.rend(),
                                   [&](const JournalLine& line) { return line.enrollment == enrollment.number; });
    if (last != lines.rend() && last->kind == JournalKind::waiting) {
        const std::string said = sentence(*last);
        text += "; it " + said.substr(said.find(": ") + 2);
    }
    return text + '.';
}

std::string how_it_left(const JournalLine& left) {
    const std::string reason = because_text(left, "reason");
    return "left at " + for_people(left.at) + " as " + because_text(left, "state") +
           (reason.empty() ? "" : ", reason " + reason);
}

std::string why_refused(const Lines& lines, const LeadId& lead, const JournalLine& refused) {
    const std::string reason = because_text(refused, "reason");
    const std::string by = because_text(refused, "by");
    std::string text = "At " + for_people(refused.at) + " " + (by.empty() ? "a trigger" : by) + " did not enroll " +
                       lead.str() + " in " + refused.workflow.str() + ": " + meaning(reason) + with_reasons(refused) +
                       '.';
    const Lines before(lines.begin(), std::find_if(lines.begin(), lines.end(),
                                                   [&](const JournalLine& line) { return line.seq >= refused.seq; }));
    if (const JournalLine* const left = latest(before, JournalKind::left, refused.workflow);
        left != nullptr && reason == "reenroll") {
        text += " It " + how_it_left(*left) + '.';
    }
    return text;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
    std::string all;
    for (const std::string& text : texts) {
        all += (all.empty() ? "" : std::string(between)) + text;
    }
    return all;
}

std::string trigger_text(const TriggerOnEvent& trigger) {
    std::string text = joined(trigger.match.types, " or ");
    if (trigger.count > 1) {
        text += " happening " + std::to_string(trigger.count) + " times in " +
                to_string(CalendarDuration{.exact = trigger.within});
    }
    return text + (trigger.match.where.empty() ? "" : " where " + trigger.match.where.text);
}

std::string trigger_text(const TriggerOnBecoming& trigger) {
    return "this becoming true: " + trigger.condition.text;
}

std::string trigger_text(const TriggerOnDate& trigger) {
    const std::string offset = to_string(trigger.moment.offset);
    return "the date in " + to_string(trigger.field) +
           (trigger.moment.offset == DateOffset{} ? "" : ", " + offset + " from it") +
           (trigger.moment.at ? ", at " + to_string(*trigger.moment.at) : "");
}

std::string trigger_text(const TriggerOnSchedule& trigger) {
    return "the schedule " + trigger.schedule.rule() + " at " + to_string(trigger.schedule.at());
}

/// "page_visited happened 2 times, the latest at … (path: /)", or nothing if it never did.
std::string happened(const Lines& lines, const std::string& type) {
    std::size_t times = 0;
    const JournalLine* last = nullptr;
    for (const JournalLine& line : lines) {
        if (line.kind == JournalKind::event && because_text(line, "type") == type) {
            ++times;
            last = &line;
        }
    }
    if (last == nullptr) {
        return {};
    }
    const std::string said = sentence(*last);
    const std::size_t details = said.find(" (");
    return type + " happened " + (times == 1 ? "once, at " : std::to_string(times) + " times, the latest at ") +
           for_people(last->at) + (details == std::string::npos ? "" : said.substr(details));
}

std::string why_never(const Lines& lines, const LeadId& lead, const WorkflowId& workflow, const Workflow* definition) {
    std::string text = "No trigger of " + workflow.str() + " has fired for " + lead.str() + '.';
    if (definition == nullptr) {
        return text;
    }
    std::vector<std::string> triggers;
    std::vector<std::string> events;
    bool has_schedule = false;
    bool has_date = false;
    for (const Node& node : definition->nodes) {
        const auto* const trigger = std::get_if<TriggerNode>(&node.what);
        if (trigger == nullptr) {
            continue;
        }
        triggers.push_back(std::visit([](const auto& on) { return trigger_text(on); }, trigger->on));
        has_schedule = has_schedule || std::holds_alternative<TriggerOnSchedule>(trigger->on);
        has_date = has_date || std::holds_alternative<TriggerOnDate>(trigger->on);
        const auto* const on_event = std::get_if<TriggerOnEvent>(&trigger->on);
        if (on_event == nullptr) {
            continue;
        }
        for (const std::string& type : on_event->match.types) {
            const std::string what = happened(lines, type);
            if (!what.empty() && std::find(events.begin(), events.end(), what) == events.end()) {
                events.push_back(what);
            }
        }
    }
    text += " It enrolls on " + joined(triggers, ", or on ") + '.';
    if (!events.empty()) {
        return text + " " + joined(events, "; ") + ", and that was not it.";
    }
    if (has_schedule) {
        return text + " A schedule enrolls only those for whom `when` holds at its moment" +
               (definition->when.empty() ? "." : ": " + definition->when.text + ".");
    }
    return text + (has_date ? " The moment is yet to come, had passed when the value became known, or there is no date."
                            : " Nothing of the kind has happened.");
}

// Messages.

/// How near a line is to the end of a message: sent and skipped are final.
bool is_end(const JournalLine& line) {
    return line.kind == JournalKind::sent ||
           (line.kind == JournalKind::skipped && line.because.find("content") != nullptr);
}

const JournalLine* line_of_message(const Lines& lines, std::string_view message) {
    const auto find = [&](auto&& matches) -> const JournalLine* {
        const auto found = std::find_if(lines.rbegin(), lines.rend(), matches);
        return found == lines.rend() ? nullptr : &*found;
    };
    const auto by_key = [&](const JournalLine& line) { return is_end(line) && because_text(line, "key") == message; };
    const auto by_name = [&](const JournalLine& line) {
        return (is_end(line) || line.kind == JournalKind::delayed) &&
               (line.step.str() == message || because_text(line, "content") == message);
    };
    const JournalLine* const keyed = find(by_key);
    return keyed != nullptr ? keyed : find(by_name);
}

bool is_event(const JournalLine& line, std::initializer_list<std::string_view> types) {
    const std::string type = line.kind == JournalKind::event ? because_text(line, "type") : std::string();
    return std::find(types.begin(), types.end(), type) != types.end() && !type.empty();
}

bool is_consent(const JournalLine& line) {
    return line.kind == JournalKind::changed &&
           std::any_of(line.because.begin(), line.because.end(),
                       [](const Field& field) { return field.name.substr(0, 11) == "subscribed."; });
}

/// Whether a line tells why this message was skipped.
bool stands_in_the_way(const JournalLine& line, const JournalLine& skipped) {
    const std::string reason = because_text(skipped, "reason");
    if (reason == "unsubscribed") {
        return is_event(line, {"message_unsubscribed"}) || is_consent(line);
    }
    if (reason == "suppressed") {
        return is_event(line, {"message_bounced", "message_complained"});
    }
    return (reason == "already_sent" || reason == "duplicate") && line.kind == JournalKind::sent &&
           because_text(line, "content") == because_text(skipped, "content");
}

/// The event that enrolled: right before, at the same instant.
const JournalLine* trigger_of(const Lines& lines, const JournalLine& enrolled) {
    const std::string by = because_text(enrolled, "by");
    const JournalLine* trigger = nullptr;
    for (const JournalLine& line : lines) {
        if (line.seq < enrolled.seq && line.at == enrolled.at &&
            (is_event(line, {by}) || (by == "lead_changed" && line.kind == JournalKind::changed))) {
            trigger = &line;
        }
    }
    return trigger;
}

Lines way_to(const Lines& lines, const JournalLine& end) {
    std::vector<std::uint64_t> wanted;
    const JournalLine* obstacle = nullptr;
    for (const JournalLine& line : lines) {
        if (line.seq >= end.seq) {
            break;
        }
        if (line.enrollment == end.enrollment && end.enrollment != 0) {
            wanted.push_back(line.seq);
            const JournalLine* const trigger = line.kind == JournalKind::enrolled ? trigger_of(lines, line) : nullptr;
            if (trigger != nullptr) {
                wanted.push_back(trigger->seq);
            }
        }
        if (end.kind == JournalKind::skipped && stands_in_the_way(line, end)) {
            obstacle = &line;
        }
    }
    if (obstacle != nullptr) {
        wanted.push_back(obstacle->seq);
    }
    Lines way;
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(way), [&](const JournalLine& line) {
        return std::find(wanted.begin(), wanted.end(), line.seq) != wanted.end();
    });
    return way;
}

std::string what_became(const JournalLine& line) {
    const std::string passage = line.workflow.str() + " #" + std::to_string(line.enrollment);
    const std::string content = because_text(line, "content");
    const std::string what = content.empty() ? "The message of " + line.step.str() : '"' + content + '"';
    const std::string at = for_people(line.at);
    const std::string came = passage + " had come to " + line.step.str() + '.';
    switch (line.kind) {
    case JournalKind::sent:
        return what + " went to " + because_text(line, "to") + " by " + because_text(line, "channel") + " at " + at +
               ": " + came;
    case JournalKind::skipped:
        return what + " was not sent at " + at + ": " +
               (because_text(line, "reason") == "not_eligible" ? "not_eligible, the content's `when` does not hold"
                                                               : meaning(because_text(line, "reason"))) +
               with_reasons(line) + ". " + came;
    default:
        return what + " goes later, at " + because_text(line, "until") + ": " + because_text(line, "reason") + ". " +
               came;
    }
}

} // namespace

std::string_view name(WhyNot::Answer answer) noexcept {
    switch (answer) {
    case WhyNot::Answer::is_in: return "is_in";
    case WhyNot::Answer::was_in: return "was_in";
    case WhyNot::Answer::refused: return "refused";
    case WhyNot::Answer::never: return "never";
    }
    return {};
}

WhyNot why_not(const Lines& lines, const LeadId& lead, const WorkflowId& workflow, const Workflow* definition) {
    using Answer = WhyNot::Answer;
    Enrollments enrollments;
    for (const JournalLine& line : lines) {
        enrollments.take(line);
    }
    if (const EnrollmentAccount* const active = active_in(enrollments.all(), workflow)) {
        const JournalLine* const enrolled = line_of(lines, *active, JournalKind::enrolled);
        return {Answer::is_in, *enrolled, where_it_is(lines, lead, *active)};
    }
    const JournalLine* const left = latest(lines, JournalKind::left, workflow);
    const JournalLine* const refused = latest(lines, JournalKind::refused, workflow);
    if (refused != nullptr && (left == nullptr || left->seq < refused->seq)) {
        return {Answer::refused, *refused, why_refused(lines, lead, *refused)};
    }
    if (left != nullptr) {
        return {Answer::was_in, *left,
                lead.str() + " was in " + workflow.str() + " and " + how_it_left(*left) +
                    "; no trigger of it has fired since."};
    }
    return {Answer::never, std::nullopt, why_never(lines, lead, workflow, definition)};
}

std::optional<WhyMessage> why_message(const Lines& lines, std::string_view message) {
    const JournalLine* const line = line_of_message(lines, message);
    if (line == nullptr) {
        return std::nullopt;
    }
    return WhyMessage{*line, way_to(lines, *line), what_became(*line)};
}

} // namespace nurture::inline v0
