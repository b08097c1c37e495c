// SPDX-License-Identifier: BSL-1.0

#include "rehearsal/expectations.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <nurture/insight/story.hpp>

namespace nurture::inline v0::rehearsal {

namespace {

constexpr std::size_t leads_told = 3; ///< Timelines of more leads hide the failure.

bool matches(const ExpectedItem& expected, const ActualItem& actual) {
    return std::all_of(expected.keys.begin(), expected.keys.end(),
                       [&](const auto& key) { return actual.text(key.first) == key.second; });
}

std::string as_text(const std::vector<std::pair<std::string, std::string>>& keys) {
    std::string text;
    for (const auto& [key, value] : keys) {
        text += (text.empty() ? "" : ", ") + key + ": " + value;
    }
    return '{' + text + '}';
}

/// One instant's items against as many expected ones: each lead's stay in their order.
bool is_instant(const ExpectedItem* expected, std::vector<const ActualItem*>& left) {
    if (left.empty()) {
        return true;
    }
    std::set<LeadId> tried; // only the first of a lead can be next
    for (std::size_t i = 0; i < left.size(); ++i) {
        const ActualItem* const item = left[i];
        if (!tried.insert(item->lead).second || !matches(*expected, *item)) {
            continue;
        }
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        if (is_instant(expected + 1, left)) {
            return true;
        }
        left.insert(left.begin() + static_cast<std::ptrdiff_t>(i), item);
    }
    return false;
}

class Checker {
public:
    Checker(const Expectations& expect, Stage& stage, const Actual& actual, Compared& compared)
        : expect_(expect), stage_(stage), actual_(actual), compared_(compared) {}

    Result<std::vector<ScenarioFailure>> check() {
        if (expect_.messages) {
            check_list("messages", *expect_.messages, actual_.messages, compared_.messages);
        }
        if (expect_.notes) {
            check_list("notes", *expect_.notes, actual_.notes, compared_.notes);
        }
        check_enrollments();
        check_journal();
        check_deliveries();
        for (const ExpectedFields& lead : expect_.leads) {
            if (auto done = check_lead(lead); !done) {
                return done.error();
            }
        }
        check_accounts();
        return std::move(failures_);
    }

private:
    void fail(const Place& place, std::string message, const std::set<LeadId>& leads) {
        std::string timeline;
        std::size_t told = 0;
        for (const LeadId& lead : leads) {
            if (told++ == leads_told) {
                break;
            }
            std::vector<JournalLine> lines;
            std::copy_if(actual_.journal.begin(), actual_.journal.end(), std::back_inserter(lines),
                         [&](const JournalLine& line) { return line.lead == lead; });
            timeline += lead.str() + ":\n" + (lines.empty() ? "(nothing happened)\n" : story(lines));
        }
        failures_.push_back({place, std::move(message), std::move(timeline)});
    }

    static std::set<LeadId> leads_of(const ExpectedItem& item) {
        for (const auto& [key, text] : item.keys) {
            if (key == "lead") {
                return {LeadId(text)};
            }
        }
        return {};
    }

    void check_list(const std::string& what, const ExpectedList& list, const std::vector<ActualItem>& all,
                    std::size_t& from) {
        const std::vector<ActualItem> fresh(all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())),
                                            all.end());
        from = all.size();
        if (is_list(list.items, fresh)) {
            return;
        }
        std::vector<const ActualItem*> unexpected;
        for (const ActualItem& item : fresh) {
            unexpected.push_back(&item);
        }
        std::set<LeadId> leads;
        std::string missing;
        const ExpectedItem* first_missing = nullptr;
        for (const ExpectedItem& wanted : list.items) {
            const auto at = std::find_if(unexpected.begin(), unexpected.end(),
                                         [&](const ActualItem* item) { return matches(wanted, *item); });
            if (at != unexpected.end()) {
                unexpected.erase(at);
                continue;
            }
            if (first_missing == nullptr) {
                first_missing = &wanted;
            }
            missing += "\n  missing:    " + as_text(wanted.keys);
            leads.merge(leads_of(wanted));
        }
        std::string others;
        for (const ActualItem* const item : unexpected) {
            others += "\n  unexpected: " + as_text(item->keys);
            leads.insert(item->lead);
        }
        std::string message = what + ": expected " + std::to_string(list.items.size()) + ", got " +
                              std::to_string(fresh.size()) + missing + others;
        if (missing.empty() && others.empty()) {
            message += ", all of them, but in another order; got:";
            for (const ActualItem& item : fresh) {
                message += "\n  " + as_text(item.keys);
                leads.insert(item.lead);
            }
        }
        fail(first_missing != nullptr ? first_missing->place : list.place, std::move(message), leads);
    }

