// SPDX-License-Identifier: BSL-1.0
/// \file
/// SHA-256 (FIPS 180-4): versions, message keys and the journal's chain are made of it.

#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nurture::inline v0 {

/// A SHA-256 value.
struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    friend auto operator<=>(const Digest&, const Digest&) = default;
};

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(const Digest& digest);

/// A running hash. A plain value of 104 bytes that can be copied, stored and gone on with.
///
/// Uses the processor's SHA instructions where it has them, else portable code; both give the same bits.
class Sha256 {
public:
    Sha256() noexcept;

    Sha256& update(std::string_view bytes) noexcept;
    [[nodiscard]] Digest digest() const noexcept; ///< Of all bytes so far; the hash can go on.

    /// The running state for a store: 40 to 103 bytes, the same on every machine.
    [[nodiscard]] std::string saved() const;
    /// The hash that goes on where a saved one stood; nothing if these bytes are no saved state.
    [[nodiscard]] static std::optional<Sha256> restored(std::string_view saved) noexcept;

    friend bool operator==(const Sha256&, const Sha256&) = default;

private:
    std::array<std::uint32_t, 8> state_;
    std::array<std::uint8_t, 64> buffer_{};
    std::uint64_t length_ = 0; ///< Bytes so far.
};

[[nodiscard]] inline Digest sha256(std::string_view bytes) noexcept {
    return Sha256().update(bytes).digest();
}

} // namespace nurture::inline v0
