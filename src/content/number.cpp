// SPDX-License-Identifier: BSL-1.0

#include "content/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "content/utf8.hpp"
#include "content/values.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr auto least_integer = std::numeric_limits<std::int64_t>::min();
constexpr auto greatest_integer = std::numeric_limits<std::int64_t>::max();

[[noreturn]] void too_large() {
    mistake("the number is too large");
}

/// A real of two operands: written like the host's if one of them is.
Datum real_like(double number, const Datum& a, const Datum& b) {
    if (!std::isfinite(number)) {
        too_large();
    }
    Datum made = of_real(number);
    made.of_host = (a.kind == Kind::real && a.of_host) || (b.kind == Kind::real && b.of_host);
    return made;
}

bool are_integers(const Datum& a, const Datum& b) {
    return a.kind == Kind::integer && b.kind == Kind::integer;
}

/// How many decimals the shortest text of a number has.
int decimals_of(const Datum& number) {
    if (number.kind == Kind::integer) {
        return 0;
    }
    std::array<char, 32> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.real, std::chars_format::scientific).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t exponent_at = text.find('e');
    const std::size_t point = text.find('.');
    const int digits = point == std::string_view::npos ? 0 : static_cast<int>(exponent_at - point - 1);
    int exponent = 0;
    const bool positive = text[exponent_at + 1] == '+';
    std::from_chars(text.data() + exponent_at + (positive ? 2 : 1), text.data() + text.size(), exponent);
    return std::max(0, digits - exponent);
}

/// The double nearest to the decimal number that a sum or product of decimals is: it has so many decimals, and what
/// binary arithmetic adds behind them is none of it.
double with_decimals(double number, int decimals) {
    constexpr int most = 17;
    if (decimals > most || !std::isfinite(number) || std::fabs(number) > 1e15) {
        return number;
    }
    std::array<char, 64> buffer{};
    const auto [end, failure] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed, decimals);
    double read = number;
    if (failure == std::errc()) {
        std::from_chars(buffer.data(), end, read, std::chars_format::fixed);
    }
    return read;
}

Datum integer_of(double whole) {
    constexpr double limit = 9.2e18;
    if (!(std::fabs(whole) < limit)) {
        too_large();
    }
    return of_integer(static_cast<std::int64_t>(whole));
}

struct Digits {
    bool negative = false;
    std::string_view all{};
    int point = 0; ///< Where the decimal point stands, counted from before the first digit.
};

/// d.ddde±x, taken apart; `buffer` holds the digits.
Digits digits_of(double number, std::array<char, 32>& buffer) {
    auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific).ptr;
    Digits digits;
    auto* begin = buffer.data();
    if (*begin == '-') {
        digits.negative = true;
        ++begin;
    }
    auto* exponent_at = std::find(begin, end, 'e');
    int exponent = 0;
    std::from_chars(exponent_at + (exponent_at[1] == '+' ? 2 : 1), end, exponent);
    auto* behind = std::remove(begin, exponent_at, '.');
    digits.all = {begin, static_cast<std::size_t>(behind - begin)};
    digits.point = exponent + 1;
    return digits;
}

void append_fixed(TextBuilder& out, const Digits& digits) {
    const auto size = static_cast<int>(digits.all.size());
    if (digits.point <= 0) {
        out.append("0.");
        for (int i = digits.point; i < 0; ++i) {
            out.append('0');
        }
        out.append(digits.all);
        return;
    }
    for (int i = 0; i < digits.point; ++i) {
        out.append(i < size ? digits.all[static_cast<std::size_t>(i)] : '0');
    }
    out.append('.');
    out.append(size > digits.point ? digits.all.substr(static_cast<std::size_t>(digits.point)) : "0");
}

