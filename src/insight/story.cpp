// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/story.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include <nurture/insight/enrollments.hpp>

namespace nurture::inline v0 {

std::string for_people(Instant at) {
    std::string text = to_string(at);
    if (text.size() < 24) {
        return text;
    }
    text[10] = ' ';
    text.pop_back();
    if (text.compare(text.size() - 4, 4, ".000") == 0) {
        text.resize(text.size() - 4);
    }
    return text;
}

namespace {

/// One comparison and how it came out: `{"lead.score (62) >= 50": true}`.
std::string leaf_text(const Field& leaf) {
    if (const bool* const holds = leaf.value.as_bool()) {
        return leaf.name + (*holds ? "" : " does not hold");
    }
    const std::string text = to_text(leaf.value);
    return leaf.name + (text == "absent" ? " has no value" : " fails: " + text);
}

/// What every leaf says is what holds: so they read the same under `&&`, `||` and `!`.
void collect_leaves(const Value& because, std::vector<std::string>& leaves) {
    if (const Value::Map* const map = because.as_map()) {
        for (const Field& field : *map) {
            if (field.value.as_list() != nullptr || field.value.as_map() != nullptr) {
                collect_leaves(field.value, leaves);
            } else {
                leaves.push_back(leaf_text(field));
            }
        }
    } else if (const Value::List* const list = because.as_list()) {
        for (const Value& part : *list) {
            collect_leaves(part, leaves);
        }
    } else if (!because.is_absent()) {
        leaves.push_back(to_text(because));
    }
}

} // namespace

std::string reasons(const Value& because) {
    std::vector<std::string> leaves;
    collect_leaves(because, leaves);
    std::string text;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        text += i == 0 ? "" : i + 1 == leaves.size() ? ", and " : ", ";
        text += leaves[i];
    }
    return text;
}

