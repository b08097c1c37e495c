// SPDX-License-Identifier: BSL-1.0
#include "condition/arithmetic.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "condition/time_text.hpp"
#include "condition/type.hpp"

namespace nurture::inline v0::cel {

namespace {

Datum no_operands(BinaryOp op, const Datum& a, const Datum& b, Workspace& work) {
    const std::string sign = "`" + std::string(symbol(op)) + "`";
    std::string advice;
    if (a.is_number() && b.is_number()) advice = "; convert one with double(…) or int(…)";
    return work.fail(sign + " cannot take " + described(a.kind) + " and " + described(b.kind) + advice);
}

Datum overflow(BinaryOp op, Workspace& work) {
    return work.fail("`" + std::string(symbol(op)) + "` overflows");
}

template <class Number>
bool calculate(BinaryOp op, Number a, Number b, Number& result) noexcept {
    switch (op) {
    case BinaryOp::add: return !__builtin_add_overflow(a, b, &result);
    case BinaryOp::subtract: return !__builtin_sub_overflow(a, b, &result);
    case BinaryOp::multiply: return !__builtin_mul_overflow(a, b, &result);
    default: break;
    }
    // The smallest int divided by -1 is the one quotient that is too large.
    if constexpr (std::numeric_limits<Number>::is_signed) {
        if (a == std::numeric_limits<Number>::min() && b == -1) return false;
    }
    result = op == BinaryOp::divide ? a / b : a % b;
    return true;
}

Datum whole_numbers(BinaryOp op, const Datum& a, const Datum& b, Workspace& work) {
    const bool divides = op == BinaryOp::divide || op == BinaryOp::modulo;
    if (divides && b.whole == 0) return work.fail("`" + std::string(symbol(op)) + "` divides by zero");
    if (a.kind == Kind::integer) {
        std::int64_t result = 0;
        return calculate(op, a.whole, b.whole, result) ? of_int(result) : overflow(op, work);
    }
    std::uint64_t result = 0;
    return calculate(op, a.natural, b.natural, result) ? of_uint(result) : overflow(op, work);
}

Datum reals(BinaryOp op, const Datum& a, const Datum& b, Workspace& work) {
    switch (op) {
    case BinaryOp::add: return of_double(a.number + b.number);
    case BinaryOp::subtract: return of_double(a.number - b.number);
    case BinaryOp::multiply: return of_double(a.number * b.number);
    case BinaryOp::divide: return of_double(a.number / b.number);
    default: return no_operands(op, a, b, work);
    }
}

Datum shifted(BinaryOp op, const Datum& timestamp, std::int64_t duration, Workspace& work) {
    // In whole seconds and the rest, so that no step can overflow.
    const std::int64_t sign = op == BinaryOp::add ? 1 : -1;
    std::int64_t seconds = timestamp.whole + sign * (duration / nanoseconds_per_second);
    std::int64_t rest = std::int64_t{timestamp.extra} + sign * (duration % nanoseconds_per_second);
    if (rest < 0) {
        rest += nanoseconds_per_second;
        --seconds;
    } else if (rest >= nanoseconds_per_second) {
        rest -= nanoseconds_per_second;
        ++seconds;
    }
    if (!in_range(seconds)) return work.fail("the timestamp leaves the years 1 to 9999");
    return of_timestamp(seconds, static_cast<std::uint32_t>(rest));
}

Datum between(const Datum& later, const Datum& earlier, Workspace& work) {
    std::int64_t nanoseconds = 0;
    const std::int64_t rest = std::int64_t{later.extra} - std::int64_t{earlier.extra};
    if (__builtin_mul_overflow(later.whole - earlier.whole, nanoseconds_per_second, &nanoseconds) ||
        __builtin_add_overflow(nanoseconds, rest, &nanoseconds)) {
        return work.fail("the timestamps are too far apart");
    }
    return of_duration(nanoseconds);
}

Datum times(BinaryOp op, const Datum& a, const Datum& b, Workspace& work) {
    const bool sum = op == BinaryOp::add;
    if (!sum && op != BinaryOp::subtract) return no_operands(op, a, b, work);
    if (a.kind == Kind::duration && b.kind == Kind::duration) {
        std::int64_t result = 0;
        return calculate(op, a.whole, b.whole, result) ? of_duration(result) : overflow(op, work);
    }
    if (a.kind == Kind::timestamp && b.kind == Kind::duration) return shifted(op, a, b.whole, work);
    if (a.kind == Kind::duration && b.kind == Kind::timestamp && sum) return shifted(op, b, a.whole, work);
    if (a.kind == Kind::timestamp && b.kind == Kind::timestamp && !sum) return between(a, b, work);
    return no_operands(op, a, b, work);
}

Datum concatenated(const Datum& a, const Datum& b, Workspace& work) {
    if (a.kind == Kind::text || a.kind == Kind::bytes) {
        if (!work.meter.spend_bytes(std::size_t{a.extra} + b.extra)) return work.fail("out of steps");
        std::string made(a.view());
        made += b.view();
        return a.kind == Kind::text ? work.text(std::move(made)) : work.bytes(std::move(made));
    }
    const std::size_t size = size_of_list(a) + size_of_list(b);
    if (!work.meter.spend(size)) return work.fail("out of steps");
    std::vector<Datum> items;
    items.reserve(size);
    for (const Datum* list : {&a, &b}) {
        for (std::size_t i = 0; i < size_of_list(*list); ++i) {
            items.push_back(item_of(*list, i));
        }
    }
    return work.list(std::move(items));
}

Datum found_in(const Datum& a, const Datum& b, Workspace& work) {
    if (b.is_map()) {
        Datum unused;
        return of_bool(find_key(b, a, work.meter, unused));
    }
    if (!b.is_list()) return no_operands(BinaryOp::in, a, b, work);
    for (std::size_t i = 0; i < size_of_list(b); ++i) {
        if (equal(a, item_of(b, i), work.meter)) return of_bool(true);
        if (work.meter.exhausted()) break;
    }
    return of_bool(false);
}

Datum ordered(BinaryOp op, const Datum& a, const Datum& b, Workspace& work) {
    const Ordering result = order(a, b, work.meter);
    switch (result) {
    case Ordering::incomparable: return no_operands(op, a, b, work);
    case Ordering::unordered: return of_bool(false);
    case Ordering::equal: return of_bool(op == BinaryOp::less_equal || op == BinaryOp::greater_equal);
    case Ordering::less: return of_bool(op == BinaryOp::less || op == BinaryOp::less_equal);
    case Ordering::greater: return of_bool(op == BinaryOp::greater || op == BinaryOp::greater_equal);
    }
    return {};
}

} // namespace

Datum apply(BinaryOp op, const Datum& a, const Datum& b, Workspace& work) {
    switch (op) {
    case BinaryOp::equal: return of_bool(equal(a, b, work.meter));
    case BinaryOp::not_equal: return of_bool(!equal(a, b, work.meter));
    case BinaryOp::less:
    case BinaryOp::less_equal:
    case BinaryOp::greater:
    case BinaryOp::greater_equal: return ordered(op, a, b, work);
    case BinaryOp::in: return found_in(a, b, work);
    default: break;
    }
    if (a.kind == b.kind && (a.kind == Kind::integer || a.kind == Kind::unsigned_integer)) {
        return whole_numbers(op, a, b, work);
    }
    if (a.kind == Kind::real && b.kind == Kind::real) return reals(op, a, b, work);
    const bool text = a.kind == b.kind && (a.kind == Kind::text || a.kind == Kind::bytes);
    if (op == BinaryOp::add && (text || (a.is_list() && b.is_list()))) return concatenated(a, b, work);
    return times(op, a, b, work);
}

Datum negate(const Datum& a, Workspace& work) {
    if (a.kind == Kind::real) return of_double(-a.number);
    if (a.kind == Kind::integer || a.kind == Kind::duration) {
        if (a.whole == std::numeric_limits<std::int64_t>::min()) return work.fail("`-` overflows");
        return a.kind == Kind::integer ? of_int(-a.whole) : of_duration(-a.whole);
    }
    return work.fail("`-` cannot take " + described(a.kind));
}

Datum invert(const Datum& a, Workspace& work) {
    if (a.failed()) return a;
    return a.kind == Kind::boolean ? of_bool(!a.flag) : work.no_overload("`!`", &a, 1);
}

Datum join(bool all, const Datum& a, const Datum& b, Workspace& work) {
    if (a.is(!all) || b.is(!all)) return of_bool(!all);
    if (a.failed()) return a;
    if (b.failed()) return b;
    if (a.kind == Kind::boolean && b.kind == Kind::boolean) return of_bool(all);
    const Datum operands[] = {a, b};
    return work.no_overload(all ? "`&&`" : "`||`", operands, 2);
}

Datum index(const Datum& container, const Datum& key, Workspace& work) {
    if (container.is_map()) {
        Datum found;
        if (find_key(container, key, work.meter, found)) return found;
        const bool named = key.kind == Kind::text;
        return work.fail(named ? "there is no key `" + std::string(key.view().substr(0, 40)) + "`"
                               : "there is no such key");
    }
    if (!container.is_list()) return work.fail("`[ ]` cannot look into " + described(container.kind));
    std::int64_t place = 0;
    if (key.kind == Kind::integer || key.kind == Kind::unsigned_integer) {
        place = key.whole; // a uint beyond the ints becomes negative, which is no place either
    } else if (key.kind == Kind::real && key.number >= 0 && key.number < 1e9 && key.number == std::floor(key.number)) {
        place = static_cast<std::int64_t>(key.number);
    } else {
        return work.fail("a place in a list is an int, not " + described(key.kind));
    }
    if (place < 0 || static_cast<std::uint64_t>(place) >= size_of_list(container)) {
        return work.fail("the list has no place " + std::to_string(place));
    }
    return item_of(container, static_cast<std::size_t>(place));
}

} // namespace nurture::inline v0::cel
