// SPDX-License-Identifier: BSL-1.0
/// \file
/// The offsets of a zone over two centuries, found in constant time.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nurture::inline v0 {

/// Stretches of time, in seconds since 1970, between 1900 and 2200, each with its offset from UTC.
class OffsetTable {
public:
    static constexpr std::int64_t begins = -2'208'988'800; ///< 1900-01-01
    static constexpr std::int64_t ends = 7'258'118'400;    ///< 2200-01-01

    struct Stretch {
        std::int64_t begin;
        std::int64_t end;
        std::int64_t offset;
    };

    /// Whether an instant, or a reading of any clock on earth, can be looked up.
    [[nodiscard]] static constexpr bool covers(std::int64_t second) noexcept {
        return second >= begins && second < ends;
    }
    [[nodiscard]] static constexpr bool covers_reading(std::int64_t second) noexcept {
        return second >= begins + farthest && second < ends - farthest;
    }

    /// Appends a stretch; the first begins at `begins`, each later one behind the one before.
    void append(std::int64_t begin, std::int64_t offset);
    /// To be called once, behind the last stretch.
    void finish();

    [[nodiscard]] std::int64_t offset_at(std::int64_t second) const noexcept { return offsets_[place_of(second)]; }
    [[nodiscard]] Stretch stretch_at(std::int64_t second) const noexcept;

    /// A reading as if in UTC to the instant: of a reading in a gap the instant at which the gap ends, of one that
    /// occurs twice the earlier.
    struct Found {
        std::int64_t second;
        bool in_gap;
    };
    [[nodiscard]] Found instant_of(std::int64_t reading) const noexcept;

    [[nodiscard]] std::uint64_t hash() const noexcept;

private:
    static constexpr std::int64_t farthest = 16 * 3600; // no clock has ever stood farther from UTC
    // 97 days: almost never more than one change of the clocks, and a shift instead of a division.
    static constexpr int bucket_bits = 23;

    [[nodiscard]] std::size_t place_of(std::int64_t second) const noexcept {
        std::size_t place = first_in_bucket_[static_cast<std::size_t>((second - begins) >> bucket_bits)];
        while (begins_[place + 1] <= second) {
            ++place;
        }
        return place;
    }

    std::vector<std::int64_t> begins_; // one more than offsets: the end of all
    std::vector<std::int64_t> offsets_;
    std::vector<std::uint16_t> first_in_bucket_; // the stretch in which each bucket begins
};

} // namespace nurture::inline v0
