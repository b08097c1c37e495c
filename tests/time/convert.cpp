// SPDX-License-Identifier: BSL-1.0
// nurture_convert [--late]: answers questions about local time, one a line, as numbers of milliseconds since 1970.
//
//   z Europe/Berlin   the zone of the lines that follow
//   u 1774746000000   an instant: what the clock shows then, as if it were UTC
//   l 1774749600000   a reading of the clock: its instant
//
// With --late every answer is a millisecond too large, so that a comparison can be seen to notice.

#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

#include <nurture/time/zone.hpp>

using namespace nurture;

namespace {

Milliseconds as_utc(const LocalTime& local) {
    const std::chrono::sys_days date =
        std::chrono::year(local.year) / std::chrono::month(local.month) / std::chrono::day(local.day);
    return Instant(date).time_since_epoch() + local.since_midnight;
}

LocalTime as_local(Milliseconds reading) {
    return Zone().to_local(Instant(reading));
}

} // namespace

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    const Milliseconds late(argc > 1 && std::string_view(argv[1]) == "--late" ? 1 : 0);
    Zone zone;
    char kind = 0;
    std::string word;
    while (std::cin >> kind >> word) {
        if (kind == 'z') {
            const auto found = Zone::find(word);
            if (!found) {
                std::cerr << word << " is no zone\n";
                return 1;
            }
            zone = *found;
            continue;
        }
        const Milliseconds asked(std::stoll(word));
        const Milliseconds answer =
            kind == 'u' ? as_utc(zone.to_local(Instant(asked))) : zone.to_instant(as_local(asked)).time_since_epoch();
        std::cout << (answer + late).count() << '\n';
    }
    return 0;
}
