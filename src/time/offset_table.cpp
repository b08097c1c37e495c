// SPDX-License-Identifier: BSL-1.0

#include "time/offset_table.hpp"

#include "time/hash.hpp"

namespace nurture::inline v0 {

void OffsetTable::append(std::int64_t begin, std::int64_t offset) {
    begins_.push_back(begin);
    offsets_.push_back(offset);
}

void OffsetTable::finish() {
    begins_.push_back(ends);
    std::size_t place = 0;
    for (std::int64_t bucket = begins; bucket < ends; bucket += std::int64_t{1} << bucket_bits) {
        while (begins_[place + 1] <= bucket) {
            ++place;
        }
        first_in_bucket_.push_back(static_cast<std::uint16_t>(place));
    }
}

OffsetTable::Stretch OffsetTable::stretch_at(std::int64_t second) const noexcept {
    const std::size_t place = place_of(second);
    return {begins_[place], begins_[place + 1], offsets_[place]};
}

OffsetTable::Found OffsetTable::instant_of(std::int64_t reading) const noexcept {
    // Stretches cover the readings from their begin to their end, in their own offset. The first that ends behind this
    // reading has it, or begins behind it: then it lies in the gap between the two.
    std::size_t place = place_of(reading - farthest);
    while (reading >= begins_[place + 1] + offsets_[place]) {
        ++place;
    }
    const std::int64_t second = reading - offsets_[place];
    return second >= begins_[place] ? Found{second, false} : Found{begins_[place], true};
}

std::uint64_t OffsetTable::hash() const noexcept {
    Fnv1a hash;
    for (std::size_t place = 0; place < offsets_.size(); ++place) {
        hash.add(static_cast<std::uint64_t>(begins_[place]));
        hash.add(static_cast<std::uint64_t>(offsets_[place]));
    }
    return hash.value();
}

} // namespace nurture::inline v0
