// SPDX-License-Identifier: BSL-1.0
/// \file
/// The packed columns: what only the engine reads, in few bytes. The first byte is the version of the form.
///
/// Reading trusts nothing: bytes that are damaged, cut off or of another version give false, and never more memory
/// than the bytes themselves could stand for. What is nested too deep to be read again is not packed at all: then the
/// answer is "".

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nurture/lead/value.hpp>
#include <nurture/runtime/state.hpp>

namespace nurture::inline v0::sqlite {

/// How deep lists and maps may be nested in a value that is stored.
inline constexpr int deepest_value = 1'000;

/// Numbers for texts that stand in many rows: workflows and types of events.
class Words {
public:
    virtual ~Words() = default;
    /// The number of a text, a new one if it has none. 0 is "".
    [[nodiscard]] virtual std::int64_t number_of(std::string_view text) = 0;
    /// The text of a number; "" for one that is unknown.
    [[nodiscard]] virtual std::string text_of(std::int64_t number) = 0;

protected:
    Words() = default;
    Words(const Words&) = default;
    Words& operator=(const Words&) = default;
};

/// Of a lead what has no column of its own: chain, past enrollments, history, unknown zones, answers of `becomes`.
[[nodiscard]] std::string pack_lead(const LeadRow& row, Words& words);
[[nodiscard]] bool unpack_lead(std::string_view bytes, LeadRow& row, Words& words); ///< `row.id` is set.

/// Of an active enrollment: place in the plan, visits, trigger, the event that ended a wait.
[[nodiscard]] std::string pack_enrollment(const EnrollmentRow& row, const LeadId& lead, Words& words);
[[nodiscard]] bool unpack_enrollment(std::string_view bytes, EnrollmentRow& row, const LeadId& lead, Words& words);

/// Of a message: its engagement, and its version where that is no hash. Nothing if there is nothing to say.
[[nodiscard]] std::optional<std::string> pack_message(const MessageRow& row, std::string_view odd_version,
                                                      Words& words);
/// `row.message.lead` is set.
[[nodiscard]] bool unpack_message(std::string_view bytes, MessageRow& row, Words& words);

/// An answer about the past; `with_leads` tells whether its map of leads is part of it.
[[nodiscard]] std::string pack_aggregate(const Aggregate& aggregate, const LeadId& lead, bool with_leads, Words& words);
[[nodiscard]] bool unpack_aggregate(std::string_view bytes, Aggregate& aggregate, const LeadId& lead, bool with_leads,
                                    Words& words);

/// Values that JSON would not give back as they were (exact_json.hpp).
[[nodiscard]] std::string pack_value(const Value& value);
[[nodiscard]] bool unpack_value(std::string_view bytes, Value& value);

} // namespace nurture::inline v0::sqlite
