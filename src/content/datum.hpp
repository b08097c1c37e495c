// SPDX-License-Identifier: BSL-1.0
/// \file
/// A value while a template is rendered. It refers to the host's values and to the workspace and owns nothing.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nurture/lead/value.hpp>

namespace nurture::inline v0::liquid {

enum class Kind : std::uint8_t {
    nil,
    boolean,
    integer,
    real,
    text,
    instant,
    host_list,
    list,
    host_map,
    map,
    range,
    loop,
    empty,
    blank,
    unset ///< A name of the template that nothing was assigned to yet.
};

struct Datum;
struct Entry;
struct LoopState;

struct Datum {
    Kind kind = Kind::nil;
    bool safe = false;    ///< Fits its context already and is not escaped again.
    bool of_host = false; ///< Numbers and lists of the host read as a person would write them: 62, "a, b".
    union {
        bool flag;
        std::int64_t integer = 0; ///< Also where a range begins.
        double real;
        const char* characters;
        Instant at;
        const Value::List* host_list;
        const Datum* items;
        const Value::Map* host_map;
        const Entry* entries;
        const LoopState* loop;
    };
    union {
        std::size_t size = 0; ///< Of a text, list or map.
        std::int64_t last;    ///< Where a range ends.
    };

    Datum() noexcept {}
    [[nodiscard]] std::string_view view() const noexcept { return {characters, size}; }
    [[nodiscard]] bool is_text() const noexcept { return kind == Kind::text; }
    [[nodiscard]] bool is_nil() const noexcept { return kind == Kind::nil; }
    [[nodiscard]] bool is_list() const noexcept { return kind == Kind::list || kind == Kind::host_list; }
    [[nodiscard]] bool is_map() const noexcept { return kind == Kind::map || kind == Kind::host_map; }
};

/// An entry of a map that is not the host's.
struct Entry {
    std::string_view key{};
    Datum value{};
};

/// What `forloop` and `tablerowloop` know.
struct LoopState {
    std::string_view name{};
    std::int64_t index = 0; ///< From 0.
    std::int64_t length = 0;
    std::int64_t columns = 0; ///< 0 in a `for`.
    const LoopState* parent = nullptr;
};

[[nodiscard]] Datum of_bool(bool flag) noexcept;
[[nodiscard]] Datum of_integer(std::int64_t number) noexcept;
[[nodiscard]] Datum of_real(double number) noexcept;
[[nodiscard]] Datum of_text(std::string_view text) noexcept;
[[nodiscard]] Datum of_list(const Datum* items, std::size_t size) noexcept;
[[nodiscard]] Datum of_range(std::int64_t first, std::int64_t last) noexcept;
[[nodiscard]] Datum of_kind(Kind kind) noexcept;
[[nodiscard]] Datum of_host(const Value& value) noexcept; ///< Valid as long as the value.

/// Everything but nil and false.
[[nodiscard]] bool is_true(const Datum& datum) noexcept;

/// An empty text, list or map.
[[nodiscard]] bool is_empty(const Datum& datum) noexcept;

} // namespace nurture::inline v0::liquid
