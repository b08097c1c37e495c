// SPDX-License-Identifier: BSL-1.0
/// \file
/// How questions about the past are told apart.

#pragma once

#include <string>
#include <string_view>

#include <nurture/condition/history.hpp>

namespace nurture::inline v0::cel {

/// Brings the types in order and gives the question its canonical text and its id.
void identify(HistoryQuestion& question);

/// An expression with single blanks between its words and without comments.
[[nodiscard]] std::string spaced(std::string_view expression);

} // namespace nurture::inline v0::cel
