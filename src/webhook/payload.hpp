// SPDX-License-Identifier: BSL-1.0
/// \file
/// A message as the JSON that a webhook gets: a pure function.

#pragma once

#include <string>

#include <nurture/runtime/message.hpp>

namespace nurture::inline v0::webhook {

/// One object, all keys always there, in the documented order; the same bytes at every attempt.
[[nodiscard]] std::string payload(const Message& message);

} // namespace nurture::inline v0::webhook
