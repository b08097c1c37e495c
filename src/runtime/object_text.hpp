// SPDX-License-Identifier: BSL-1.0
/// \file
/// One JSON object as the store keeps what happened: members in the order they come, values that can be read back.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nurture/definition/document.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/lead/value.hpp>

namespace nurture::inline v0 {

/// A value as JSON that read_exactly() gives back as it was. It is that of to_json() but for what JSON cannot tell: a
/// text that reads like an instant, or begins with U+E000, has U+E000 in front; of infinities and NaN it is the name
/// behind U+E000.
void append_exactly(std::string& out, const Value& value);
[[nodiscard]] Value read_exactly(const Document& written);
/// The same of all members of a map.
[[nodiscard]] Fields read_fields_exactly(const Document& written);

/// Writes the members of one object in the order in which they come.
class ObjectText {
public:
    ObjectText& add(std::string_view key, const Value& value);
    ObjectText& add_json(std::string_view key, std::string_view json);
    ObjectText& add_unless_empty(std::string_view key, const std::string& value) {
        return value.empty() ? *this : add(key, value);
    }
    ObjectText& add_account(const Account& account);
    [[nodiscard]] std::string done() { return (text_.empty() ? "{" : std::move(text_)) + '}'; }

private:
    std::string text_;
};

} // namespace nurture::inline v0
