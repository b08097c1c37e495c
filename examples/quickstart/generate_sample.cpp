// SPDX-License-Identifier: BSL-1.0
// Writes leads.csv, accounts.csv and events.csv: some 200 people of 60 companies and what they did in the first eight
// weeks of 2026. The same on every machine: a small generator with a fixed seed, whole numbers only.
//
//   generate_sample DIRECTORY

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

namespace {

using std::chrono::minutes;
using Minute = std::chrono::sys_time<minutes>;

constexpr int account_count = 60;
constexpr int lead_count = 200;
constexpr minutes day{24 * 60};
constexpr int days = 56;
constexpr Minute monday = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5);

/// SplitMix64 (Steele, Lea, Flood 2014).
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    /// A whole number in [0, sides).
    int roll(int sides) {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return static_cast<int>((mixed ^ (mixed >> 31)) % static_cast<std::uint64_t>(sides));
    }

    bool chance(int percent) { return roll(100) < percent; }

    template <std::size_t N>
    const char* pick(const std::array<const char*, N>& choices) {
        return choices.at(static_cast<std::size_t>(roll(static_cast<int>(N))));
    }

private:
    std::uint64_t state_;
};

constexpr std::array first_names{"Ada",    "Bruno", "Chen",  "Dalia", "Emil", "Farah", "Grace",  "Hugo",
                                 "Ingrid", "Jamal", "Keiko", "Luis",  "Mara", "Nadia", "Oliver", "Priya"};
constexpr std::array last_names{"Adeyemi", "Berg",   "Costa",   "Dubois", "Eriksen", "Fischer", "Garcia",
                                "Haddad",  "Ivanov", "Johnson", "Kim",    "Larsen",  "Moreau",  "Novak"};
constexpr std::array titles{"VP Marketing", "Head of Sales", "Marketing Manager", "Operations Lead", "Analyst", ""};
constexpr std::array zones{"Europe/Berlin",       "Europe/London", "America/New_York",
                           "America/Los_Angeles", "Asia/Tokyo",    ""}; // none: the catalog's
constexpr std::array name_heads{"North", "Blue", "Bright", "Silver", "River", "Oak"};
constexpr std::array name_tails{"works", "point", "field", "line", "port"};
constexpr std::array industries{"software", "manufacturing", "logistics", "health", "finance"};
constexpr std::array sizes{"12", "35", "80", "150", "240", "900", "4200"};
constexpr std::array pages{"/", "/blog/lead-scoring", "/blog/first-touch", "/features", "/customers", "/pricing"};
constexpr std::array products{"engine", "reports"};

