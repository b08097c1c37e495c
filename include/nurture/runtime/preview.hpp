// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a lead would be sent, without an engine: for editors and for `nurture preview`.

#pragma once

#include <optional>
#include <string>

#include <nurture/lead/event.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/plan/plan.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/message.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// For whom and when.
struct PreviewFor {
    Lead lead{};
    std::optional<Event> trigger{}; ///< The event that enrolled; `event` in a text is this one too.
    Instant now{};
    std::string variant{}; ///< Empty: the one that this lead gets (S21).
    std::string unsubscribe_url = "https://unsubscribe.example/preview";
    std::string preferences_url = "https://preferences.example/preview";
};

/// Renders a content as dispatch would. History is empty: `latest` and the score's parts are absent. The address is the
/// lead's, or empty. An unknown content or variant, and a text that cannot be rendered, is Errc::invalid_argument with
/// the reason. Pure; from any thread.
[[nodiscard]] Result<Message> preview(const Plan& plan, const ContentId& content, const PreviewFor& who);

} // namespace nurture::inline v0
