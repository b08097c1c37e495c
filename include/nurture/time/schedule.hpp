// SPDX-License-Identifier: BSL-1.0
/// \file
/// A moment that comes again by a rule of RFC 5545: "FREQ=WEEKLY;BYDAY=MO".

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nurture/result.hpp>
#include <nurture/time/civil.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

/// Days that a recurrence rule names, each at one time of day.
///
/// Of RFC 5545 it takes FREQ from DAILY to YEARLY, INTERVAL, COUNT, UNTIL (a date, which is still part of it), BYDAY
/// (with an ordinal in MONTHLY and YEARLY), BYMONTHDAY, BYYEARDAY, BYMONTH, BYSETPOS and WKST.
class Schedule {
public:
    /// Reads a rule. `from` is the first day that can be meant, and anchors INTERVAL, COUNT and a rule that does not
    /// say the day (FREQ=WEEKLY without BYDAY); these are refused without it. Errors: Errc::unreadable with advice.
    [[nodiscard]] static Result<Schedule> parse(std::string_view rule, TimeOfDay at,
                                                std::optional<CivilDate> from = std::nullopt);

    /// The first such moment strictly after that instant; `end_of_time` if there is none, or none until 2500.
    [[nodiscard]] Instant next_after(Instant after, const Zone& zone) const;

    [[nodiscard]] const std::string& rule() const noexcept { return rule_; } ///< As it was written.
    [[nodiscard]] TimeOfDay at() const noexcept { return at_; }
    [[nodiscard]] const std::optional<CivilDate>& from() const noexcept { return from_; }
    friend bool operator==(const Schedule&, const Schedule&) = default;

private:
    Schedule() = default;
    std::string rule_{};
    TimeOfDay at_{0};
    std::optional<CivilDate> from_{};
    CivilDate first_{};     ///< The day from which libical counts …
    std::string counted_{}; ///< … this rule.
};

} // namespace nurture::inline v0