namespace {

std::string value_text(const Value& value) {
    if (const Instant* const at = value.as_instant()) {
        return for_people(*at);
    }
    return value.as_string() != nullptr ? *value.as_string() : to_json(value);
}

std::string because(const JournalLine& line, std::string_view name) {
    const Value* const value = line.because.find(name);
    return value == nullptr ? std::string() : value_text(*value);
}

/// "name: value, name: value" of everything but `without`.
std::string listed(const Fields& fields, std::initializer_list<std::string_view> without = {}) {
    std::string text;
    for (const Field& field : fields) {
        if (std::find(without.begin(), without.end(), field.name) != without.end()) {
            continue;
        }
        text += (text.empty() ? "" : ", ") + field.name + ": " + value_text(field.value);
    }
    return text;
}

/// What decided, if the line tells.
std::string decided(const JournalLine& line) {
    const Value* const value = line.because.find("because");
    return value == nullptr ? std::string() : reasons(*value);
}

/// " (inside)", or nothing for nothing.
std::string in_brackets(const std::string& inside) {
    return inside.empty() ? std::string() : " (" + inside + ')';
}

/// Of an experiment: which arm, and how many leads take it.
std::string split(const JournalLine& line) {
    const bool holdout = line.because.find("holdout") != nullptr;
    const std::string percent = because(line, "weight");
    return std::string(holdout ? "takes the control arm \"" : "takes arm \"") + because(line, "arm") +
           "\" of experiment \"" + because(line, "experiment") + '"' +
           in_brackets(percent.empty() ? percent : percent + "% of the leads, by a hash of the id");
}

std::string branched(const JournalLine& line) {
    const std::string arm = because(line, "arm");
    const std::string taken = line.because.find("arm") != nullptr && line.because.find("arm")->as_int() != nullptr
                                  ? "takes arm " + std::to_string(*line.because.find("arm")->as_int() + 1)
                                  : "takes \"" + arm + '"';
    return taken + in_brackets(decided(line));
}

std::string waiting(const JournalLine& line) {
    const std::string until = because(line, "until");
    const std::string reason = because(line, "reason");
    if (reason == "past" || reason == "absent") {
        return "does not wait, its moment " + std::string(reason == "past" ? "has passed" : "has no date") +
               in_brackets(because(line, "date"));
    }
    return (until.empty() ? "waits" : (reason == "moved" ? "now waits until " : "waits until ") + until) +
           in_brackets(because(line, because(line, "for").empty() ? "date" : "for"));
}

std::string resumed(const JournalLine& line) {
    const std::string by = because(line, "by");
    if (by == "time") {
        return "goes on, the delay is over";
    }
    if (by == "timeout") {
        return "goes on, the time to wait is over";
    }
    const std::string event = because(line, "event");
    return "goes on by " + by + in_brackets(event);
}

std::string sent(const JournalLine& line) {
    const std::string subject = because(line, "subject");
    const std::string what = subject.empty() ? '"' + because(line, "content") + '"'
                                             : '"' + subject + "\" (" + because(line, "content") + ')';
    const bool assumed = line.because.find("assumed") != nullptr;
    return (assumed ? "sent (assumed, the channel never answered) " : "sent ") + what + " by " +
           because(line, "channel") + " to " + because(line, "to");
}

std::string skipped(const JournalLine& line) {
    const std::string content = because(line, "content");
    return (content.empty() ? "passes over the step" : "does not send \"" + content + '"') + ": " +
           because(line, "reason") + in_brackets(decided(line)) +
           in_brackets(listed(line.because, {"reason", "content", "because"}));
}

std::string refused(const JournalLine& line) {
    const std::string by = because(line, "by");
    return "not enrolled" + (by.empty() ? "" : " by " + by) + ": " + because(line, "reason") +
           in_brackets(decided(line)) + in_brackets(listed(line.because, {"reason", "by", "because"}));
}

std::string left(const JournalLine& line) {
    const std::string reason = because(line, "reason");
    return "left as " + because(line, "state") + (reason.empty() ? "" : ", reason " + reason);
}

std::string event(const JournalLine& line) {
    const Value* const properties = line.because.find("properties");
    std::string details =
        properties != nullptr && properties->as_map() != nullptr ? listed(*properties->as_map()) : std::string();
    const std::string others = listed(line.because, {"type", "properties"});
    details += (details.empty() || others.empty() ? "" : ", ") + others;
    return "happened: " + because(line, "type") + in_brackets(details);
}

/// Points to two decimals: the journal has them as exact as they count.
std::string points_text(const JournalLine& line, std::string_view name) {
    const Value* const value = line.because.find(name);
    const double* const real = value != nullptr ? value->as_double() : nullptr;
    if (real == nullptr) {
        return because(line, name);
    }
    const double rounded = std::round(*real * 100) / 100;
    const bool is_whole = std::floor(rounded) == rounded && std::fabs(rounded) < 1e15;
    return is_whole ? to_text(Value(static_cast<std::int64_t>(rounded))) : to_text(Value(rounded));
}

std::string scored(const JournalLine& line) {
    const std::string points = points_text(line, "points");
    const std::string by = because(line, "by");
    return (points.starts_with('-') ? points : '+' + points) + " points" + (by.empty() ? "" : " by " + by) +
           ", engagement is " + points_text(line, "engagement") + in_brackets(because(line, "reason"));
}

std::string what(const JournalLine& line) {
    switch (line.kind) {
    case JournalKind::enrolled: return "enrolled by " + because(line, "by") + in_brackets(listed(line.because, {"by"}));
    case JournalKind::refused: return refused(line);
    case JournalKind::entered: return "reaches " + line.step.str();
    case JournalKind::branched: return branched(line);
    case JournalKind::waiting: return waiting(line);
    case JournalKind::resumed: return resumed(line);
    case JournalKind::sent: return sent(line);
    case JournalKind::skipped: return skipped(line);
    case JournalKind::delayed:
        return "its message goes later, at " + because(line, "until") + in_brackets(listed(line.because, {"until"}));
    case JournalKind::changed: return "changed: " + listed(line.because);
    case JournalKind::note: return "notes: " + because(line, "text");
    case JournalKind::left: return left(line);
    case JournalKind::event: return event(line);
    case JournalKind::error: return "error in " + because(line, "where") + ": " + because(line, "cause");
    case JournalKind::deployed: return "a catalog was deployed";
    case JournalKind::scored: return scored(line);
    case JournalKind::split: return split(line);
    }
    return {};
}

} // namespace

std::string sentence(const JournalLine& line) {
    if (line.workflow.empty()) {
        return what(line);
    }
    const std::string number = line.enrollment == 0 ? "" : " #" + std::to_string(line.enrollment);
    return line.workflow.str() + number + ": " + what(line);
}

std::string story(const std::vector<JournalLine>& lines) {
    std::string text;
    for (const JournalLine& line : lines) {
        text += for_people(line.at) + "  " + sentence(line) + '\n';
    }
    return text;
}

} // namespace nurture::inline v0