std::string padded(unsigned number, std::size_t width) {
    const std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string numbered(const char* prefix, int number) {
    return prefix + padded(static_cast<unsigned>(number), 3);
}

std::string rfc3339(Minute at) {
    const auto midnight = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(midnight);
    const auto minute = static_cast<unsigned>((at - midnight).count());
    return std::to_string(static_cast<int>(date.year())) + '-' + padded(static_cast<unsigned>(date.month()), 2) + '-' +
           padded(static_cast<unsigned>(date.day()), 2) + 'T' + padded(minute / 60, 2) + ':' + padded(minute % 60, 2) +
           ":00Z";
}

struct Event {
    Minute time{};
    std::string lead{};
    std::string type{};
    std::string form{};
    std::string path{};
    std::string product{};
    std::string amount{};
};

void write_accounts(std::ostream& out, Dice& dice) {
    out << "id,name,domain,industry,employees\n";
    for (int i = 0; i < account_count; ++i) {
        const std::string tail = name_tails.at(static_cast<std::size_t>(i / 6) % name_tails.size());
        const std::string name = name_heads.at(static_cast<std::size_t>(i) % name_heads.size()) + tail;
        const std::string id = numbered("acc-", i + 1);
        out << id << ',' << name << ' ' << i + 1 << ',' << id << ".example," << dice.pick(industries) << ','
            << dice.pick(sizes) << '\n';
    }
}

void write_leads(std::ostream& out, Dice& dice) {
    out << "id,email,first_name,last_name,title,account_id,time_zone,created_at\n";
    for (int i = 0; i < lead_count; ++i) {
        const std::string id = numbered("lead-", i + 1);
        const std::string account = numbered("acc-", dice.roll(account_count) + 1);
        const std::string first = dice.chance(85) ? dice.pick(first_names) : ""; // forms do not always ask
        const std::string last = dice.pick(last_names);
        const std::string address = dice.chance(98) ? id + "@" + account + ".example" : "";
        out << id << ',' << address << ',' << first << ',' << last << ',' << dice.pick(titles) << ',' << account << ','
            << dice.pick(zones) << ",2025-12-15T00:00:00Z\n";
    }
}

/// A moment of a working day between 08:00 and 19:59 UTC.
Minute working_moment(Dice& dice, Minute midnight) {
    Minute at = midnight;
    while (std::chrono::weekday(std::chrono::floor<std::chrono::days>(at)).iso_encoding() > 5) {
        at += day;
    }
    return at + minutes(8 * 60 + dice.roll(12 * 60));
}

/// From the first form to, for some, an opportunity.
void live(const std::string& lead, Dice& dice, std::vector<Event>& events) {
    const Minute first = working_moment(dice, monday + dice.roll(35) * day);
    const bool wants_guide = dice.chance(70);
    events.push_back(
        {.time = first, .lead = lead, .type = "form_submitted", .form = wants_guide ? "guide" : "webinar"});

    for (int visits = 1 + dice.roll(wants_guide ? 11 : 7); visits > 0; --visits) {
        const Minute at = first + minutes(5 + dice.roll(21 * 24 * 60));
        events.push_back({.time = at, .lead = lead, .type = "page_visited", .path = dice.pick(pages)});
    }
    if (!dice.chance(wants_guide ? 35 : 20)) {
        return;
    }

    const std::string product = dice.pick(products);
    const Minute asked = first + minutes(60 + dice.roll(18 * 24 * 60));
    events.push_back({.time = asked, .lead = lead, .type = "demo_requested", .product = product});
    if (dice.chance(50)) {
        const Minute at = asked + minutes(30 + dice.roll(3 * 24 * 60));
        events.push_back({.time = at, .lead = lead, .type = "page_visited", .path = "/booking"});
    }
    if (!dice.chance(55)) {
        return;
    }

    const Minute booked = asked + minutes(60 + dice.roll(8 * 24 * 60));
    events.push_back({.time = booked, .lead = lead, .type = "meeting_booked", .product = product});
    if (dice.chance(40)) {
        const std::string amount = std::to_string(5'000 + 500 * dice.roll(60));
        events.push_back({.time = booked + 6 * day, .lead = lead, .type = "opportunity_opened", .amount = amount});
    }
}

void write_events(std::ostream& out, Dice& dice) {
    std::vector<Event> events;
    for (int i = 0; i < lead_count; ++i) {
        live(numbered("lead-", i + 1), dice, events);
    }
    std::erase_if(events, [](const Event& event) { return event.time >= monday + days * day; });
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return std::tie(a.time, a.lead, a.type, a.path) < std::tie(b.time, b.lead, b.type, b.path);
    });
    out << "time,lead,type,id,form,path,product,amount\n";
    int number = 0;
    for (const Event& event : events) {
        out << rfc3339(event.time) << ',' << event.lead << ',' << event.type << ",e" << ++number << ',' << event.form
            << ',' << event.path << ',' << event.product << ',' << event.amount << '\n';
    }
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: generate_sample DIRECTORY\n";
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    Dice dice(2026);
    std::ofstream accounts(folder / "accounts.csv");
    write_accounts(accounts, dice);
    std::ofstream leads(folder / "leads.csv");
    write_leads(leads, dice);
    std::ofstream events(folder / "events.csv");
    write_events(events, dice);
    for (std::ofstream* file : {&accounts, &leads, &events}) {
        file->close();
        if (file->fail()) {
            std::cerr << "cannot write to " << folder.string() << "\n";
            return 3;
        }
    }
    return 0;
}
