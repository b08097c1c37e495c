// SPDX-License-Identifier: BSL-1.0
/// \file
/// The journal: every decision with its reason, numbered per lead, chained per lead.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// What a line says. Spelled in files as the enumerators are.
enum class JournalKind {
    enrolled,
    refused, ///< A trigger that did not enroll; `because.reason` says why (S7).
    entered, ///< A step was reached.
    branched,
    waiting, ///< At a delay or wait, `because.until` the end.
    resumed, ///< The delay or wait is over; `because.by` is `time`, `event` or `condition`.
    sent,    ///< A channel accepted the message `because.key`.
    skipped, ///< A send or step was passed over; `because.reason` says why.
    delayed, ///< A message goes later; `because.until`, `because.reason`.
    changed, ///< Fields or tags of the lead; `because` holds the new values.
    note,
    left,  ///< `because.state` is how: completed, goal, exited …; `because.reason` why.
    event, ///< Something happened to or by the lead.
    error, ///< A condition or template failed; the enrollment went on as the rules say.
    deployed,
    scored, ///< Points of engagement; `because.engagement` is what the lead has with them.
    split   ///< An arm of an experiment was taken.
};

[[nodiscard]] std::string_view name(JournalKind kind) noexcept;
[[nodiscard]] std::optional<JournalKind> journal_kind(std::string_view name) noexcept;

/// One line.
struct JournalLine {
    std::uint64_t seq = 0; ///< Of the lead, from 1.
    Instant at{};
    LeadId lead{};
    WorkflowId workflow{};        ///< Empty where the line concerns none.
    Digest version{};             ///< Of the workflow; all zero where there is none.
    std::uint64_t enrollment = 0; ///< Number of the enrollment of that lead, from 1; 0: none.
    StepId step{};
    JournalKind kind = JournalKind::event;
    Fields because{};
    /// Of a line whose lead was forgotten: the hash of what was personal in `because` (S24).
    std::optional<Digest> forgotten{};

    friend bool operator==(const JournalLine&, const JournalLine&) = default;
};

/// The line as `nurture db export` prints it, one JSON object without a line break.
[[nodiscard]] std::string to_json(const JournalLine& line);

/// Whether a part of `because` may tell something about the person: values of fields and events, texts, reasons with
/// values. A store keeps these apart, so that they can be forgotten while the rest of the line stays (S24).
[[nodiscard]] bool is_personal(JournalKind kind, std::string_view part) noexcept;

/// The personal parts alone, as they are hashed; the other ones.
[[nodiscard]] Fields personal_parts(const JournalLine& line);
[[nodiscard]] Fields other_parts(const JournalLine& line);

/// Takes what is personal out of a line and leaves its hash; does nothing to a line without.
void forget_person(JournalLine& line);

/// Goes on with a lead's running hash by one line (architecture, "Determinism"). Of what is personal it covers the
/// hash, and the lead's id not at all: so the chain stays valid when they are forgotten.
void chain(Sha256& running, const JournalLine& line);

} // namespace nurture::inline v0
