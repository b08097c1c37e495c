// SPDX-License-Identifier: BSL-1.0
/// \file
/// Something that a lead did, or that happened to it.

#pragma once

#include <optional>
#include <string>

#include <nurture/lead/id.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

/// An event as the host reports it (S3). Types that begin with `lead_`, `message_` or are `task_done` are reserved
/// for the built-in ones of the catalog format.
struct Event {
    LeadId lead{};
    std::string type{};
    std::string id{};              ///< Unique per lead; an event seen before is ignored. Empty: never compared.
    std::optional<Instant> time{}; ///< When it occurred; when it is accepted, if not given.
    Fields properties{};

    friend bool operator==(const Event&, const Event&) = default;
};

} // namespace nurture::inline v0