    void check_enrollments() {
        for (const ExpectedItem& wanted : expect_.enrollments) {
            const auto count = static_cast<std::uint64_t>(
                std::count_if(actual_.enrollments.begin(), actual_.enrollments.end(),
                              [&](const ActualItem& item) { return matches(wanted, item); }));
            if (wanted.count ? count == *wanted.count : count > 0) {
                continue;
            }
            fail(wanted.place,
                 "enrollments: expected " + (wanted.count ? std::to_string(*wanted.count) : std::string("one")) +
                     " with " + as_text(wanted.keys) + ", got " + std::to_string(count) + similar(wanted),
                 leads_of(wanted));
        }
        for (const ExpectedItem& wanted : expect_.no_enrollments) {
            for (const ActualItem& item : actual_.enrollments) {
                const bool runs = item.text("state") == "active" || item.text("state") == "paused";
                if (!runs || !matches(wanted, item)) {
                    continue;
                }
                fail(wanted.place, "no_enrollments: expected none that is active or paused, got " + as_text(item.keys),
                     leads_of(wanted));
            }
        }
    }

    /// The enrollments of the same lead, which is what one wants to see next.
    std::string similar(const ExpectedItem& wanted) const {
        const std::set<LeadId> leads = leads_of(wanted);
        std::string text;
        for (const ActualItem& item : actual_.enrollments) {
            if (leads.contains(item.lead)) {
                text += "\n  there is: " + as_text(item.keys);
            }
        }
        return text;
    }

    void check_journal() {
        std::size_t from = 0;
        for (const ExpectedItem& wanted : expect_.journal) {
            const auto at = std::find_if(actual_.lines.begin() + static_cast<std::ptrdiff_t>(from), actual_.lines.end(),
                                         [&](const ActualItem& item) { return matches(wanted, item); });
            if (at == actual_.lines.end()) {
                const bool earlier = std::any_of(actual_.lines.begin(), actual_.lines.end(),
                                                 [&](const ActualItem& item) { return matches(wanted, item); });
                fail(wanted.place,
                     "journal: expected a line with " + as_text(wanted.keys) +
                         (earlier ? ", which is there, but before the one expected above" : ", which is not there"),
                     leads_of(wanted));
                continue;
            }
            from = static_cast<std::size_t>(at - actual_.lines.begin()) + 1;
        }
    }

    void check_deliveries() {
        for (const ExpectedItem& wanted : expect_.deliveries) {
            const auto count = static_cast<std::uint64_t>(
                std::count_if(actual_.deliveries.begin(), actual_.deliveries.end(),
                              [&](const ActualItem& item) { return matches(wanted, item); }));
            if (wanted.count ? count == *wanted.count : count > 0) {
                continue;
            }
            fail(wanted.place,
                 "deliveries: expected " + (wanted.count ? std::to_string(*wanted.count) : std::string("one")) +
                     " of " + as_text(wanted.keys) + ", the channel was handed " + std::to_string(count),
                 leads_of(wanted));
        }
    }

