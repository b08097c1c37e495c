// SPDX-License-Identifier: BSL-1.0

#include "lead/sha256_blocks.hpp"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))

#include <cpuid.h>
#include <immintrin.h>

// Built for every x86-64 and run only where cpuid names the instructions, so the target is set per function and the
// rest of the library stays free of them.
#define NURTURE_WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))

namespace nurture::inline v0 {

namespace {

bool has_sha_instructions() noexcept {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_SSSE3) == 0 || (c & bit_SSE4_1) == 0) {
        return false;
    }
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}

/// The state as the instructions want it: the words a, b, e, f in one register and c, d, g, h in the other.
struct Halves {
    __m128i abef;
    __m128i cdgh;
};

NURTURE_WITH_SHA Halves load(const Sha256State& state) noexcept {
    const auto* words = reinterpret_cast<const __m128i*>(state.data());
    const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(words), 0xB1);
    const __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128(words + 1), 0x1B);
    return {_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xF0)};
}

NURTURE_WITH_SHA void store(Sha256State& state, const Halves& halves) noexcept {
    auto* words = reinterpret_cast<__m128i*>(state.data());
    const __m128i feba = _mm_shuffle_epi32(halves.abef, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(halves.cdgh, 0xB1);
    _mm_storeu_si128(words, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(words + 1, _mm_alignr_epi8(dchg, feba, 8));
}

/// Four rounds with four words of the message schedule.
NURTURE_WITH_SHA inline void four_rounds(Halves& halves, __m128i w, std::size_t round) noexcept {
    const auto* constants = reinterpret_cast<const __m128i*>(sha256_constants.data() + round);
    const __m128i wk = _mm_add_epi32(w, _mm_loadu_si128(constants));
    halves.cdgh = _mm_sha256rnds2_epu32(halves.cdgh, halves.abef, wk);
    halves.abef = _mm_sha256rnds2_epu32(halves.abef, halves.cdgh, _mm_shuffle_epi32(wk, 0x0E));
}

/// The next four words of the schedule from the sixteen before them.
NURTURE_WITH_SHA inline __m128i next_words(__m128i w0, __m128i w1, __m128i w2, __m128i w3) noexcept {
    const __m128i with_sigma0 = _mm_sha256msg1_epu32(w0, w1);
    const __m128i with_seventh = _mm_add_epi32(with_sigma0, _mm_alignr_epi8(w3, w2, 4));
    return _mm_sha256msg2_epu32(with_seventh, w3);
}

NURTURE_WITH_SHA void sha256_blocks_x86(Sha256State& state, const std::uint8_t* blocks, std::size_t count) noexcept {
    const __m128i to_big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    Halves halves = load(state);
    for (std::size_t i = 0; i < count; ++i) {
        const Halves before = halves;
        const auto* block = reinterpret_cast<const __m128i*>(blocks + 64 * i);
        __m128i w0 = _mm_shuffle_epi8(_mm_loadu_si128(block), to_big_endian);
        __m128i w1 = _mm_shuffle_epi8(_mm_loadu_si128(block + 1), to_big_endian);
        __m128i w2 = _mm_shuffle_epi8(_mm_loadu_si128(block + 2), to_big_endian);
        __m128i w3 = _mm_shuffle_epi8(_mm_loadu_si128(block + 3), to_big_endian);
        for (std::size_t round = 0; round < 64; round += 16) {
            if (round != 0) {
                w0 = next_words(w0, w1, w2, w3);
                w1 = next_words(w1, w2, w3, w0);
                w2 = next_words(w2, w3, w0, w1);
                w3 = next_words(w3, w0, w1, w2);
            }
            four_rounds(halves, w0, round);
            four_rounds(halves, w1, round + 4);
            four_rounds(halves, w2, round + 8);
            four_rounds(halves, w3, round + 12);
        }
        halves.abef = _mm_add_epi32(halves.abef, before.abef);
        halves.cdgh = _mm_add_epi32(halves.cdgh, before.cdgh);
    }
    store(state, halves);
}

} // namespace

Sha256Blocks sha256_blocks_of_this_processor() noexcept {
    return has_sha_instructions() ? &sha256_blocks_x86 : nullptr;
}

} // namespace nurture::inline v0

#else

namespace nurture::inline v0 {

Sha256Blocks sha256_blocks_of_this_processor() noexcept {
    return nullptr;
}

} // namespace nurture::inline v0

#endif
