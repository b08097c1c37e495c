// SPDX-License-Identifier: BSL-1.0
/// \file
/// Damaged pages: every call gives an answer or an error, none crashes or hangs.

#include <memory>
#include <string>
#include <vector>

#include "random_groups.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using sqlite::Database;

namespace {

/// How the calls went.
struct Tally {
    int answers = 0;
    int errors = 0;
    int findings = 0;

    template <class T>
    void count(const Result<T>& result) {
        if (result) {
            ++answers;
            return;
        }
        ++errors;
        INFO(result.error().message);
        CHECK(result.error().code == Errc::store);
        CHECK_FALSE(result.error().message.empty());
    }
};

class Ignored final : public LeadSink {
public:
    void found(Lead) override {}
};

void ask_everything(Database& store, GroupMaker groups, Tally& tally) {
    const Result<OpenedStore> again = store.open();
    tally.count(again);
    const std::uint64_t epoch = again ? again->epoch : 0;
    tally.count(store.load(groups.ids()));
    const std::vector<AccountId> accounts{"account-0", "account-1", "account-2"};
    tally.count(store.load_accounts(accounts));
    tally.count(store.leads_of("account-1"));
    tally.count(store.due(end_of_time, SIZE_MAX));
    tally.count(store.outbox());
    tally.count(store.in_doubt());
    tally.count(store.leads("", SIZE_MAX));
    tally.count(store.seen(groups.events(), groups.now()));
    for (const MessageKey& key : groups.keys()) {
        tally.count(store.lead_of(key));
    }
    tally.count(store.suppressed(groups.hashes()));
    tally.count(store.pending_changes());
    tally.count(store.refusals([](const Refusal&) {}));
    tally.count(store.journal({}, [](const JournalLine&) {}));
    for (const LeadId& id : groups.ids()) {
        tally.count(store.journal({.lead = id}, [](const JournalLine&) {}));
        tally.count(store.find(id));
    }
    tally.count(store.messages([](Instant, const Message&) {}));
    tally.count(store.notes());
    Ignored ignored;
    tally.count(store.scan("", ignored));
    if (again) {
        for (int i = 0; i < 3; ++i) {
            tally.count(store.commit(groups.next(epoch).view));
        }
    }
    const Result<std::vector<std::string>> findings = store.check();
    tally.count(findings);
    tally.findings += !findings || !findings->empty() ? 1 : 0;
}

} // namespace

TEST_CASE("a file with damaged pages gives answers or errors", "[sqlite][damage]") {
    const Scratch scratch;
    GroupMaker groups(11);
    {
        const auto store = opened(scratch.file(), {.record_messages = true, .keep_leads = false});
        const std::uint64_t epoch = store->open()->epoch;
        Dice dice(1);
        const std::vector<Lead> leads{{.id = "ada", .fields = random_fields(dice)}, {.id = "bob"}};
        REQUIRE(store->put(leads));
        for (int i = 0; i < 40; ++i) {
            REQUIRE(store->commit(groups.next(epoch).view));
        }
    }
    const std::string sound = bytes_of(scratch.file());
    Tally tally;
    int unopened = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        INFO("seed " << seed);
        Dice dice(seed);
        std::string damaged = sound;
        for (std::size_t flips = 1 + dice.below(20); flips != 0; --flips) {
            const std::size_t page = dice.below(sound.size() / 4'096);
            damaged[page * 4'096 + dice.below(4'096)] = static_cast<char>(dice.bits());
        }
        if (dice.one_in(10)) { // A whole page of another place.
            damaged.replace(4'096 * dice.below(sound.size() / 4'096), 4'096,
                            sound.substr(4'096 * dice.below(sound.size() / 4'096), 4'096));
        }
        const Scratch other;
        write_file(other.file(), damaged);
        Result<std::unique_ptr<Database>> store = Database::open(other.file(), {.keep_leads = false});
        if (!store) {
            ++unopened;
            CHECK(store.error().code == Errc::store);
            continue;
        }
        ask_everything(**store, groups, tally);
    }
    CHECK(tally.answers > 1'000);
    CHECK(tally.errors > 100);
    CHECK(tally.findings > 100);
    CHECK(unopened < 100);
}