void append_scientific(TextBuilder& out, const Digits& digits) {
    out.append(digits.all.front());
    out.append('.');
    out.append(digits.all.size() > 1 ? digits.all.substr(1) : "0");
    const int exponent = digits.point - 1;
    out.append(exponent < 0 ? "e-" : "e+");
    const std::string text = std::to_string(std::abs(exponent));
    out.append(text.size() < 2 ? "0" + text : text);
}

/// The digits a text begins with, as Ruby's to_i reads it.
Datum leading_integer(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (negative || text.front() == '+')) {
        text.remove_prefix(1);
    }
    std::int64_t number = 0;
    for (const char c : text) {
        if (!is_digit(c)) {
            break;
        }
        const std::int64_t digit = c - '0';
        if (number > (greatest_integer - digit) / 10) {
            too_large();
        }
        number = number * 10 + digit;
    }
    return of_integer(negative ? -number : number);
}

bool is_decimal(std::string_view text) {
    if (!text.empty() && text.front() == '-') {
        text.remove_prefix(1);
    }
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos || point == 0 || point + 1 == text.size()) {
        return false;
    }
    return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(point), is_digit) &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(point) + 1, text.end(), is_digit);
}

double floored(double a, double b) {
    const double rest = std::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

void refuse_zero(const Datum& divisor) {
    if (as_real(divisor) == 0) {
        mistake("a number is divided by 0");
    }
}

} // namespace

Datum to_number(const Datum& datum) {
    if (datum.kind == Kind::integer || datum.kind == Kind::real) {
        return datum;
    }
    if (!datum.is_text()) {
        return of_integer(0);
    }
    const std::string_view text = without_spaces_around(datum.view());
    if (!is_decimal(text)) {
        return leading_integer(text);
    }
    double number = 0;
    const auto failure = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ec;
    if (failure == std::errc::result_out_of_range && std::fabs(number) > 1) {
        too_large();
    }
    return of_real(number);
}

std::int64_t to_integer(const Datum& datum) {
    if (datum.kind == Kind::integer) {
        return datum.integer;
    }
    if (datum.kind == Kind::real && datum.of_host && datum.real == std::floor(datum.real)) {
        return integer_of(datum.real).integer;
    }
    const std::string_view text = datum.is_text() ? without_spaces_around(datum.view()) : std::string_view();
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || failure != std::errc() || end != text.data() + text.size()) {
        mistake(std::string(kind_name(datum)) + " stands where a whole number is needed");
    }
    return number;
}

double as_real(const Datum& number) noexcept {
    return number.kind == Kind::integer ? static_cast<double>(number.integer) : number.real;
}

std::string_view real_text(const Datum& number, Workspace& workspace) {
    TextBuilder out(workspace, 32);
    if (number.of_host) {
        out.append(to_text(Value(number.real)));
        return out.finish().view();
    }
    if (!std::isfinite(number.real)) {
        out.append(std::isnan(number.real) ? "NaN" : number.real < 0 ? "-Infinity" : "Infinity");
        return out.finish().view();
    }
    std::array<char, 32> buffer{};
    const Digits digits = digits_of(number.real, buffer);
    constexpr int longest = 16; // As the reference implementation writes them.
    if (digits.negative) {
        out.append('-');
    }
    if (number.real == 0) {
        out.append("0.0");
    } else if (digits.point > -4 && digits.point <= longest) {
        append_fixed(out, digits);
    } else {
        append_scientific(out, digits);
    }
    return out.finish().view();
}

Datum add(const Datum& a, const Datum& b) {
    if (are_integers(a, b)) {
        if (b.integer > 0 ? a.integer > greatest_integer - b.integer : a.integer < least_integer - b.integer) {
            too_large();
        }
        return of_integer(a.integer + b.integer);
    }
    return real_like(with_decimals(as_real(a) + as_real(b), std::max(decimals_of(a), decimals_of(b))), a, b);
}

