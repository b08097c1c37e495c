// SPDX-License-Identifier: BSL-1.0

#include <string>

#include "content/dates.hpp"
#include "content/filters.hpp"
#include "content/number.hpp"
#include "content/utf8.hpp"
#include "content/values.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

namespace {

bool is_less(const Datum& a, const Datum& b, Workspace& workspace) {
    return order_of(a, b, workspace) == Order::less;
}

Instant instant_of(const Datum& seconds) {
    constexpr std::int64_t most = 253'402'300'799; // The end of the year 9999.
    if (seconds.integer > most || seconds.integer < -62'135'596'800) {
        mistake("the date lies outside the years 1 to 9999");
    }
    return Instant(std::chrono::seconds(seconds.integer));
}

Instant now(Workspace& workspace) {
    if (!workspace.context().now) {
        mistake("there is no present moment here, so \"now\" is no date");
    }
    return *workspace.context().now;
}

bool is_number_text(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

Datum filter_default(Workspace&, const Datum& input, const Arguments& arguments) {
    const bool allows_false = is_true(arguments[1]);
    const bool is_missing = allows_false ? input.is_nil() : !is_true(input);
    const bool is_replaced = is_missing || is_empty(input);
    if (is_replaced && arguments.count() == 0) {
        return of_text("");
    }
    return is_replaced ? arguments[0] : input;
}

Datum filter_required(Workspace&, const Datum& input, const Arguments&) {
    return input;
}

Datum filter_date(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    static const Zone utc;
    const Zone& zone = workspace.context().zone != nullptr ? *workspace.context().zone : utc;
    const std::string_view format = text_of(arguments[0], workspace);
    if (format.empty() || input.is_nil()) {
        return input;
    }
    if (input.kind == Kind::instant) {
        return format_date({input.at, {}}, format, zone, workspace);
    }
    if (input.kind == Kind::integer) {
        return format_date({instant_of(input), {}}, format, zone, workspace);
    }
    if (!input.is_text()) {
        mistake(std::string(kind_name(input)) + " is no date");
    }
    const std::string_view text = without_spaces_around(input.view());
    if (text == "now" || text == "today") {
        return format_date({now(workspace), {}}, format, zone, workspace);
    }
    if (is_number_text(text)) {
        return format_date({instant_of(to_number(input)), {}}, format, zone, workspace);
    }
    if (const auto read = read_date_text(text, zone)) {
        return format_date(*read, format, zone, workspace);
    }
    if (may_be_a_date(text)) {
        mistake(quoted(text) + " is no date that can be read; write it as 2026-05-20");
    }
    return input;
}

Datum filter_abs(Workspace&, const Datum& input, const Arguments&) {
    return absolute(to_number(input));
}

Datum filter_at_least(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum number = to_number(input);
    const Datum least = to_number(arguments[0]);
    return is_less(number, least, workspace) ? least : number;
}

Datum filter_at_most(Workspace& workspace, const Datum& input, const Arguments& arguments) {
    const Datum number = to_number(input);
    const Datum most = to_number(arguments[0]);
    return is_less(most, number, workspace) ? most : number;
}

Datum filter_ceil(Workspace&, const Datum& input, const Arguments&) {
    return rounded_up(to_number(input));
}

Datum filter_floor(Workspace&, const Datum& input, const Arguments&) {
    return rounded_down(to_number(input));
}

Datum filter_round(Workspace&, const Datum& input, const Arguments& arguments) {
    return round_to(to_number(input), rounded_down(to_number(arguments[0])).integer);
}

Datum filter_plus(Workspace&, const Datum& input, const Arguments& arguments) {
    return add(to_number(input), to_number(arguments[0]));
}

Datum filter_minus(Workspace&, const Datum& input, const Arguments& arguments) {
    return subtract(to_number(input), to_number(arguments[0]));
}

Datum filter_times(Workspace&, const Datum& input, const Arguments& arguments) {
    return multiply(to_number(input), to_number(arguments[0]));
}

Datum filter_divided_by(Workspace&, const Datum& input, const Arguments& arguments) {
    return divide(to_number(input), to_number(arguments[0]));
}

Datum filter_modulo(Workspace&, const Datum& input, const Arguments& arguments) {
    return modulo(to_number(input), to_number(arguments[0]));
}

} // namespace nurture::inline v0::liquid
