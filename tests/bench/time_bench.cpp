// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a conversion between UTC and local time costs, over instants near each other and far apart, and what it costs
/// to find the next moment inside windows. The targets: under 60 ns near each other, under 200 ns far apart.

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <vector>

#include <nurture/time/delay.hpp>

using namespace nurture;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t count = 65'536; // more than a branch predictor remembers
constexpr std::array names = {"America/New_York", "Africa/Casablanca", "America/Sao_Paulo", "UTC"};

/// Instants of 1990 to 2037 in an order without a pattern, or an hour from one to the next.
std::vector<Instant> instants(bool far_apart) {
    constexpr std::uint64_t first = 631'152'000'000;
    constexpr std::uint64_t span = 1'514'764'800'000;
    std::vector<Instant> all;
    std::uint64_t state = 1;
    for (std::size_t i = 0; i < count; ++i) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        const std::uint64_t ms = far_apart ? first + (state >> 20) % span : first + span / 2 + i * 3'600'000;
        all.emplace_back(Milliseconds(static_cast<std::int64_t>(ms)));
    }
    return all;
}

Zone zone_of(benchmark::State& state) {
    const char* const name = names[static_cast<std::size_t>(state.range(0))];
    state.SetLabel(name);
    return Zone::find(name).value();
}

void to_local(benchmark::State& state, bool far_apart) {
    const Zone zone = zone_of(state);
    const std::vector<Instant> all = instants(far_apart);
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(zone.to_local(all[next++ % count]));
    }
}

void to_instant(benchmark::State& state, bool far_apart) {
    const Zone zone = zone_of(state);
    std::vector<LocalTime> all;
    for (const Instant at : instants(far_apart)) {
        all.push_back(zone.to_local(at));
    }
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(zone.to_instant(all[next++ % count]));
    }
}

BENCHMARK_CAPTURE(to_local, near_each_other, false)->DenseRange(0, names.size() - 1);
BENCHMARK_CAPTURE(to_local, far_apart, true)->DenseRange(0, names.size() - 1);
BENCHMARK_CAPTURE(to_instant, near_each_other, false)->DenseRange(0, names.size() - 1);
BENCHMARK_CAPTURE(to_instant, far_apart, true)->DenseRange(0, names.size() - 1);

void find_zone(benchmark::State& state) {
    const Zone zone = zone_of(state);
    for (auto _ : state) {
        benchmark::DoNotOptimize(Zone::find(zone.name()));
    }
}
BENCHMARK(find_zone)->Arg(0);

void next_moment_in_window_and_quiet_hours(benchmark::State& state) {
    const Zone zone = zone_of(state);
    const Window office = Window::business_hours(Holidays({{2014, 1, 1}, {2014, 4, 18}, {2014, 12, 25}}));
    const Window awake = Window::outside(QuietHours{});
    const Window* const windows[] = {&office, &awake};
    const std::vector<Instant> all = instants(true);
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(earliest(all[next++ % count], {.day = {18h}, .windows = windows}, zone));
    }
}
BENCHMARK(next_moment_in_window_and_quiet_hours)->Arg(0);

void three_business_days(benchmark::State& state) {
    const Zone zone = zone_of(state);
    const Window office = Window::business_hours();
    const std::vector<Instant> all = instants(true);
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(add(all[next++ % count], {.business_days = 3}, zone, office));
    }
}
BENCHMARK(three_business_days)->Arg(0);

} // namespace
