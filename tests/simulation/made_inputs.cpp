// SPDX-License-Identifier: BSL-1.0
#include "simulation/made_inputs.hpp"

#include <array>
#include <chrono>
#include <iterator>
#include <utility>

namespace nurture::simulation {

namespace {

using namespace std::chrono_literals;

constexpr std::array<const char*, 4> zones{"UTC", "Europe/Paris", "America/Los_Angeles", "Pacific/Auckland"};
constexpr std::array<const char*, 3> stages{"new", "hot", "customer"};
constexpr std::array<const char*, 4> categories{"marketing", "product", "newsletter", "transactional"};

} // namespace

Lead MadeInputs::lead(std::size_t i) const {
    Lead lead{.id = "lead-" + std::to_string(i), .fields = {{"stage", stages[i % 3]}}};
    // Two leads share an address, which they spell differently.
    lead.fields.set("email", (i % 2 == 0 ? "person" : "Person") + std::to_string(i * 3 / 4) + "@example.com");
    if (i % 3 != 0) {
        lead.fields.set("phone", "+49" + std::to_string(i));
    }
    if (i % 4 != 2) {
        lead.fields.set("time_zone", zones[i % 4]);
    }
    if (i % 2 == 1) {
        lead.fields.set("points", static_cast<int>(i) * 7);
        lead.fields.set("first_name", "Ada");
    }
    if (i % 3 == 1) {
        lead.fields.set("renewal", start_ + 24h * static_cast<int>(5 + 3 * i));
    }
    if (i % 4 != 3) {
        lead.account = {.id = "account-" + std::to_string(i % 2)};
        lead.fields.set("account_id", lead.account.id.str());
    }
    if (i % 3 == 0) {
        lead.subscriptions["newsletter"] = true;
    }
    return lead;
}

std::vector<Lead> MadeInputs::leads() const {
    std::vector<Lead> all;
    for (std::size_t i = 0; i < leads_; ++i) {
        all.push_back(lead(i));
    }
    return all;
}

Input MadeInputs::next(Instant now, const std::vector<std::pair<LeadId, MessageKey>>& known) {
    const LeadId who = anyone();
    const std::size_t kind = dice_.below(100);
    if (kind < 12) {
        return change(who);
    }
    if (kind < 28 && !known.empty()) {
        return of_message(now, known);
    }
    if (kind < 34) {
        return ConsentGiven{.lead = who,
                            .category = dice_.of(categories),
                            .subscribed = dice_.in(2),
                            .source = "page-" + std::to_string(++number_)};
    }
    if (kind < 38) {
        return command(who);
    }
    if (kind == 38) {
        return LeadDeleted{.lead = who, .forget = dice_.in(2)};
    }
    if (kind == 39) {
        return event(who, "lead_created");
    }
    static constexpr std::array<const char*, 6> types{"joined", "joined", "visited", "visited", "form", "paid"};
    Event what = event(who, dice_.of(types));
    what.properties = {{"n", static_cast<int>(dice_.below(10))}};
    switch (dice_.below(20)) {
    case 0:
    case 1:
    case 2: what.time = now - 1h * static_cast<int>(dice_.below(100)); break;
    case 3: what.time = now + 1min; break;
    case 4: what.time = now + 6min; break;
    default: break;
    }
    return what;
}

Input MadeInputs::change(const LeadId& who) {
    LeadChanged change{.lead = who, .fields = {{"change_no", ++number_}}};
    switch (dice_.below(7)) {
    case 0:
    case 1: change.fields.push_back({"points", static_cast<int>(dice_.below(60))}); break;
    case 2: change.fields.push_back({"stage", dice_.of(stages)}); break;
    case 3: change.fields.push_back({"time_zone", dice_.of(zones)}); break;
    case 4: change.fields.push_back({"renewal", start_ + 24h * static_cast<int>(dice_.below(40))}); break;
    case 5: change.fields.push_back({"email", "moved" + std::to_string(dice_.below(6)) + "@example.com"}); break;
    default: {
        const Account account{.id = "account-" + std::to_string(dice_.below(2))};
        change.fields.push_back({"account_id", account.id.str()});
        change.account = account;
    }
    }
    return change;
}

Input MadeInputs::of_message(Instant now, const std::vector<std::pair<LeadId, MessageKey>>& known) {
    const auto& [lead, key] = known[dice_.below(known.size())];
    static constexpr std::array<const char*, 12> types{
        "message_opened",       "message_opened",  "message_opened",  "message_clicked",
        "message_clicked",      "message_clicked", "message_replied", "message_unsubscribed",
        "message_unsubscribed", "message_bounced", "message_bounced", "message_complained"};
    Event what = event(lead, dice_.of(types));
    what.properties = {{"message", key.str()}};
    if (what.type == "message_unsubscribed" && dice_.in(3)) {
        what.properties.set("scope", "all");
    }
    if (what.type == "message_unsubscribed" && dice_.in(6)) {
        what.properties.set("machine", true);
    }
    if (what.type == "message_bounced" && dice_.in(2)) {
        what.properties.set("bounce", "soft");
    }
    if (dice_.in(5)) {
        what.time = now - 1h * static_cast<int>(dice_.below(100));
    }
    return what;
}

Input MadeInputs::command(const LeadId& who) {
    const auto workflow =
        std::next(catalog_.workflows.begin(), static_cast<std::ptrdiff_t>(dice_.below(catalog_.workflows.size())));
    if (dice_.in(2)) {
        return Unenroll{.lead = who, .workflow = workflow->first};
    }
    return Enroll{.lead = who, .workflow = workflow->first, .force = dice_.in(2), .properties = {{"n", 5}}};
}

} // namespace nurture::simulation
