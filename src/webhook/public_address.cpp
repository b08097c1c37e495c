// SPDX-License-Identifier: BSL-1.0
#include "webhook/public_address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace nurture::inline v0::webhook {

namespace {

/// The addresses whose first bits are these.
template <class Address>
struct Network {
    Address begin;
    unsigned bits;

    [[nodiscard]] constexpr bool contains(const Address& address) const noexcept {
        for (unsigned bit = 0; bit < bits; ++bit) {
            const unsigned mask = 0x80U >> bit % 8;
            if ((address[bit / 8] & mask) != (begin[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
};

constexpr Network<Ipv4> closed_4[] = {
    {{0, 0, 0, 0}, 8},       // this network
    {{10, 0, 0, 0}, 8},      // private
    {{100, 64, 0, 0}, 10},   // shared by a provider's customers
    {{127, 0, 0, 0}, 8},     // this machine
    {{169, 254, 0, 0}, 16},  // the link; where clouds keep credentials
    {{172, 16, 0, 0}, 12},   // private
    {{192, 0, 0, 0}, 24},    // protocols
    {{192, 0, 2, 0}, 24},    // documentation
    {{192, 88, 99, 0}, 24},  // 6to4 relays
    {{192, 168, 0, 0}, 16},  // private
    {{198, 18, 0, 0}, 15},   // benchmarks
    {{198, 51, 100, 0}, 24}, // documentation
    {{203, 0, 113, 0}, 24},  // documentation
    {{224, 0, 0, 0}, 4},     // groups
    {{240, 0, 0, 0}, 4},     // reserved, and broadcast
};

constexpr Network<Ipv6> global_6{{0x20}, 3}; // All that is given out so far, 2000::/3.
constexpr Network<Ipv6> closed_6[] = {
    {{0x20, 0x01, 0x00}, 23},       // protocols, Teredo among them
    {{0x20, 0x01, 0x0D, 0xB8}, 32}, // documentation
    {{0x3F, 0xFF, 0x00}, 20},       // documentation
};
constexpr Network<Ipv6> mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96};
constexpr Network<Ipv6> translated{{0x00, 0x64, 0xFF, 0x9B}, 96};
constexpr Network<Ipv6> six_to_four{{0x20, 0x02}, 16};

Ipv4 inside(const Ipv6& address, std::size_t at) {
    return {address[at], address[at + 1], address[at + 2], address[at + 3]};
}

} // namespace

bool is_public(const Ipv4& address) noexcept {
    return std::none_of(std::begin(closed_4), std::end(closed_4),
                        [&](const Network<Ipv4>& network) { return network.contains(address); });
}

bool is_public(const Ipv6& address) noexcept {
    if (mapped.contains(address) || translated.contains(address)) {
        return is_public(inside(address, 12));
    }
    if (six_to_four.contains(address)) {
        return is_public(inside(address, 2));
    }
    return global_6.contains(address) &&
           std::none_of(std::begin(closed_6), std::end(closed_6),
                        [&](const Network<Ipv6>& network) { return network.contains(address); });
}

bool is_public(const sockaddr& address) noexcept {
    if (address.sa_family == AF_INET) {
        sockaddr_in full{};
        std::memcpy(&full, &address, sizeof full);
        Ipv4 bytes{};
        std::memcpy(bytes.data(), &full.sin_addr, bytes.size());
        return is_public(bytes);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 full{};
        std::memcpy(&full, &address, sizeof full);
        Ipv6 bytes{};
        std::memcpy(bytes.data(), &full.sin6_addr, bytes.size());
        return is_public(bytes);
    }
    return false;
}

} // namespace nurture::inline v0::webhook
