// SPDX-License-Identifier: BSL-1.0
/// \file
/// iCalendar (RFC 5545), read by libical.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/result.hpp>
#include <nurture/time/civil.hpp>

namespace nurture::inline v0 {

/// The whole days that the events of a calendar cover, those that recur until the end of 2099.
[[nodiscard]] Result<std::vector<CivilDate>> dates_of_calendar(std::string_view text);

/// The days of a recurrence rule, one after another.
class Recurrence {
public:
    /// Nothing if the rule cannot be read or names no day. With `skip_to` days before it are left out.
    [[nodiscard]] static std::optional<Recurrence> open(const std::string& rule, const CivilDate& first,
                                                        const CivilDate& skip_to);
    Recurrence(Recurrence&& other) noexcept;
    Recurrence& operator=(Recurrence&&) = delete;
    ~Recurrence();

    [[nodiscard]] std::optional<CivilDate> next();

private:
    explicit Recurrence(void* iterator, const CivilDate& skip_to) : iterator_(iterator), skip_to_(skip_to) {}
    void* iterator_; // libical's header stays in one file
    CivilDate skip_to_;
};

} // namespace nurture::inline v0
