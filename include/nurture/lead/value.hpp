// SPDX-License-Identifier: BSL-1.0
/// \file
/// The value of a field of a lead, an account or an event.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/time/instant.hpp>

namespace nurture::inline v0 {

class Value;
struct Field;

/// Named values, kept in byte order of the names, each name once.
class Fields {
public:
    using const_iterator = const Field*;

    Fields() noexcept;
    Fields(std::initializer_list<Field> fields);
    Fields(const Fields& other);
    Fields(Fields&& other) noexcept;
    Fields& operator=(const Fields& other);
    Fields& operator=(Fields&& other) noexcept;
    ~Fields();

    [[nodiscard]] const Value* find(std::string_view name) const noexcept; ///< Null if absent; valid until a change.
    void set(std::string_view name, Value value);                          ///< Adds or replaces; absent erases.
    bool erase(std::string_view name);                                     ///< Whether there was one.

    [[nodiscard]] bool empty() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] const_iterator begin() const noexcept;
    [[nodiscard]] const_iterator end() const noexcept;

    friend bool operator==(const Fields& a, const Fields& b);

private:
    [[nodiscard]] std::size_t place_of(std::string_view name) const noexcept;
    std::vector<Field> fields_;
};

/// A bool, whole number, floating-point number, text, instant, list or map; or no value at all ("absent").
///
/// Text is UTF-8. "" is a text and present; null and an empty CSV cell are absent. Equality is exact: the kinds
/// must be equal too, 1 is not 1.0.
class Value {
public:
    using List = std::vector<Value>;
    using Map = Fields;

    Value() = default; ///< Absent.
    Value(bool flag) : held_(flag) {}
    Value(int number) : held_(std::int64_t{number}) {}
    Value(std::int64_t number) : held_(number) {}
    Value(double number) : held_(number) {}
    Value(const char* text) : held_(std::string(text)) {}
    Value(std::string text) : held_(std::move(text)) {}
    Value(std::string_view text) : held_(std::string(text)) {}
    Value(Instant at) : held_(at) {}
    Value(List list) : held_(std::move(list)) {}
    Value(Map map) : held_(std::move(map)) {}

    [[nodiscard]] bool is_absent() const noexcept { return held_.index() == 0; }

    /// Each gives the value if it is of that kind, else null.
    [[nodiscard]] const bool* as_bool() const noexcept { return std::get_if<bool>(&held_); }
    [[nodiscard]] const std::int64_t* as_int() const noexcept { return std::get_if<std::int64_t>(&held_); }
    [[nodiscard]] const double* as_double() const noexcept { return std::get_if<double>(&held_); }
    [[nodiscard]] const std::string* as_string() const noexcept { return std::get_if<std::string>(&held_); }
    [[nodiscard]] const Instant* as_instant() const noexcept { return std::get_if<Instant>(&held_); }
    [[nodiscard]] const List* as_list() const noexcept { return std::get_if<List>(&held_); }
    [[nodiscard]] const Map* as_map() const noexcept { return std::get_if<Map>(&held_); }

    friend bool operator==(const Value&, const Value&) = default;

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Instant, List, Map> held_;
};

/// One named value.
struct Field {
    std::string name{};
    Value value{};

    friend bool operator==(const Field&, const Field&) = default;
};

/// The value as JSON, maps by key order, instants as RFC 3339 text, doubles in the shortest form that reads back to
/// the same double and never to a whole number: 1.0, 0.1, 1e+21. Infinities and NaN, which JSON lacks, are null, bytes
/// that are no UTF-8 are U+FFFD. The same on every machine: journals and versions are hashed over it.
[[nodiscard]] std::string to_json(const Value& value);
void append_json(std::string& out, const Value& value);    ///< The same behind a text.
void append_json(std::string& out, std::string_view text); ///< A text alone, in quotes.

/// The value as a person and a template read it: text as it is, numbers shortest (1.0 is "1"), instants RFC 3339,
/// lists joined by ", ", maps as JSON, absent as "".
[[nodiscard]] std::string to_text(const Value& value);

inline Fields::Fields() noexcept = default;
inline Fields::Fields(const Fields& other) = default;
inline Fields::Fields(Fields&& other) noexcept = default;
inline Fields& Fields::operator=(const Fields& other) = default;
inline Fields& Fields::operator=(Fields&& other) noexcept = default;
inline Fields::~Fields() = default;

inline Fields::Fields(std::initializer_list<Field> fields) {
    fields_.reserve(fields.size());
    for (const Field& field : fields) {
        set(field.name, field.value);
    }
}

inline bool Fields::empty() const noexcept {
    return fields_.empty();
}

inline std::size_t Fields::size() const noexcept {
    return fields_.size();
}

inline Fields::const_iterator Fields::begin() const noexcept {
    return fields_.data();
}

inline Fields::const_iterator Fields::end() const noexcept {
    return fields_.data() + fields_.size();
}

inline bool operator==(const Fields& a, const Fields& b) {
    return a.fields_ == b.fields_;
}

inline std::size_t Fields::place_of(std::string_view name) const noexcept {
    const auto at = std::lower_bound(fields_.begin(), fields_.end(), name,
                                     [](const Field& field, std::string_view wanted) { return field.name < wanted; });
    return static_cast<std::size_t>(at - fields_.begin());
}

inline const Value* Fields::find(std::string_view name) const noexcept {
    const std::size_t place = place_of(name);
    return place < fields_.size() && fields_[place].name == name ? &fields_[place].value : nullptr;
}

inline void Fields::set(std::string_view name, Value value) {
    const std::size_t place = place_of(name);
    const bool there = place < fields_.size() && fields_[place].name == name;
    const auto at = fields_.begin() + static_cast<std::ptrdiff_t>(place);
    if (value.is_absent()) {
        if (there) {
            fields_.erase(at);
        }
    } else if (there) {
        at->value = std::move(value);
    } else {
        fields_.insert(at, Field{std::string(name), std::move(value)});
    }
}

inline bool Fields::erase(std::string_view name) {
    const std::size_t before = fields_.size();
    set(name, Value());
    return fields_.size() != before;
}

} // namespace nurture::inline v0
