// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/offset.hpp"

#include <chrono>

#include "support/catch.hpp"

namespace {

using namespace nurture;
using namespace nurture::rehearsal;
using namespace std::chrono_literals;

TEST_CASE("an offset is a sum of units, with m for minutes and a day of 24 hours", "[rehearsal]") {
    CHECK(*parse_offset("0h") == 0ms);
    CHECK(*parse_offset("300ms") == 300ms);
    CHECK(*parse_offset("5m") == 5min);
    CHECK(*parse_offset("5min") == 5min);
    CHECK(*parse_offset("1d2h") == 26h);
    CHECK(*parse_offset("1h30m") == 90min);
    CHECK(*parse_offset("6h3m1s") == 6h + 3min + 1s);
    CHECK(*parse_offset("2w") == 14 * 24h);
}

TEST_CASE("what is no offset is refused with an example", "[rehearsal]") {
    for (const char* text : {"", "5", "h", "5 m", "-1h", "1mo", "1.5h", "99999999999999d", "1h-2m", "200y"}) {
        INFO(text);
        const Result<Milliseconds> offset = parse_offset(text);
        REQUIRE_FALSE(offset.ok());
        CHECK(offset.error().message.find("write one such as 1d2h") != std::string::npos);
    }
}

TEST_CASE("a moment is an instant or an offset from the start", "[rehearsal]") {
    const Instant start = *parse_instant("2026-03-02T09:00:00Z");
    CHECK(*parse_moment("1d", start) == start + 24h);
    CHECK(*parse_moment("2026-03-02T10:00:00+01:00", start) == start);
    CHECK_FALSE(parse_moment("2026-13-02T10:00:00Z", start).ok());
    CHECK_FALSE(parse_moment("tomorrow", start).ok());
}

} // namespace
