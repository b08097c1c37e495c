// SPDX-License-Identifier: BSL-1.0
#include <cstdlib>

#include <nurture/time/delay.hpp>
#include <nurture/time/window.hpp>
#include <nurture/time/zone.hpp>

#include "support/catch.hpp"
#include "support/counted_allocations.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using namespace std::chrono_literals;

TEST_CASE("conversions between UTC and local time allocate nothing", "[time][zone]") {
    const Zone zone = Zone::find("America/Sao_Paulo").value();
    CHECK(allocations_of([&] {
              for (Instant at{}; at < Instant(std::chrono::days(40'000)); at += 9'973min) {
                  const Instant back = zone.to_instant(zone.to_local(at));
                  if (back > at) std::abort();
              }
          }) == 0);
    CHECK(allocations_of([&] { static_cast<void>(Zone::find("America/Sao_Paulo")); }) == 0);
}

TEST_CASE("the earliest moment inside windows is found without allocation", "[time][window]") {
    const Zone zone = Zone::find("America/Sao_Paulo").value();
    const Window office = Window::business_hours(Holidays({{2017, 11, 2}, {2017, 11, 15}}));
    const Window awake = Window::outside({20h, 8h});
    const Window* const windows[] = {&office, &awake};
    CHECK(allocations_of([&] {
              const Instant from = Instant(std::chrono::days(17'450));
              for (int hour = 0; hour < 1000; ++hour) {
                  const Constraints constraints{.day = {18h}, .windows = windows};
                  static_cast<void>(
                      earliest(add(from + hour * 1h, {.business_days = 2}, zone, office), constraints, zone));
              }
          }) == 0);
}

TEST_CASE("what is allocated is counted, so that the count can be trusted", "[time][zone]") {
    CHECK(allocations_of([] { static_cast<void>(std::make_unique<int>(7)); }) > 0);
}