    Result<void> check_lead(const ExpectedFields& wanted) {
        const Lead* const lead = stage_.leads().find(LeadId(wanted.id));
        if (lead == nullptr) {
            fail(wanted.place, "leads: there is no lead " + wanted.id, {});
            return {};
        }
        for (const auto& [place, field] : wanted.fields) {
            const Result<Value> value = lead_value(stage_, *lead, field.name);
            if (!value) {
                return value.error();
            }
            if (!is_equal(field, *value)) {
                fail_field(place, wanted.id, field, *value, {lead->id});
            }
        }
        return {};
    }

    void check_accounts() {
        for (const ExpectedFields& wanted : expect_.accounts) {
            const auto at = stage_.script().accounts.find(AccountId(wanted.id));
            if (at == stage_.script().accounts.end()) {
                fail(wanted.place, "accounts: there is no account " + wanted.id, {});
                continue;
            }
            for (const auto& [place, field] : wanted.fields) {
                const Value* const value = at->second.fields.find(field.name);
                const Value actual = value == nullptr ? Value() : *value;
                if (!is_equal(field, actual)) {
                    fail_field(place, wanted.id, field, actual, {});
                }
            }
        }
    }

    void fail_field(const Place& place, const std::string& id, const Field& wanted, const Value& actual,
                    const std::set<LeadId>& leads) {
        const auto shown = [](const Value& value) { return value.is_absent() ? "absent" : to_json(value); };
        fail(place, id + "." + wanted.name + ": expected " + shown(wanted.value) + ", got " + shown(actual), leads);
    }

    /// Numbers by what they are worth, parts of a score to the decimals that are written; tags as a set; no tags are no
    /// value.
    static bool is_equal(const Field& wanted, const Value& actual) {
        if (wanted.name == "tags") {
            return tags(wanted.value) == tags(actual);
        }
        if (const Instant* const at = actual.as_instant(); at != nullptr && wanted.value.as_string() != nullptr) {
            const Result<Instant> read = parse_instant(*wanted.value.as_string());
            return read && *read == *at;
        }
        const auto number = [](const Value& value) -> std::optional<double> {
            if (value.as_int() != nullptr) {
                return static_cast<double>(*value.as_int());
            }
            return value.as_double() != nullptr ? std::optional<double>(*value.as_double()) : std::nullopt;
        };
        const std::optional<double> a = number(wanted.value);
        const std::optional<double> b = number(actual);
        if (a && b && wanted.name.starts_with("score.")) {
            const std::string written = to_text(Value(*a));
            const std::size_t decimals = std::floor(*a) == *a ? 9 : written.size() - written.find('.') - 1;
            return std::fabs(*a - *b) <= 0.5 * std::pow(10, -static_cast<double>(decimals));
        }
        return wanted.value == actual || (a && a == b);
    }

    static std::set<std::string> tags(const Value& value) {
        std::set<std::string> found;
        if (value.as_list() != nullptr) {
            for (const Value& tag : *value.as_list()) {
                found.insert(to_text(tag));
            }
        }
        return found;
    }

    const Expectations& expect_;
    Stage& stage_;
    const Actual& actual_;
    Compared& compared_;
    std::vector<ScenarioFailure> failures_;
};

} // namespace

bool is_list(const std::vector<ExpectedItem>& expected, const std::vector<ActualItem>& actual) {
    if (expected.size() != actual.size()) {
        return false;
    }
    for (std::size_t begin = 0; begin < actual.size();) {
        std::vector<const ActualItem*> instant;
        std::size_t end = begin;
        for (; end < actual.size() && actual[end].at == actual[begin].at; ++end) {
            instant.push_back(&actual[end]);
        }
        if (!is_instant(&expected[begin], instant)) {
            return false;
        }
        begin = end;
    }
    return true;
}

Result<std::vector<ScenarioFailure>> check_expectations(const Expectations& expect, Stage& stage, Compared& compared) {
    const Result<Actual> actual = look(stage);
    if (!actual) {
        return actual.error();
    }
    return Checker(expect, stage, *actual, compared).check();
}

} // namespace nurture::inline v0::rehearsal
