// SPDX-License-Identifier: BSL-1.0
/// \file
/// A hash that notices change, not malice: FNV-1a in 64 bits, the same on every machine.

#pragma once

#include <cstdint>
#include <string_view>

namespace nurture::inline v0 {

class Fnv1a {
public:
    void add(std::string_view bytes) noexcept {
        for (const char byte : bytes) {
            add_byte(static_cast<unsigned char>(byte));
        }
    }
    /// The lowest byte first.
    void add(std::uint64_t number) noexcept {
        for (int i = 0; i < 8; ++i) {
            add_byte(number >> (8 * i) & 0xFF);
        }
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_; }

private:
    void add_byte(std::uint64_t byte) noexcept { value_ = (value_ ^ byte) * 0x100000001b3; }
    std::uint64_t value_ = 0xcbf29ce484222325;
};

} // namespace nurture::inline v0
