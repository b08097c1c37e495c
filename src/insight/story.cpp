// SPDX-License-Identifier: BSL-1.0

#include <nurture/insight/story.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include <nurture/insight/enrollments.hpp>

namespace nurture::inline v0 {

namespace {

/// "2026-03-02 09:00:00", with milliseconds where there are some.
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

/// " (inside)", or nothing for nothing.
std::string in_brackets(const std::string& inside) {
    return inside.empty() ? std::string() : " (" + inside + ')';
}

std::string branched(const JournalLine& line) {
    const std::string arm = because(line, "arm");
    const std::string taken = line.because.find("arm") != nullptr && line.because.find("arm")->as_int() != nullptr
                                  ? "takes arm " + std::to_string(*line.because.find("arm")->as_int() + 1)
                                  : "takes \"" + arm + '"';
    return taken + in_brackets(because(line, "because"));
}

std::string waiting(const JournalLine& line) {
    const std::string until = because(line, "until");
    return (until.empty() ? "waits" : "waits until " + until) + in_brackets(because(line, "for"));
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
           because(line, "reason") + in_brackets(listed(line.because, {"reason", "content"}));
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

std::string what(const JournalLine& line) {
    switch (line.kind) {
    case JournalKind::enrolled: return "enrolled by " + because(line, "by") + in_brackets(listed(line.because, {"by"}));
    case JournalKind::refused:
        return "not enrolled: " + because(line, "reason") + in_brackets(listed(line.because, {"reason"}));
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
