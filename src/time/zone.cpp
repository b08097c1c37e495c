// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

namespace nurture::inline v0 {

namespace {

using std::chrono::floor;
using std::chrono::seconds;
using std::chrono::sys_days;

// The years that instants are written in; `end_of_time` and the like read as the last of them.
constexpr Instant first_instant = sys_days(std::chrono::year(1) / 1 / 1);
constexpr Instant last_instant = sys_days(std::chrono::year(10000) / 1 / 1) - Milliseconds(1);
constexpr Milliseconds last_of_day = std::chrono::hours(24) - Milliseconds(1);
constexpr LocalTime first_reading{1, 1, 1, Milliseconds(0)};
constexpr LocalTime last_reading{9999, 12, 31, last_of_day};

constexpr std::size_t longest_name = 64; // IANA's have at most 32.

bool may_stand_in_a_name(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
           c == '-' || c == '/';
}

/// Whether the text can be a zone's name. The tz database's folder holds more than zones, and absl opens whatever
/// path it is given: "localtime" is the machine's own setting, "right/" counts leap seconds, "posix/" repeats all.
bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > longest_name || name.front() == '/' || name.back() == '/' ||
        name.find("//") != std::string_view::npos) {
        return false;
    }
    if (name == "localtime" || name == "posixrules" || name == "UTC0" || name.substr(0, 6) == "right/" ||
        name.substr(0, 6) == "posix/") {
        return false;
    }
    return std::all_of(name.begin(), name.end(), may_stand_in_a_name);
}

LocalTime reading_of(const absl::CivilSecond& civil, Milliseconds below_second) {
    if (civil.year() < first_reading.year) {
        return first_reading;
    }
    if (civil.year() > last_reading.year) {
        return last_reading;
    }
    LocalTime local;
    local.year = static_cast<std::int32_t>(civil.year());
    local.month = static_cast<std::uint8_t>(civil.month());
    local.day = static_cast<std::uint8_t>(civil.day());
    local.since_midnight = std::chrono::hours(civil.hour()) + std::chrono::minutes(civil.minute()) +
                           seconds(civil.second()) + below_second;
    return local;
}

Instant instant_of(absl::Time time, Milliseconds below_second) {
    return Instant(seconds(absl::ToUnixSeconds(time)) + below_second);
}

} // namespace

struct Zone::Rules {
    std::string name;
    absl::TimeZone zone;
};

// A zone without rules is UTC: so is one that was moved from.
Zone::Zone() = default;

Zone::Zone(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}

std::optional<Zone> Zone::find(std::string_view iana_name) {
    if (!is_zone_name(iana_name)) {
        return std::nullopt;
    }
    if (iana_name == "UTC") {
        return Zone();
    }
    Rules rules{std::string(iana_name), {}};
    if (!absl::LoadTimeZone(rules.name, &rules.zone)) {
        return std::nullopt;
    }
    return Zone(std::make_shared<const Rules>(std::move(rules)));
}

const std::string& Zone::name() const noexcept {
    static const std::string utc = "UTC";
    return rules_ ? rules_->name : utc;
}

LocalTime Zone::to_local(Instant at) const {
    const Instant within = std::clamp(at, first_instant, last_instant);
    const auto second = floor<seconds>(within);
    const absl::Time time = absl::FromUnixSeconds(second.time_since_epoch().count());
    const absl::TimeZone zone = rules_ ? rules_->zone : absl::UTCTimeZone();
    return reading_of(zone.At(time).cs, within - second);
}

Instant Zone::to_instant(const LocalTime& local) const {
    if (local < first_reading) {
        return first_instant;
    }
    if (local > last_reading) {
        return last_instant;
    }
    const auto second = floor<seconds>(local.since_midnight);
    const Milliseconds below_second = local.since_midnight - second;
    const absl::CivilSecond civil(local.year, local.month, local.day, 0, 0, second.count());
    const absl::TimeZone zone = rules_ ? rules_->zone : absl::UTCTimeZone();
    const absl::TimeZone::TimeInfo info = zone.At(civil);
    const bool skipped = info.kind == absl::TimeZone::TimeInfo::SKIPPED;
    const Instant at = skipped ? instant_of(info.trans, Milliseconds(0)) : instant_of(info.pre, below_second);
    return std::clamp(at, first_instant, last_instant);
}

} // namespace nurture::inline v0
