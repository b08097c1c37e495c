// SPDX-License-Identifier: BSL-1.0
/// \file
/// UTF-8 text: its validity, and offsets as lines and columns.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nurture/definition/diagnostic.hpp>

namespace nurture::inline v0 {

namespace utf8 {

[[nodiscard]] bool has_byte_order_mark(std::string_view text) noexcept;

/// Where the text stops being UTF-8 (RFC 3629: no overlong forms, no surrogates), if it does.
[[nodiscard]] std::optional<std::size_t> first_bad_byte(std::string_view text) noexcept;

/// The bytes of the character at an offset of valid UTF-8, at most what is left.
[[nodiscard]] std::size_t length_of_character(std::string_view text, std::size_t at) noexcept;

[[nodiscard]] constexpr bool continues_character(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

void append(std::string& out, std::uint32_t code);

/// At most so many bytes, cut between characters, with "…" where something is missing.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t bytes);

} // namespace utf8

/// Turns offsets of a text into places. Cheap as long as the offsets ascend.
class PlaceCounter {
public:
    explicit PlaceCounter(std::shared_ptr<const SourceText> source);

    [[nodiscard]] Place at(std::size_t offset);

private:
    std::shared_ptr<const SourceText> source_;
    std::size_t begin_ = 0;  ///< Behind a byte-order mark.
    std::size_t offset_ = 0; ///< Counted so far.
    std::uint32_t line_ = 1;
    std::uint32_t column_ = 1;
};

/// Whether a text is a number by RFC 8259 (no sign "+", no leading zeros).
[[nodiscard]] bool is_json_number(std::string_view text) noexcept;

} // namespace nurture::inline v0
