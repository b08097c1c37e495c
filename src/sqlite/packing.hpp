// SPDX-License-Identifier: BSL-1.0
/// \file
/// The packed columns: what only the engine reads, in few bytes. The first byte is the version of the form.
///
/// Reading trusts nothing: bytes that are damaged, cut off or of another version give false, and never more memory
/// than the bytes themselves could stand for. What is nested too deep to be read again is not packed at all: then the
/// answer is "".

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nurture/lead/value.hpp>
#include <nurture/runtime/state.hpp>

namespace nurture::inline v0::sqlite {

/// How deep lists and maps may be nested in a value that is stored.
inline constexpr int deepest_value = 1'000;

/// Of a lead what has no column of its own: chain, past enrollments, history, unknown zones, answers of `becomes`.
[[nodiscard]] std::string pack_lead(const LeadRow& row);
[[nodiscard]] bool unpack_lead(std::string_view bytes, LeadRow& row); ///< `row.id` is set.

/// Of an active enrollment: place in the plan, visits, trigger, the event that ended a wait.
[[nodiscard]] std::string pack_enrollment(const EnrollmentRow& row, const LeadId& lead);
[[nodiscard]] bool unpack_enrollment(std::string_view bytes, EnrollmentRow& row, const LeadId& lead);

/// Of a message: its engagement, and its version where that is no hash. Nothing if there is nothing to say.
[[nodiscard]] std::optional<std::string> pack_message(const MessageRow& row, std::string_view odd_version);
[[nodiscard]] bool unpack_message(std::string_view bytes, MessageRow& row); ///< `row.message.lead` is set.

/// An answer about the past; `with_leads` tells whether its map of leads is part of it.
[[nodiscard]] std::string pack_aggregate(const Aggregate& aggregate, const LeadId& lead, bool with_leads);
[[nodiscard]] bool unpack_aggregate(std::string_view bytes, Aggregate& aggregate, const LeadId& lead, bool with_leads);

/// Values that JSON would not give back as they were (exact_json.hpp).
[[nodiscard]] std::string pack_value(const Value& value);
[[nodiscard]] bool unpack_value(std::string_view bytes, Value& value);

} // namespace nurture::inline v0::sqlite
