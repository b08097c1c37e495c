// SPDX-License-Identifier: BSL-1.0
/// \file
/// What the rows hold, of the sizes that the engine's have.

#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace nurture::layout {

/// A number that looks like chance.
[[nodiscard]] inline std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

[[nodiscard]] inline std::string hex(std::uint64_t x) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(x));
    return text.data();
}

// The rows' contents, of the sizes that the engine's have.
inline constexpr std::string_view filler =
    "{\"email\":\"ada.lovelace@example.com\",\"first_name\":\"Ada\",\"score\":12}"
    "Hello Ada, here is the guide you asked for. It has four chapters and takes a "
    "quarter of an hour; the second one is about nurturing. Kind regards, Charles. "
    "Unsubscribe: https://example.com/u/0123456789abcdef0123456789 .................."
    "................................................................................";
inline constexpr std::string_view fields = filler.substr(0, 67);
inline constexpr std::string_view mail = filler.substr(67, 200);
inline constexpr std::string_view address = "ada.lovelace@example.com";
inline constexpr std::array<std::string_view, 8> because{R"({"type":"form_submitted"})",
                                                         R"({"by":"form_submitted"})",
                                                         R"({"content":"welcome-a"})",
                                                         R"({"until":1767225600000})",
                                                         R"({"type":"message_opened"})",
                                                         R"({"by":"event"})",
                                                         R"({"score":10})",
                                                         R"({"state":"completed"})"};
inline constexpr std::array<std::string_view, 8> personal{R"({"id":"5f0c","properties":{"form":"guide"}})",
                                                          "",
                                                          R"({"to":"ada.lovelace@example.com","subject":"Your guide"})",
                                                          "",
                                                          R"({"id":"77ab","properties":{"link":"guide"}})",
                                                          "",
                                                          "",
                                                          ""};

} // namespace nurture::layout
