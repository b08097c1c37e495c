// SPDX-License-Identifier: BSL-1.0
/// \file
/// JSON that gives back exactly the value that was written: what people read in the store is what the engine reads.
///
/// A text of the form "2026-03-02T09:00:00.000Z" is an instant, a number with a point or exponent a double. What JSON
/// cannot say so (a text that looks like an instant, an infinity, bytes that are no UTF-8) is refused by the writer;
/// such a value is stored packed.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nurture/lead/value.hpp>

namespace nurture::inline v0::sqlite {

/// Writes values one after the other into a text of its own.
class ExactJson {
public:
    /// Whether everything so far can be read back.
    [[nodiscard]] bool is_exact() const noexcept { return is_exact_; }
    [[nodiscard]] const std::string& text() const noexcept { return out_; }

    /// Begins anew.
    void clear() noexcept;

    void value(const Value& value);
    void map(const Fields& fields);

    /// A map whose members are given one by one, in byte order of the names.
    void begin_map();
    void member(std::string_view name, const Value& value);
    void end_map();

private:
    void text(std::string_view text);
    void instant(Instant at);
    void real(double number);
    void list(const Value::List& list);
    void quoted(std::string_view text);

    std::string out_;
    bool is_exact_ = true;
    bool is_first_ = true;
    int depth_ = 0;
};

/// The value of a text that ExactJson wrote; nothing if none could have written it.
[[nodiscard]] std::optional<Value> read_exact_json(std::string_view text);
/// The same of a text that is a map.
[[nodiscard]] std::optional<Fields> read_exact_json_map(std::string_view text);

} // namespace nurture::inline v0::sqlite
