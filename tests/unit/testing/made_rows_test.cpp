// SPDX-License-Identifier: BSL-1.0
#include <nurture/testing/made_history.hpp>

#include <map>
#include <set>
#include <string>

#include <nurture/testing/exact_text.hpp>

#include "support/catch.hpp"

using namespace nurture;
using testing::MadeHistory;
using testing::Members;
using testing::members_of;

namespace {

/// How many different texts each member of a row had.
class Variety {
public:
    void take(const Members& members) {
        for (const auto& [name, text] : members) {
            texts_[name].insert(text);
        }
    }
    [[nodiscard]] std::size_t least() const {
        std::size_t least = SIZE_MAX;
        for (const auto& [name, texts] : texts_) {
            least = std::min(least, texts.size());
        }
        return least;
    }

private:
    std::map<std::string, std::set<std::string>> texts_;
};

} // namespace

TEST_CASE("made rows vary every member", "[testing]") {
    Variety leads;
    Variety enrollments;
    Variety messages;
    Variety aggregates;
    Variety lines;
    std::set<MessageState> states;
    MadeHistory history(1);
    for (int i = 0; i < 20; ++i) {
        const testing::MadeCommit made = history.next();
        for (const LeadRow& row : made.leads) {
            leads.take(members_of(row));
        }
        if (const std::optional<LeadId> id = history.somebody(); id && i % 4 == 3) {
            leads.take(members_of(history.forget(*id).leads.front()));
            history.forgot(*id, "#" + std::to_string(i));
        }
        for (const auto& [lead, row] : made.enrollments) {
            enrollments.take(members_of(row));
        }
        for (const auto& [lead, row] : made.messages) {
            messages.take(members_of(row));
            states.insert(row.state);
        }
        for (const testing::MadeAggregate& row : made.aggregates) {
            aggregates.take(members_of(row.aggregate));
        }
        for (const JournalLine& line : made.journal) {
            lines.take(members_of(line));
        }
    }
    CHECK(leads.least() >= 2);
    CHECK(enrollments.least() >= 2);
    CHECK(messages.least() >= 2);
    CHECK(aggregates.least() >= 2);
    CHECK(lines.least() >= 2);
    CHECK(states.size() == 10);
}

TEST_CASE("a seed makes the same history everywhere", "[testing]") {
    MadeHistory a(3);
    MadeHistory b(3);
    MadeHistory other(4);
    bool differs = false;
    for (int i = 0; i < 5; ++i) {
        const std::string rows = testing::exact(a.next().leads);
        CHECK(rows == testing::exact(b.next().leads));
        differs = differs || rows != testing::exact(other.next().leads);
    }
    CHECK(differs);
}
