// SPDX-License-Identifier: BSL-1.0

#include <nurture/lead/sha256.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "lead/sha256_blocks.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::size_t block_size = 64;

std::uint32_t big_endian(const std::uint8_t* bytes) noexcept {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
           std::uint32_t{bytes[3]};
}

std::array<std::uint32_t, 64> schedule_of(const std::uint8_t* block) noexcept {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t t = 0; t < 16; ++t) {
        w[t] = big_endian(block + 4 * t);
    }
    for (std::size_t t = 16; t < 64; ++t) {
        const std::uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
        const std::uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    return w;
}

/// FIPS 180-4, 6.2.2, with the letters of the standard.
void compress(Sha256State& state, const std::uint8_t* block) noexcept {
    const std::array<std::uint32_t, 64> w = schedule_of(block);
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t t = 0; t < 64; ++t) {
        const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const std::uint32_t choice = (e & f) ^ (~e & g);
        const std::uint32_t t1 = h + sum1 + choice + sha256_constants[t] + w[t];
        const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const std::uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + sum0 + majority;
    }
    const Sha256State worked = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < state.size(); ++i) {
        state[i] += worked[i];
    }
}

void take_blocks(Sha256State& state, const std::uint8_t* blocks, std::size_t count) noexcept {
    static const Sha256Blocks chosen = [] {
        const Sha256Blocks fast = sha256_blocks_of_this_processor();
        return fast != nullptr ? fast : &sha256_blocks_portable;
    }();
    chosen(state, blocks, count);
}

const std::uint8_t* bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

} // namespace

void sha256_blocks_portable(Sha256State& state, const std::uint8_t* blocks, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        compress(state, blocks + i * block_size);
    }
}

Sha256::Sha256() noexcept
    : state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19} {}

Sha256& Sha256::update(std::string_view bytes) noexcept {
    if (bytes.empty()) { // Of an empty view even the pointer may be null.
        return *this;
    }
    const std::size_t used = length_ % block_size;
    length_ += bytes.size();
    if (used != 0) {
        const std::size_t taken = std::min(block_size - used, bytes.size());
        std::memcpy(buffer_.data() + used, bytes.data(), taken);
        bytes.remove_prefix(taken);
        if (used + taken < block_size) {
            return *this;
        }
        take_blocks(state_, buffer_.data(), 1);
        buffer_.fill(0); // Two hashes of the same bytes are equal, however the bytes were cut.
    }
    if (const std::size_t count = bytes.size() / block_size; count != 0) {
        take_blocks(state_, bytes_of(bytes), count);
        bytes.remove_prefix(count * block_size);
    }
    if (!bytes.empty()) {
        std::memcpy(buffer_.data(), bytes.data(), bytes.size());
    }
    return *this;
}

Digest Sha256::digest() const noexcept {
    constexpr std::size_t place_of_length = block_size - 8;
    const std::size_t used = length_ % block_size;
    std::array<std::uint8_t, 2 * block_size> last{};
    std::copy(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used), last.begin());
    last[used] = 0x80;
    const std::size_t count = used < place_of_length ? 1 : 2;
    const std::uint64_t bits = length_ * 8;
    for (std::size_t i = 0; i < 8; ++i) {
        last[count * block_size - 1 - i] = static_cast<std::uint8_t>(bits >> (8 * i));
    }
    Sha256State state = state_;
    take_blocks(state, last.data(), count);
    Digest digest;
    for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
        digest.bytes[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    }
    return digest;
}

// Saved: the eight words, the length in bytes (both with the highest byte first), then what waits for a whole block.

std::string Sha256::saved() const {
    std::string out;
    const std::size_t waiting = length_ % block_size;
    out.reserve(sizeof(state_) + sizeof(length_) + waiting);
    for (const std::uint32_t word : state_) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out += static_cast<char>(word >> shift & 0xFFU);
        }
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
        out += static_cast<char>(length_ >> shift & 0xFFU);
    }
    return out.append(reinterpret_cast<const char*>(buffer_.data()), waiting);
}

std::optional<Sha256> Sha256::restored(std::string_view saved) noexcept {
    constexpr std::size_t head = sizeof(state_) + sizeof(length_);
    if (saved.size() < head) {
        return std::nullopt;
    }
    Sha256 hash;
    const std::uint8_t* bytes = bytes_of(saved);
    for (std::size_t i = 0; i < hash.state_.size(); ++i) {
        hash.state_[i] = big_endian(bytes + 4 * i);
    }
    for (std::size_t i = sizeof(state_); i < head; ++i) {
        hash.length_ = hash.length_ << 8 | bytes[i];
    }
    saved.remove_prefix(head);
    if (saved.size() != hash.length_ % block_size) {
        return std::nullopt;
    }
    std::copy(saved.begin(), saved.end(), hash.buffer_.begin());
    return hash;
}

std::string to_hex(const Digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * digest.bytes.size());
    for (const std::uint8_t byte : digest.bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 0x0F];
    }
    return out;
}

} // namespace nurture::inline v0
