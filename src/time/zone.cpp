// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/zone.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "time/offset_table.hpp"

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

/// A reading as if its clock showed UTC.
std::int64_t in_seconds(const absl::CivilSecond& civil) {
    return civil - absl::CivilSecond(1970, 1, 1);
}

/// The next instant after this one at which the clocks change, or only the name of their time.
std::optional<std::int64_t> next_change(const absl::TimeZone& zone, std::int64_t second) {
    absl::TimeZone::CivilTransition change;
    if (!zone.NextTransition(absl::FromUnixSeconds(second), &change)) {
        return std::nullopt;
    }
    // `from` is what a clock would show then that nobody had changed since.
    return in_seconds(change.from) - zone.At(absl::FromUnixSeconds(second)).offset;
}

OffsetTable table_of(const absl::TimeZone& zone) {
    OffsetTable table;
    std::int64_t offset = zone.At(absl::FromUnixSeconds(OffsetTable::begins)).offset;
    table.append(OffsetTable::begins, offset);
    for (auto at = next_change(zone, OffsetTable::begins); at && *at < OffsetTable::ends; at = next_change(zone, *at)) {
        const std::int64_t now = zone.At(absl::FromUnixSeconds(*at)).offset;
        if (now != offset) {
            table.append(*at, now);
            offset = now;
        }
    }
    table.finish();
    return table;
}

LocalTime reading_of(std::int64_t local_second, Milliseconds below_second) {
    const std::chrono::sys_seconds reading{seconds(local_second)};
    const auto midnight = floor<std::chrono::days>(reading);
    const std::chrono::year_month_day date(midnight);
    LocalTime local;
    local.year = int{date.year()};
    local.month = static_cast<std::uint8_t>(unsigned{date.month()});
    local.day = static_cast<std::uint8_t>(unsigned{date.day()});
    local.since_midnight = reading - midnight + below_second;
    return local;
}

std::int64_t in_seconds(const LocalTime& local) {
    const sys_days date = std::chrono::year(local.year) / std::chrono::month(local.month) / std::chrono::day(local.day);
    return (std::chrono::sys_seconds(date) + floor<seconds>(local.since_midnight)).time_since_epoch().count();
}

} // namespace

struct Zone::Rules {
    std::string name{};
    absl::TimeZone zone{};
    OffsetTable table{};
    std::uint64_t hash = 0;
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
    // What was read from the system once, as absl keeps it too: bounded by the zones there are, never changed.
    static std::shared_mutex mutex;
    static std::map<std::string, std::shared_ptr<const Rules>, std::less<>> found;
    {
        const std::shared_lock reading(mutex);
        if (const auto known = found.find(iana_name); known != found.end()) {
            return Zone(known->second);
        }
    }
    auto rules = std::make_shared<Rules>();
    rules->name = iana_name;
    if (!absl::LoadTimeZone(rules->name, &rules->zone)) {
        return std::nullopt;
    }
    rules->table = table_of(rules->zone);
    rules->hash = rules->table.hash();
    const std::unique_lock writing(mutex);
    return Zone(found.emplace(rules->name, std::move(rules)).first->second);
}

const std::string& Zone::name() const noexcept {
    static const std::string utc = "UTC";
    return rules_ ? rules_->name : utc;
}

std::uint64_t Zone::rules_hash() const noexcept {
    static const std::uint64_t utc = table_of(absl::UTCTimeZone()).hash();
    return rules_ ? rules_->hash : utc;
}

LocalTime Zone::to_local(Instant at) const {
    const Instant within = std::clamp(at, first_instant, last_instant);
    const auto second = floor<seconds>(within);
    const std::int64_t count = second.time_since_epoch().count();
    if (!rules_) {
        return reading_of(count, within - second);
    }
    if (OffsetTable::covers(count)) {
        return reading_of(count + rules_->table.offset_at(count), within - second);
    }
    return reading_of(rules_->zone.At(absl::FromUnixSeconds(count)).cs, within - second);
}

ZoneOffset Zone::offset_at(Instant at) const {
    if (!rules_) {
        return {};
    }
    const std::int64_t second = floor<seconds>(std::clamp(at, first_instant, last_instant)).time_since_epoch().count();
    if (OffsetTable::covers(second)) {
        const OffsetTable::Stretch stretch = rules_->table.stretch_at(second);
        return {seconds(stretch.offset), Instant(seconds(stretch.end))};
    }
    const auto until = next_change(rules_->zone, second);
    return {seconds(rules_->zone.At(absl::FromUnixSeconds(second)).offset),
            until ? Instant(seconds(*until)) : end_of_time};
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
    const std::int64_t reading = in_seconds(local);
    if (!rules_) {
        return Instant(seconds(reading) + below_second);
    }
    if (OffsetTable::covers_reading(reading)) {
        const OffsetTable::Found found = rules_->table.instant_of(reading);
        return Instant(seconds(found.second) + (found.in_gap ? Milliseconds(0) : below_second));
    }
    const absl::CivilSecond civil(local.year, local.month, local.day, 0, 0, second.count());
    const absl::TimeZone::TimeInfo info = rules_->zone.At(civil);
    const bool skipped = info.kind == absl::TimeZone::TimeInfo::SKIPPED;
    const Instant at = skipped ? instant_of(info.trans, Milliseconds(0)) : instant_of(info.pre, below_second);
    return std::clamp(at, first_instant, last_instant);
}

} // namespace nurture::inline v0
