// SPDX-License-Identifier: BSL-1.0

#include "time/quoted.hpp"

#include <cstddef>

namespace nurture::inline v0 {

namespace {

constexpr std::size_t longest = 40;

bool continues_a_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

} // namespace

std::string quoted(std::string_view text) {
    std::size_t end = text.size();
    if (end > longest) {
        end = longest;
        while (end > longest - 4 && continues_a_character(text[end])) {
            --end;
        }
    }
    std::string out = "\"";
    for (const char byte : text.substr(0, end)) {
        const auto code = static_cast<unsigned char>(byte);
        out += code < 0x20 || code == 0x7F ? '?' : byte;
    }
    out += end < text.size() ? "…\"" : "\"";
    return out;
}

} // namespace nurture::inline v0
