// SPDX-License-Identifier: BSL-1.0
/// \file
/// A message to a lead, as a channel is handed it.

#pragma once

#include <cstdint>
#include <string>

#include <nurture/lead/id.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// One message: every question of S26 is answered, every text is rendered. All texts are UTF-8 and the same at
/// every attempt.
struct Message {
    MessageKey key{};          ///< Equal at every attempt (S29): the idempotency key.
    std::uint32_t attempt = 1; ///< From 1.
    LeadId lead{};
    ChannelId channel{};
    std::string to{}; ///< The address in the channel's own form: e-mail address, phone number.
    WorkflowId workflow{};
    std::string version{}; ///< Of the workflow, 64 hexadecimal digits.
    StepId step{};
    ContentId content{};
    std::string variant = "base";
    std::string category{};
    std::string subject{};
    std::string preview{};
    std::string text{};
    std::string html{};
    std::string from{};
    std::string reply_to{};
    Fields data{}; ///< As the content has it.
    // Both are set at each hand-over and not kept: `at` stays, `unsubscribe` is what Links says of the key.
    Instant at{};              ///< When it was first handed over: the date of a mail.
    std::string unsubscribe{}; ///< Where the lead unsubscribes with one click; empty: nowhere.

    friend bool operator==(const Message&, const Message&) = default;
};

/// One JSON object without a line break: every member under its name but `attempt`, so that each attempt gives the same
/// bytes; `at` as RFC 3339. It begins with the key. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json(const Message& message);

} // namespace nurture::inline v0
