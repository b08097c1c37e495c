// SPDX-License-Identifier: BSL-1.0

#include "unit/content/rendering.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

NamedValues values() {
    return NamedValues({{"price", 9.0},
                        {"tags", Value::List{"b", "a", "B", "a"}},
                        {"people", Value::List{Fields{{"name", "Ada"}, {"age", 36}}, Fields{{"name", "Bob"}}}},
                        {"day", "2026-05-20"},
                        {"at", *parse_instant("2026-05-20T22:30:00Z")}});
}

std::string of(std::string_view expression) {
    return rendered("{{ " + std::string(expression) + " }}", values());
}

} // namespace

TEST_CASE("letters of other alphabets have upper and lower case too", "[content][filters]") {
    CHECK(of("'straße žluť ñandú ΩΜΕΓΑ ёж' | upcase") == "STRASSE ŽLUŤ ÑANDÚ ΩΜΕΓΑ ЁЖ");
    CHECK(of("'ÀÉÎ ŁÓDŹ ΣΟΦΙΑ МОСКВА' | downcase") == "àéî łódź σοφια москва");
    CHECK(of("'élan VITAL' | capitalize") == "Élan vital");
}

TEST_CASE("texts are cut at characters", "[content][filters]") {
    CHECK(of("'Grüße aus Köln' | truncate: 7") == "Grüß...");
    CHECK(of("'Grüße aus Köln' | slice: 2, 3") == "üße");
    CHECK(of("'Grüße' | size") == "5");
    CHECK(of("'äö' | split: '' | join: '-'") == "ä-ö");
}

TEST_CASE("sums and products of decimal numbers are those of school", "[content][filters]") {
    CHECK(of("0.1 | plus: 0.2") == "0.3");
    CHECK(of("1.1 | times: 1.1") == "1.21");
    CHECK(of("2.675 | round: 2") == "2.68");
    CHECK(of("-7 | divided_by: 2") == "-4");
    CHECK(of("-7 | modulo: 3") == "2");
    CHECK(of("1 | divided_by: 0") == "error: a number is divided by 0");
    CHECK(of("9223372036854775807 | plus: 1") == "error: the number is too large");
}

TEST_CASE("numbers of the host read as a person would write them, also what is computed of them",
          "[content][filters]") {
    CHECK(of("price") == "9");
    CHECK(of("price | times: 2") == "18");
    CHECK(of("price | divided_by: 2") == "4.5");
    CHECK(of("9.0 | times: 2") == "18.0");
}

TEST_CASE("lists of the host are joined, also what is left of them", "[content][filters]") {
    CHECK(of("tags") == "b, a, B, a");
    CHECK(of("tags | sort | uniq") == "B, a, b");
    CHECK(of("tags | sort_natural | join: ''") == "aabB");
    CHECK(of("people | map: 'name'") == "Ada, Bob");
    CHECK(of("people | where: 'age' | map: 'name'") == "Ada");
    CHECK(of("people | sum: 'age'") == "36");
    CHECK(of("tags | first") == "b");
    CHECK(of("tags | concat: tags | size") == "8");
}

TEST_CASE("what is sorted must have an order", "[content][filters]") {
    CHECK(of("people | sort") == "error: a map and a map cannot be sorted together");
    CHECK(of("people | sort: 'age' | map: 'name'") == "Ada, Bob");
}

TEST_CASE("texts are made fit for the web", "[content][filters]") {
    CHECK(of("'<a> & b' | escape") == "&lt;a&gt; &amp; b");
    CHECK(of("'&lt; & <' | escape_once") == "&lt; &amp; &lt;");
    CHECK(of("'a b/ü' | url_encode | url_decode") == "a b/ü");
    CHECK(of("'a b/ü*' | url_encode") == "a+b%2F%C3%BC%2A");
    CHECK(of("'<b>x</b> <!-- y --><style>z</style>< w' | strip_html") == "x < w");
    CHECK(of("'YQ' | base64_decode") == "error: a text that is no base64 is to be decoded");
    CHECK(of("'_-8' | base64_url_safe_decode | base64_url_safe_encode") == "_-8=");
}

TEST_CASE("default replaces what is missing and allow_false keeps false", "[content][filters]") {
    CHECK(of("nothing | default: 'x'") == "x");
    CHECK(of("false | default: 'x', allow_false: true") == "false");
}

TEST_CASE("a required value that is absent ends the rendering and is named", "[content][filters]") {
    RenderFailure why;
    CHECK(rendered("{{ lead.first_name | required | upcase }}", {}, {}, &why) ==
          "error: lead.first_name is required and absent");
    CHECK(why.kind == RenderFailure::Kind::missing_value);
    CHECK(why.name == "lead.first_name");
    CHECK(rendered("{{ x | required }}", NamedValues({{"x", ""}, {"y", 1}})).empty());
    CHECK(rendered("{{ x | default: 1 | required }}") == "1");
}

TEST_CASE("dates are written in the zone of the context", "[content][filters]") {
    const Zone berlin = Zone::find("Europe/Berlin").value();
    RenderContext context;
    context.zone = &berlin;
    context.now = *parse_instant("2026-12-31T23:30:00Z");
    const auto in_berlin = [&](const char* expression) {
        return rendered("{{ " + std::string(expression) + " }}", values(), context);
    };
    CHECK(in_berlin("day | date: '%-d %B %Y, %A'") == "20 May 2026, Wednesday");
    CHECK(in_berlin("at | date: '%Y-%m-%d %H:%M %z'") == "2026-05-21 00:30 +0200");
    CHECK(in_berlin("'now' | date: '%Y'") == "2027");
    CHECK(in_berlin("'2026-05-20T22:30:00Z' | date: '%d %H %:z'") == "20 22 +00:00");
    CHECK(in_berlin("'Wed, 20 May 2026 10:00:00 +0200' | date: '%s'") == "1779264000");
    CHECK(in_berlin("'May 20th, 2026 3:05 pm' | date: '%I:%M %p %l|%k'") == "03:05 PM  3|15");
    CHECK(in_berlin("1779264000 | date: '%F %T'") == "2026-05-20 10:00:00");
    CHECK(of("'now' | date: '%Y'") == "error: there is no present moment here, so \"now\" is no date");
}

TEST_CASE("every directive of strftime gives its part of the date", "[content][filters]") {
    const auto at = [](const char* format) {
        return of(std::string("'2026-01-04 05:06:07' | date: '") + format + "'");
    };
    CHECK(at("%a %A %b %B %C %d %e %j %u %w %y") == "Sun Sunday Jan January 20 04  4 004 7 0 26");
    CHECK(at("%G-%V %U %W") == "2026-01 01 00");
    CHECK(at("%H %I %k %l %M %S %L %3N %p %P") == "05 05  5  5 06 07 000 000 AM am");
    CHECK(at("%D|%F|%T|%R|%r|%x|%X") == "01/04/26|2026-01-04|05:06:07|05:06|05:06:07 AM|01/04/26|05:06:07");
    CHECK(at("%-d %_d %010Y %^b %Z %%") == "4  4 0000002026 JAN UTC %");
    CHECK(at("%Q %") == "%Q %");
}

TEST_CASE("what is no date is left alone, and what may be meant as one is refused", "[content][filters]") {
    CHECK(of("'soon' | date: '%Y'") == "soon");
    CHECK(of("nothing | date: '%Y'").empty());
    CHECK(of("'2026-02-30' | date: '%Y'").rfind("error: \"2026-02-30\" is no date", 0) == 0);
    CHECK(of("'next monday' | date: '%Y'").rfind("error: ", 0) == 0);
}
