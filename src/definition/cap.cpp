// SPDX-License-Identifier: BSL-1.0

#include <chrono>

#include <nurture/definition/catalog.hpp>
#include <nurture/time/calendar_duration.hpp>

namespace nurture::inline v0 {

std::string to_string(const Cap& cap) {
    std::string text = std::to_string(cap.limit);
    text += cap.channel.empty() ? "" : ' ' + cap.channel.str();
    text += cap.limit == 1 ? " message" : " messages";
    text += cap.category.empty() ? "" : " of category " + cap.category;
    if (cap.per.count() == 0) {
        return text + " a day";
    }
    const auto days = std::chrono::duration_cast<std::chrono::days>(cap.per); // Written so where nothing is left over.
    const CalendarDuration per = days == cap.per ? CalendarDuration{.days = static_cast<std::int32_t>(days.count())}
                                                 : CalendarDuration{.exact = cap.per};
    return text + " in " + to_string(per);
}

} // namespace nurture::inline v0
