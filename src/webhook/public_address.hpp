// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which addresses belong to everyone's internet.

#pragma once

#include <array>
#include <cstdint>

struct sockaddr;

namespace nurture::inline v0::webhook {

using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;

/// Not this machine, a private network, a link, a group, documentation, or reserved (the registries of RFC 6890).
[[nodiscard]] bool is_public(const Ipv4& address) noexcept;
/// The same; an IPv4 address inside (mapped, translated, 6to4) is asked too, tunnels that hide one are not public.
[[nodiscard]] bool is_public(const Ipv6& address) noexcept;
/// False for everything that is neither.
[[nodiscard]] bool is_public(const sockaddr& address) noexcept;

} // namespace nurture::inline v0::webhook
