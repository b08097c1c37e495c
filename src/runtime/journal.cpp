// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/journal.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace nurture::inline v0 {

namespace {

constexpr std::array<std::string_view, 17> kinds{"enrolled", "refused", "entered",  "branched", "waiting", "resumed",
                                                 "sent",     "skipped", "delayed",  "changed",  "note",    "left",
                                                 "event",    "error",   "deployed", "scored",   "split"};

/// A length in front of each part keeps two different lines from having the same bytes.
void part(Sha256& running, std::string_view bytes) {
    std::array<char, 8> length{};
    std::uint64_t left = bytes.size();
    for (char& digit : length) {
        digit = static_cast<char>(left & 0xFF);
        left >>= 8;
    }
    running.update({length.data(), length.size()}).update(bytes);
}

} // namespace

std::string_view name(JournalKind kind) noexcept {
    return kinds[static_cast<std::size_t>(kind)];
}

std::optional<JournalKind> journal_kind(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i] == name) {
            return static_cast<JournalKind>(i);
        }
    }
    return {};
}

std::string to_json(const JournalLine& line) {
    // The order of the keys is the documented one, not that of to_json(Value).
    std::string text = "{\"seq\":" + std::to_string(line.seq) + ",\"time\":\"" + to_string(line.at) +
                       "\",\"lead\":" + to_json(Value(line.lead.str()));
    if (!line.workflow.empty()) {
        text +=
            ",\"workflow\":" + to_json(Value(line.workflow.str())) + ",\"version\":\"" + to_hex(line.version) + "\"";
    }
    if (line.enrollment != 0) {
        text += ",\"enrollment\":" + std::to_string(line.enrollment);
    }
    if (!line.step.empty()) {
        text += ",\"step\":" + to_json(Value(line.step.str()));
    }
    text += ",\"kind\":\"" + std::string(name(line.kind)) + "\",\"because\":" + to_json(Value(line.because)) + "}";
    return text;
}

bool is_personal(JournalKind kind, std::string_view part) noexcept {
    if (kind == JournalKind::changed) {
        return part != "cleared";
    }
    if (kind == JournalKind::enrolled || kind == JournalKind::refused) {
        return part == "key" || part == "because";
    }
    constexpr std::array<std::string_view, 9> personal{"answer",     "because", "cause", "hash", "id",
                                                       "properties", "subject", "text",  "to"};
    return std::find(personal.begin(), personal.end(), part) != personal.end();
}

namespace {

Fields parts(const JournalLine& line, bool personal) {
    Fields chosen;
    for (const Field& field : line.because) {
        if (is_personal(line.kind, field.name) == personal) {
            chosen.set(field.name, field.value);
        }
    }
    return chosen;
}

/// The same as JSON, without copies of the values.
std::string json_of_parts(const JournalLine& line, bool personal) {
    std::string text = "{";
    for (const Field& field : line.because) {
        if (is_personal(line.kind, field.name) == personal) {
            text += text.size() > 1 ? "," : "";
            append_json(text, std::string_view(field.name));
            text += ':';
            append_json(text, field.value);
        }
    }
    text += '}';
    return text;
}

} // namespace

Fields personal_parts(const JournalLine& line) {
    return parts(line, true);
}

Fields other_parts(const JournalLine& line) {
    return parts(line, false);
}

void forget_person(JournalLine& line) {
    const bool has_personal = std::any_of(line.because.begin(), line.because.end(),
                                          [&](const Field& field) { return is_personal(line.kind, field.name); });
    if (has_personal && !line.forgotten) {
        line.forgotten = sha256(json_of_parts(line, true));
        line.because = other_parts(line);
    }
}

void chain(Sha256& running, const JournalLine& line) {
    const std::string numbers = std::to_string(line.at.time_since_epoch().count()) + ' ' + std::to_string(line.seq) +
                                ' ' + std::to_string(line.enrollment);
    part(running, numbers);
    part(running, line.workflow.str());
    part(running, {reinterpret_cast<const char*>(line.version.bytes.data()), line.version.bytes.size()});
    part(running, line.step.str());
    part(running, name(line.kind));
    part(running, json_of_parts(line, false));
    const bool has_personal = std::any_of(line.because.begin(), line.because.end(),
                                          [&](const Field& field) { return is_personal(line.kind, field.name); });
    if (line.forgotten || has_personal) {
        const Digest hash = line.forgotten ? *line.forgotten : sha256(json_of_parts(line, true));
        part(running, {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()});
    }
}

} // namespace nurture::inline v0
