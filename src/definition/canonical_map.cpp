// SPDX-License-Identifier: BSL-1.0
/// \file
/// Scalars, lists and literals of the canonical form.

#include "definition/canonical_map.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "definition/canonical.hpp"

namespace nurture::inline v0::canonical {

Document text(std::string_view written) {
    Document document;
    document.kind = Document::Kind::scalar;
    document.quoted = true;
    document.text = written;
    return document;
}

Document bare(std::string written) {
    Document document;
    document.kind = Document::Kind::scalar;
    document.text = std::move(written);
    return document;
}

Document list(std::vector<Document> items) {
    Document document;
    document.kind = Document::Kind::list;
    document.items = std::move(items);
    return document;
}

std::vector<std::string> names_of(Weekdays days) {
    std::vector<std::string> names;
    for (int i = 0; i < 7; ++i) {
        if (const auto day = static_cast<Weekday>(i); days.contains(day)) {
            names.emplace_back(name(day));
        }
    }
    return names;
}

Document floating(double value) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    std::string written(std::begin(digits), end);
    if (!std::isfinite(value)) {
        return std::move(Map().add(canonical::double_key, text(written))).done();
    }
    // "1" would read back as a whole number.
    written += written.find_first_of(".e") == std::string::npos ? ".0" : "";
    return bare(std::move(written));
}

Document literal_map(const Fields& fields) {
    Map map;
    for (const Field& field : fields) {
        map.add(field.name, literal(field.value));
    }
    return std::move(map).done();
}

Document literal(const Value& value) {
    if (const bool* boolean = value.as_bool()) {
        return flag(*boolean);
    }
    if (const std::int64_t* whole = value.as_int()) {
        return number(*whole);
    }
    if (const double* real = value.as_double()) {
        return floating(*real);
    }
    if (const std::string* written = value.as_string()) {
        return text(*written);
    }
    if (const Instant* instant = value.as_instant()) {
        return std::move(Map().add(canonical::instant_key, number(instant->time_since_epoch().count()))).done();
    }
    if (const Value::Map* map = value.as_map()) {
        return std::move(Map().add(canonical::map_key, literal_map(*map))).done();
    }
    if (const Value::List* items = value.as_list()) {
        std::vector<Document> documents;
        for (const Value& item : *items) {
            documents.push_back(literal(item));
        }
        return list(std::move(documents));
    }
    return {};
}

} // namespace nurture::inline v0::canonical
