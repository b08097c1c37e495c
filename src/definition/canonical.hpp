// SPDX-License-Identifier: BSL-1.0
/// \file
/// The words of the canonical form, which writer and reader share.
///
/// It holds nodes and edges, not nested steps, and only what differs from the default, so that a key that a later
/// version adds does not change the versions of the workflows there are.

#pragma once

#include <array>
#include <string_view>

#include <nurture/definition/workflow.hpp>

namespace nurture::inline v0::canonical {

/// By Edge::Kind.
inline constexpr std::array<std::string_view, 7> edge_kinds = {"next",      "met",    "timed_out", "arm",
                                                               "otherwise", "failed", "skipped"};
/// By WaitFor::Kind.
inline constexpr std::array<std::string_view, 3> wait_kinds = {"event", "engagement", "until"};
/// By SendNode::OnFailure.
inline constexpr std::array<std::string_view, 3> on_failure = {"continue", "exit", "step"};
/// By Measure.
inline constexpr std::array<std::string_view, 4> measures = {"goal", "opened", "clicked", "replied"};
/// By Reenroll::Kind.
inline constexpr std::array<std::string_view, 3> reenroll = {"never", "always", "after"};

// A value that JSON cannot tell from another is a map with one of these keys.
inline constexpr std::string_view instant_key = "instant"; ///< Milliseconds since 1970.
inline constexpr std::string_view map_key = "map";
inline constexpr std::string_view double_key = "double"; ///< "inf", "-inf", "nan".

} // namespace nurture::inline v0::canonical
