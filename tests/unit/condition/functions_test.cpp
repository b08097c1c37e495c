// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "unit/condition/facts_of_a_lead.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

std::string error_of(std::string_view text) {
    const Outcome outcome = outcome_of("dyn(" + std::string(text) + ")", FactsOfALead()); // also what no field can hold
    return outcome.kind == Outcome::Kind::error ? outcome.error : "no error";
}

} // namespace

TEST_CASE("durations are CEL's and the catalog's exact units", "[condition][functions]") {
    const FactsOfALead facts;
    CHECK(holds("duration('30d') == duration('720h') && duration('2w') == duration('14d')", facts));
    CHECK(holds("duration('15min') == duration('15m') && duration('1d12h') == duration('36h')", facts));
    CHECK(holds("duration('1.5h') == duration('90m') && duration('-1.5s') == -duration('1500ms')", facts));
    CHECK(holds("string(duration('90m')) == '5400s' && string(duration('-1500ms')) == '-1.5s'", facts));
    CHECK(holds("duration('0') == duration('0s') && duration('1us') == duration('1000ns')", facts));
    CHECK(error_of("duration('1' + 'y')").find("365d") != std::string::npos);
    CHECK(error_of("duration('1' + 'bd')").find("business") != std::string::npos);
    CHECK(error_of("duration('30' + '')") == "a unit is missing; write 30d, 36h, 15min or 90s");
    CHECK(error_of("duration('' + '')").find("is not a length of time") != std::string::npos);
    CHECK(error_of("duration('9999999999' + 'd')").find("too long") != std::string::npos);
    CHECK(error_of("duration('99999999999999999999' + 's')").find("too long") != std::string::npos);
}

TEST_CASE("timestamps are RFC 3339 with an offset in the years 1 to 9999", "[condition][functions]") {
    const FactsOfALead facts;
    CHECK(holds("timestamp('2026-03-02T09:00:00Z') == timestamp('2026-03-02T14:30:00+05:30')", facts));
    CHECK(holds("string(timestamp('2026-03-02T09:00:00.120Z')) == '2026-03-02T09:00:00.12Z'", facts));
    CHECK(holds("timestamp('2024-02-29T00:00:00Z').getDayOfYear() == 59", facts));
    CHECK(holds("timestamp(0) == timestamp('1970-01-01T00:00:00Z')", facts));
    for (const char* wrong : {"2026-02-29T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z",
                              "2026-1-1T00:00:00Z", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00.Z",
                              "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00Z "}) {
        INFO(wrong);
        CHECK(error_of("timestamp('" + std::string(wrong) + "' + '')").find("is not a timestamp") != std::string::npos);
    }
}

TEST_CASE("conversions read a text whole or not at all", "[condition][functions]") {
    const FactsOfALead facts;
    CHECK(holds("int('-12') == -12 && uint('12') == 12u && double('1e3') == 1000.0 && bool('TRUE')", facts));
    CHECK(holds("string(1.0) == '1' && string(0.1) == '0.1' && string(b'abc') == 'abc'", facts));
    CHECK(holds("double('NaN') != double('NaN') && string(double('-Infinity')) == '-Infinity'", facts));
    for (const char* text : {"int('12 ')", "int('1.5')", "int('')", "uint('-1')", "double('1,5')", "double('0x10')",
                             "bool('yes')", "int(1e300)", "uint(-1)", "int(double('NaN'))", "string(b'\\xff')",
                             "string(b'\\xc0\\x80')", "string(b'\\xed\\xa0\\x80')"}) {
        INFO(text);
        CHECK(error_of(text) != "no error");
    }
}

TEST_CASE("text functions count characters, not bytes", "[condition][functions]") {
    const FactsOfALead facts;
    CHECK(holds("'Köln'.size() == 4 && 'Köln'.charAt(1) == 'ö' && 'Köln'.indexOf('n') == 3", facts));
    CHECK(holds("'Köln'.substring(1, 3) == 'öl' && 'Köln'.reverse() == 'nlöK' && 'Köln'.lastIndexOf('') == 4", facts));
    CHECK(holds("'aöb'.split('') == ['a', 'ö', 'b'] && ''.split('') == [] && ''.split(',') == ['']", facts));
    CHECK(holds("'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'aöb'.replace('', '-') == '-a-ö-b-'", facts));
    CHECK(holds("'aaa'.replace('a', 'b', 2) == 'bba' && 'aaa'.replace('a', 'b', -1) == 'bbb'", facts));
    CHECK(holds("'\u00A0 x\u3000'.trim() == 'x' && '   '.trim() == ''", facts));
    CHECK(error_of("'ab'.charAt(3)") == "the text has no place 3");
    CHECK(error_of("'ab'.substring(-1)") == "the text has no place -1");
    CHECK(error_of("['a', dyn(1)].join()").find("holds more than text") != std::string::npos);
}

TEST_CASE("format() writes by its clauses", "[condition][functions]") {
    const FactsOfALead facts;
    CHECK(holds("'%s has %d, %.2f, %e, %x, %b%%'.format(['x', 5, 1.005, 1.5, 255, 5]) == "
                "'x has 5, 1.00, 1.500000e+00, ff, 101%'",
                facts));
    CHECK(holds("'%x %X %o'.format([-30, 'z', 8]) == '-1e 7A 10'", facts));
    CHECK(error_of("'%s'.format([])").find("more clauses than values") != std::string::npos);
    CHECK(error_of("'%.101f'.format([1.0])").find("decimals") != std::string::npos);
    CHECK(error_of("'%'.format([1.0])").find("ends inside of a clause") != std::string::npos);
    CHECK(holds("size('%.100f'.format([1e308])) == 410", facts));
}

TEST_CASE("regular expressions are RE2 and match anywhere", "[condition][functions]") {
    FactsOfALead facts;
    facts.lead_fields = {{"title", Value("Vice President")}, {"pattern", Value("^V.*t$")}};
    CHECK(holds("lead.title.matches('(?i)PRES') && !lead.title.matches('^Pres') && lead.title.matches(lead.pattern)",
                facts));
    CHECK(problems_of("lead.title.matches('(a)\\\\1')").size() == 1); // no back references
}

TEST_CASE("timestamps keep their nanoseconds and do not overflow", "[condition][functions]") {
    const FactsOfALead facts;
    CHECK(holds("timestamp('2026-01-01T00:00:00Z') - duration('1ns') == timestamp('2025-12-31T23:59:59.999999999Z')",
                facts));
    CHECK(error_of("timestamp('9999-12-31T23:59:59Z') + duration('1' + 's')") ==
          "the timestamp leaves the years 1 to 9999");
    CHECK(error_of("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')") ==
          "the timestamps are too far apart");
}

TEST_CASE("types can be asked for and compared", "[condition][functions]") {
    FactsOfALead facts;
    facts.lead_fields.set("tags", Value(Value::List{}));
    CHECK(holds("type(1) == int && type(1u) != int && type(lead.tags) == list && type(type(1)) == type", facts));
}
