// SPDX-License-Identifier: BSL-1.0

#include <nurture/lead/sha256.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "lead/sha256_blocks.hpp"
#include "support/catch.hpp"

using namespace nurture;

namespace {

constexpr Sha256State initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/// "abc" with its padding: one block (FIPS 180-4, example B.1).
std::vector<std::uint8_t> block_of_abc() {
    std::vector<std::uint8_t> block(64);
    block[0] = 'a';
    block[1] = 'b';
    block[2] = 'c';
    block[3] = 0x80;
    block[63] = 24;
    return block;
}

constexpr Sha256State digest_of_abc = {0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                                       0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};

} // namespace

TEST_CASE("the examples of the standard have the digests of the standard", "[lead][sha256]") {
    CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(to_hex(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                        "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")) ==
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(to_hex(sha256(std::string(1'000'000, 'a'))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the padding is right where it just fits into a block and where it just does not", "[lead][sha256]") {
    CHECK(to_hex(sha256(std::string(55, 'a'))) == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    CHECK(to_hex(sha256(std::string(56, 'a'))) == "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    CHECK(to_hex(sha256(std::string(64, 'a'))) == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST_CASE("the portable code gives the standard's bits", "[lead][sha256]") {
    Sha256State state = initial;
    sha256_blocks_portable(state, block_of_abc().data(), 1);
    CHECK(state == digest_of_abc);
}

TEST_CASE("the processor's instructions give the standard's bits", "[lead][sha256]") {
    const Sha256Blocks fast = sha256_blocks_of_this_processor();
    if (fast == nullptr) {
        NURTURE_SKIP("this processor has no SHA instructions");
    }
    Sha256State state = initial;
    fast(state, block_of_abc().data(), 1);
    CHECK(state == digest_of_abc);
}

TEST_CASE("the processor's instructions and the portable code agree", "[lead][sha256][property]") {
    const Sha256Blocks fast = sha256_blocks_of_this_processor();
    if (fast == nullptr) {
        NURTURE_SKIP("this processor has no SHA instructions");
    }
    CHECK(rc::check("any state and one to five blocks", [fast] {
        const auto words = *rc::gen::container<std::vector<std::uint32_t>>(8, rc::gen::arbitrary<std::uint32_t>());
        Sha256State by_fast{};
        std::copy(words.begin(), words.end(), by_fast.begin());
        Sha256State by_portable = by_fast;
        const auto count = *rc::gen::inRange<std::size_t>(1, 6);
        const auto blocks =
            *rc::gen::container<std::vector<std::uint8_t>>(64 * count, rc::gen::arbitrary<std::uint8_t>());
        fast(by_fast, blocks.data(), count);
        sha256_blocks_portable(by_portable, blocks.data(), count);
        RC_ASSERT(by_fast == by_portable);
    }));
}

TEST_CASE("a text cut in two anywhere has the same hash and the same running state", "[lead][sha256]") {
    std::string text;
    for (int i = 0; i < 200; ++i) {
        text += static_cast<char>('a' + i % 26);
    }
    const Sha256 whole = Sha256().update(text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const Sha256 parts = Sha256().update(text.substr(0, cut)).update(text.substr(cut));
        INFO("cut at " << cut);
        REQUIRE(parts.digest() == sha256(text));
        REQUIRE(parts == whole);
    }
}

TEST_CASE("a hash goes on after its digest was asked for", "[lead][sha256]") {
    Sha256 running;
    running.update("a");
    const Sha256 kept = running;
    CHECK(running.digest() == sha256("a"));
    CHECK(running == kept);
    CHECK(running.update("bc").digest() == sha256("abc"));
    CHECK(kept.digest() == sha256("a"));
}

TEST_CASE("a hash that was saved anywhere goes on as if it had not been", "[lead][sha256]") {
    const std::string text(200, 'x');
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const Sha256 running = Sha256().update(text.substr(0, cut));
        const std::optional<Sha256> restored = Sha256::restored(running.saved());
        INFO("cut at " << cut);
        REQUIRE(restored);
        REQUIRE(*restored == running);
        REQUIRE(Sha256(*restored).update(text.substr(cut)).digest() == sha256(text));
        REQUIRE(running.saved().size() == 40 + cut % 64);
    }
}

TEST_CASE("a saved hash has the same bytes on every machine", "[lead][sha256]") {
    CHECK(Sha256().update("abc").saved() ==
          std::string("\x6a\x09\xe6\x67\xbb\x67\xae\x85\x3c\x6e\xf3\x72\xa5\x4f\xf5\x3a"
                      "\x51\x0e\x52\x7f\x9b\x05\x68\x8c\x1f\x83\xd9\xab\x5b\xe0\xcd\x19"
                      "\0\0\0\0\0\0\0\x03"
                      "abc",
                      43));
}

TEST_CASE("bytes that are no saved hash are refused", "[lead][sha256]") {
    const std::string saved = Sha256().update("abc").saved();
    CHECK_FALSE(Sha256::restored(""));
    CHECK_FALSE(Sha256::restored(saved.substr(0, 39)));
    CHECK_FALSE(Sha256::restored(saved.substr(0, 42)));
    CHECK_FALSE(Sha256::restored(saved + "d"));
}

TEST_CASE("texts of different lengths have different running states", "[lead][sha256]") {
    CHECK_FALSE(Sha256().update(std::string(1, '\0')) == Sha256());
}

TEST_CASE("a running hash is as small as its documentation says", "[lead][sha256]") {
    CHECK(sizeof(Sha256) == 104);
}