Datum subtract(const Datum& a, const Datum& b) {
    if (are_integers(a, b)) {
        if (b.integer < 0 ? a.integer > greatest_integer + b.integer : a.integer < least_integer + b.integer) {
            too_large();
        }
        return of_integer(a.integer - b.integer);
    }
    return real_like(with_decimals(as_real(a) - as_real(b), std::max(decimals_of(a), decimals_of(b))), a, b);
}

Datum multiply(const Datum& a, const Datum& b) {
    if (are_integers(a, b)) {
        std::int64_t product = 0;
        if (__builtin_mul_overflow(a.integer, b.integer, &product)) {
            too_large();
        }
        return of_integer(product);
    }
    return real_like(with_decimals(as_real(a) * as_real(b), decimals_of(a) + decimals_of(b)), a, b);
}

Datum divide(const Datum& a, const Datum& b) {
    refuse_zero(b);
    if (!are_integers(a, b)) {
        return real_like(as_real(a) / as_real(b), a, b);
    }
    if (a.integer == least_integer && b.integer == -1) {
        too_large();
    }
    const std::int64_t quotient = a.integer / b.integer;
    const bool inexact = a.integer % b.integer != 0;
    return of_integer(inexact && (a.integer < 0) != (b.integer < 0) ? quotient - 1 : quotient);
}

Datum modulo(const Datum& a, const Datum& b) {
    refuse_zero(b);
    if (!are_integers(a, b)) {
        const int decimals = std::max(decimals_of(a), decimals_of(b));
        return real_like(with_decimals(floored(as_real(a), as_real(b)), decimals), a, b);
    }
    if (b.integer == -1) {
        return of_integer(0);
    }
    const std::int64_t rest = a.integer % b.integer;
    return of_integer(rest != 0 && (rest < 0) != (b.integer < 0) ? rest + b.integer : rest);
}

Datum absolute(const Datum& number) {
    if (number.kind == Kind::integer) {
        return number.integer < 0 ? subtract(of_integer(0), number) : number;
    }
    Datum made = number;
    made.real = std::fabs(number.real);
    return made;
}

Datum round_to(const Datum& number, std::int64_t decimals) {
    if (decimals > 0 && number.kind == Kind::integer) {
        return number;
    }
    if (decimals > 0) {
        // Through the shortest text, which is what the author sees: 1.005 is no less than 1.005.
        constexpr std::int64_t most = 18;
        const auto kept = static_cast<int>(std::min(decimals, most));
        if (decimals_of(number) <= kept) {
            return number;
        }
        const double scale = std::pow(10.0, kept);
        const double scaled = with_decimals(std::fabs(number.real) * scale, std::max(0, decimals_of(number) - kept));
        Datum made = number;
        made.real = with_decimals(std::copysign(std::floor(scaled + 0.5) / scale, number.real), kept);
        return made;
    }
    if (decimals == 0) {
        return number.kind == Kind::integer ? number : integer_of(std::round(number.real));
    }
    constexpr std::int64_t most_digits = 19;
    if (decimals <= -most_digits) {
        return of_integer(0);
    }
    std::int64_t scale = 1;
    for (std::int64_t i = decimals; i < 0; ++i) {
        scale *= 10;
        if (scale > greatest_integer / 10 && i < -1) {
            return of_integer(0);
        }
    }
    const std::int64_t whole = number.kind == Kind::integer ? number.integer : integer_of(number.real).integer;
    const std::int64_t rest = whole % scale;
    const std::int64_t down = whole - rest;
    const bool away = (rest < 0 ? -rest : rest) >= scale - scale / 2;
    return away ? add(of_integer(down), of_integer(rest < 0 ? -scale : scale)) : of_integer(down);
}

Datum rounded_down(const Datum& number) {
    return number.kind == Kind::integer ? number : integer_of(std::floor(number.real));
}

Datum rounded_up(const Datum& number) {
    return number.kind == Kind::integer ? number : integer_of(std::ceil(number.real));
}

} // namespace nurture::inline v0::liquid
