// SPDX-License-Identifier: BSL-1.0

#include <nurture/result.hpp>

namespace nurture::inline v0 {

std::string_view name(Errc code) noexcept {
    switch (code) {
    case Errc::invalid_argument: return "invalid_argument";
    case Errc::busy: return "busy";
    case Errc::reentrant: return "reentrant";
    case Errc::unsupported: return "unsupported";
    case Errc::unknown_lead: return "unknown_lead";
    case Errc::from_the_future: return "from_the_future";
    case Errc::unknown_workflow: return "unknown_workflow";
    case Errc::too_large: return "too_large";
    case Errc::lead_store: return "lead_store";
    case Errc::store: return "store";
    case Errc::not_owner: return "not_owner";
    case Errc::catalog_differs: return "catalog_differs";
    case Errc::no_channel: return "no_channel";
    case Errc::clock_jumped: return "clock_jumped";
    case Errc::unreadable: return "unreadable";
    case Errc::adapter_threw: return "adapter_threw";
    }
    return "unknown"; // A number from a newer release.
}

} // namespace nurture::inline v0
