// SPDX-License-Identifier: BSL-1.0
#include "condition/type.hpp"

namespace nurture::inline v0::cel {

Type simple(Kind kind) {
    Type type;
    type.dynamic = false;
    type.kind = kind;
    return type;
}

Type list_of(const Type& item) {
    Type type = simple(Kind::list);
    type.item = std::make_shared<const Type>(item);
    return type;
}

Type map_of(const Type& key, const Type& item) {
    Type type = simple(Kind::map);
    type.key = std::make_shared<const Type>(key);
    type.item = std::make_shared<const Type>(item);
    return type;
}

Type type_of(const FieldType& field) {
    switch (field.kind) {
    case FieldKind::dynamic: return {};
    case FieldKind::string: return simple(Kind::text);
    case FieldKind::integer: return simple(Kind::integer);
    case FieldKind::real: return simple(Kind::real);
    case FieldKind::boolean: return simple(Kind::boolean);
    case FieldKind::timestamp:
    case FieldKind::date: return simple(Kind::timestamp);
    case FieldKind::text_list: return list_of(simple(Kind::text));
    case FieldKind::enumeration: {
        Type type = simple(Kind::text);
        type.values = &field.values;
        return type;
    }
    }
    return {};
}

bool is_numeric(const Type& type) noexcept {
    return !type.dynamic && type.kind >= Kind::integer && type.kind <= Kind::real;
}

bool may_be(const Type& type, Kind kind) noexcept {
    return type.dynamic || type.kind == kind;
}

bool compatible(const Type& a, const Type& b) noexcept {
    return a.dynamic || b.dynamic || a.kind == b.kind || (is_numeric(a) && is_numeric(b));
}

Type join(const Type& a, const Type& b) {
    if (a.dynamic || b.dynamic || a.kind != b.kind) return {};
    Type joined = simple(a.kind);
    if (a.key && b.key) joined.key = std::make_shared<const Type>(join(*a.key, *b.key));
    if (a.item && b.item) joined.item = std::make_shared<const Type>(join(*a.item, *b.item));
    joined.values = a.values == b.values ? a.values : nullptr;
    return joined;
}

std::string described(Kind kind) {
    switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "true or false";
    case Kind::integer: return "an int";
    case Kind::timestamp: return "a timestamp";
    case Kind::duration: return "a duration";
    case Kind::bytes: return "bytes";
    case Kind::error:
    case Kind::absent: return "nothing";
    default: return "a " + std::string(type_name(kind));
    }
}

std::string described(const Type& type) {
    return type.dynamic ? "a value of any type" : described(type.kind);
}

} // namespace nurture::inline v0::cel
