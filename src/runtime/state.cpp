// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/state.hpp>

#include <algorithm>
#include <array>

namespace nurture::inline v0 {

std::string_view name(EnrollmentState state) noexcept {
    static constexpr std::array<std::string_view, 10> names{"active", "paused",  "completed", "goal",    "exited",
                                                            "failed", "removed", "expired",   "deleted", "merged"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name(MessageState state) noexcept {
    static constexpr std::array<std::string_view, 10> names{"queued",    "handing_over", "deferred", "held",
                                                            "accepted",  "assumed_sent", "rejected", "skipped",
                                                            "withdrawn", "canceled"};
    return names[static_cast<std::size_t>(state)];
}

EnrollmentRow* LeadState::enrollment(std::uint64_t number) noexcept {
    const auto at = enrollments.find(number);
    return at == enrollments.end() ? nullptr : &at->second;
}

MessageRow* LeadState::message(const MessageKey& key) noexcept {
    // The latest are asked for most.
    const auto at =
        std::find_if(messages.rbegin(), messages.rend(), [&](const MessageRow& row) { return row.message.key == key; });
    return at == messages.rend() ? nullptr : &*at;
}

const Value* address_on(const ChannelId& channel, const Fields& lead_fields) {
    const std::string& medium = channel.str();
    if (medium == "sms" || medium == "whatsapp" || medium == "phone") {
        return lead_fields.find("phone");
    }
    return lead_fields.find(medium);
}

} // namespace nurture::inline v0
