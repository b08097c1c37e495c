// SPDX-License-Identifier: BSL-1.0
/// \file
/// Asks a store everything that can be asked and compares each answer with what it must be.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <nurture/testing/exact_text.hpp>
#include <nurture/testing/expected_store.hpp>
#include <nurture/testing/findings.hpp>

namespace nurture::inline v0::testing {

namespace rules {

inline constexpr std::string_view opened = "open() gives what was committed about no lead: how far it was driven, "
                                           "catalog, versions, marks, sweeps, channels, counts, edition of the zones";
inline constexpr std::string_view lead_rows = "load() gives lead rows as they were committed last";
inline constexpr std::string_view enrollments = "load() gives enrollments that have not left, as committed last";
inline constexpr std::string_view messages = "load() gives messages as committed last, in the order they were made";
inline constexpr std::string_view final_texts = "texts of messages are dropped when the answer is final, not before";
inline constexpr std::string_view aggregates = "load() gives a lead's aggregates as committed last";
inline constexpr std::string_view unknown_leads =
    "load() gives the leads that were met, in the order they are asked for";
inline constexpr std::string_view accounts = "load_accounts() gives an account's aggregates, all leads' parts united";
inline constexpr std::string_view leads_of = "leads_of() gives the leads of an account in byte order";
inline constexpr std::string_view leads = "leads() gives ids behind a place in byte order, no more than asked for";
inline constexpr std::string_view due = "due() gives leads by instant and id, up to an instant, no more than asked for";
inline constexpr std::string_view outbox = "outbox() gives queued and held messages in order of their place";
inline constexpr std::string_view in_doubt = "in_doubt() gives the messages that are being handed over";
inline constexpr std::string_view seen = "seen() is true for an event of this lead before its `until`";
inline constexpr std::string_view suppressed = "suppressed() is true for the hashes that were committed";
inline constexpr std::string_view lead_of = "lead_of() gives the lead of a message, of any state";
inline constexpr std::string_view journal = "journal() gives every line in order of time, lead and seq";
inline constexpr std::string_view journal_query = "journal() gives lines of one lead, no more than asked for";
inline constexpr std::string_view recorded = "messages() gives each accepted message once with its texts, if recorded";
inline constexpr std::string_view refusals = "refusals() gives refused inputs in the order they were decided";
inline constexpr std::string_view pending = "pending_changes() gives changes that are not settled, in order";
inline constexpr std::string_view digest =
    "the digest is that of the leads in order of id, and of the forgotten ones in order of their hashes";
inline constexpr std::string_view forgotten = "forgotten() gives the names of leads that were forgotten";

} // namespace rules

/// Compares a store with what it must hold.
class StoreComparison {
public:
    StoreComparison(Findings& findings, EngineStore& store, const ExpectedStore& expected)
        : findings_(findings), store_(store), expected_(expected) {}

    void everything() {
        states();
        accounts();
        ids();
        due();
        open_messages();
        names();
        journal();
        forgotten();
        lists();
    }

    /// What open() gave.
    void opened(OpenedStore came) {
        std::sort(came.marks.begin(), came.marks.end(),
                  [](const Mark& a, const Mark& b) { return a.source < b.source; });
        std::sort(came.sweeps.begin(), came.sweeps.end(),
                  [](const SweepRow& a, const SweepRow& b) { return a.number < b.number; });
        std::sort(came.versions.begin(), came.versions.end(),
                  [](const VersionRow& a, const VersionRow& b) { return a.ordinal < b.ordinal; });
        std::vector<Mark> marks;
        for (const auto& [source, mark] : expected_.marks) {
            marks.push_back(mark);
        }
        std::vector<SweepRow> sweeps;
        Instant scheduled_to = Instant::min();
        std::uint64_t forgotten_enrollments = 0;
        for (const LeadId& name : expected_.forgotten) {
            forgotten_enrollments = std::max(forgotten_enrollments, expected_.leads.at(name).lead.enrollments);
        }
        for (const auto& [number, sweep] : expected_.sweeps) {
            if (sweep.kind == SweepRow::Kind::schedule) {
                scheduled_to = sweep.at;
            }
            if (!sweep.done) {
                sweeps.push_back(sweep);
            }
        }
        std::sort(came.channels.begin(), came.channels.end());
        std::vector<ChannelRow> channels;
        for (const auto& [id, channel] : expected_.channels) {
            channels.push_back(channel);
        }
        compare(rules::opened, "open()",
                {{"driven_to", exact(expected_.driven_to)},
                 {"catalog", exact(expected_.catalog)},
                 {"zone_data", exact(expected_.zone_data)},
                 {"scheduled_to", exact(scheduled_to)},
                 {"versions", exact(expected_.versions)},
                 {"marks", exact(marks)},
                 {"sweeps", exact(sweeps)},
                 {"latest_sweep", exact(std::uint64_t{expected_.sweeps.size()})},
                 {"channels", exact(channels)},
                 {"forgotten_enrollments", exact(forgotten_enrollments)},
                 {"inputs", exact(expected_.inputs)}},
                {{"driven_to", exact(came.driven_to)},
                 {"catalog", exact(came.catalog)},
                 {"zone_data", exact(came.zone_data)},
                 {"scheduled_to", exact(came.scheduled_to)},
                 {"versions", exact(came.versions)},
                 {"marks", exact(came.marks)},
                 {"sweeps", exact(came.sweeps)},
                 {"latest_sweep", exact(came.latest_sweep)},
                 {"channels", exact(came.channels)},
                 {"forgotten_enrollments", exact(came.forgotten_enrollments)},
                 {"inputs", exact(came.inputs)}});
    }

private:
    /// Member by member, so that the finding names the member.
    void compare(std::string_view rule, const std::string& subject, const Members& expected, const Members& came) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            findings_.expect_equal(rule, subject + ", " + expected[i].first, expected[i].second, came[i].second);
        }
    }

    void states() {
        std::vector<LeadId> ids;
        for (const auto& [id, state] : expected_.leads) {
            ids.push_back(id);
        }
        std::vector<LeadId> asked = ids;
        asked.insert(asked.begin() + static_cast<std::ptrdiff_t>(asked.size() / 2), "nobody");
        Result<std::vector<LeadState>> came = store_.load(asked);
        if (!findings_.succeeded(rules::unknown_leads, "load()", came)) {
            return;
        }
        std::vector<LeadId> came_ids;
        for (const LeadState& state : *came) {
            came_ids.push_back(state.lead.id);
        }
        findings_.expect_equal(rules::unknown_leads, "load() of known and unknown leads", exact(ids), exact(came_ids));
        for (const LeadState& state : *came) {
            if (const auto wanted = expected_.leads.find(state.lead.id); wanted != expected_.leads.end()) {
                compare_state(wanted->second, state);
            }
        }
        findings_.expect_equal(rules::unknown_leads, "load() of no leads", "[]", [&] {
            Result<std::vector<LeadState>> none = store_.load({});
            return none && none->empty() ? "[]" : "an error or a lead";
        }());
    }

    void compare_state(const LeadState& wanted, const LeadState& came) {
        const std::string of = "lead " + exact(wanted.lead.id);
        compare(rules::lead_rows, of, members_of(wanted.lead), members_of(came.lead));
        findings_.expect_equal(rules::enrollments, of + ", numbers", exact_keys(wanted.enrollments),
                               exact_keys(came.enrollments));
        for (const auto& [number, row] : wanted.enrollments) {
            if (const auto at = came.enrollments.find(number); at != came.enrollments.end()) {
                compare(rules::enrollments, of + ", enrollment " + std::to_string(number), members_of(row),
                        members_of(at->second));
            }
        }
        findings_.expect_equal(rules::aggregates, of + ", questions", exact_keys(wanted.aggregates),
                               exact_keys(came.aggregates));
        for (const auto& [question, aggregate] : wanted.aggregates) {
            if (const auto at = came.aggregates.find(question); at != came.aggregates.end()) {
                compare(rules::aggregates, of + ", aggregate " + std::to_string(question), members_of(aggregate),
                        members_of(at->second));
            }
        }
        compare_messages(of, wanted, came.messages);
    }

    template <class Rows>
    static std::string exact_keys(const Rows& rows) {
        std::vector<std::uint64_t> keys;
        for (const auto& [key, row] : rows) {
            keys.push_back(key);
        }
        return exact(keys);
    }

    /// Of those that are final and belong to no active enrollment a store may give the latest alone.
    void compare_messages(const std::string& of, const LeadState& wanted, const std::deque<MessageRow>& came) {
        std::vector<std::string> keys;
        std::vector<std::string> came_keys;
        for (const MessageRow& row : came) {
            came_keys.push_back(row.message.key.str());
        }
        for (const MessageRow& row : wanted.messages) {
            const std::string& key = row.message.key.str();
            const bool is_needed = !keys.empty() || !row.is_final() || wanted.enrollments.contains(row.enrollment);
            const bool is_there = std::find(came_keys.begin(), came_keys.end(), key) != came_keys.end();
            if (is_needed || is_there) {
                keys.push_back(key);
            }
        }
        findings_.expect_equal(rules::messages, of + ", keys of messages", exact(keys), exact(came_keys));
        for (const MessageRow& row : came) {
            const auto at = std::find_if(wanted.messages.begin(), wanted.messages.end(),
                                         [&](const MessageRow& other) { return other.message.key == row.message.key; });
            if (at != wanted.messages.end()) {
                compare_message(*at, row);
            }
        }
    }

    void compare_message(const MessageRow& wanted, const MessageRow& came) {
        const std::string of = "message " + exact(wanted.message.key) + " of lead " + exact(wanted.message.lead);
        const auto texts = [](const Message& m) {
            return exact(std::vector<std::string>{m.subject, m.preview, m.text, m.html}) + exact(m.data);
        };
        findings_.expect_equal(rules::final_texts, of + (wanted.is_final() ? ", final" : ", not final"),
                               texts(wanted.message), texts(came.message));
        const auto without_texts = [](MessageRow row) {
            Message& m = row.message;
            m.subject = m.preview = m.text = m.html = "";
            m.data = {};
            return members_of(row);
        };
        compare(rules::messages, of, without_texts(wanted), without_texts(came));
    }

    void accounts() {
        std::vector<AccountId> asked{"no such account"};
        for (const auto& [id, account] : expected_.accounts) {
            asked.push_back(id);
        }
        Result<std::vector<AccountState>> came = store_.load_accounts(asked);
        if (!findings_.succeeded(rules::accounts, "load_accounts()", came)) {
            return;
        }
        std::map<AccountId, AccountState> found;
        for (AccountState& account : *came) {
            if (!account.aggregates.empty()) { // One without any may be given or left out.
                const AccountId id = account.id;
                found[id] = std::move(account);
            }
        }
        const auto keys_of = [](const auto& accounts) {
            std::vector<std::string> keys;
            for (const auto& [id, account] : accounts) {
                keys.push_back(id.str() + ' ' + exact_keys(account.aggregates));
            }
            return exact(keys);
        };
        findings_.expect_equal(rules::accounts, "accounts with their questions", keys_of(expected_.accounts),
                               keys_of(found));
        for (const auto& [id, account] : expected_.accounts) {
            for (const auto& [question, aggregate] : account.aggregates) {
                const auto at = found[id].aggregates.find(question);
                if (at != found[id].aggregates.end()) {
                    compare(rules::accounts, "account " + exact(id) + ", question " + std::to_string(question),
                            members_of(aggregate), members_of(at->second));
                }
            }
        }
    }

    void ids() {
        std::map<AccountId, std::vector<LeadId>> wanted_of{{"no such account", {}}};
        std::vector<LeadId> all;
        for (const auto& [id, state] : expected_.leads) {
            if (expected_.forgotten.contains(id)) {
                continue;
            }
            all.push_back(id);
            wanted_of[state.lead.account.id].push_back(id);
        }
        for (const auto& [account, wanted] : wanted_of) {
            if (account.empty()) {
                continue; // Nobody asks who has no account.
            }
            const Result<std::vector<LeadId>> came = store_.leads_of(account);
            if (findings_.succeeded(rules::leads_of, "leads_of()", came)) {
                findings_.expect_equal(rules::leads_of, "leads of account " + exact(account), exact(wanted),
                                       exact(*came));
            }
        }
        std::vector<LeadId> places{"", "a", "nobody", "ä"};
        for (std::size_t i = 0; i < all.size(); i += 5) {
            places.push_back(all[i]);
        }
        for (const LeadId& after : places) {
            for (const std::size_t at_most : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{1'000}}) {
                const auto first = std::upper_bound(all.begin(), all.end(), after);
                const std::vector<LeadId> wanted(
                    first, first + std::min<std::ptrdiff_t>(all.end() - first, static_cast<std::ptrdiff_t>(at_most)));
                const Result<std::vector<LeadId>> came = store_.leads(after, at_most);
                if (findings_.succeeded(rules::leads, "leads()", came)) {
                    findings_.expect_equal(rules::leads, std::to_string(at_most) + " leads behind " + exact(after),
                                           exact(wanted), exact(*came));
                }
            }
        }
    }

    void due() {
        std::vector<DueRow> all;
        for (const auto& [id, state] : expected_.leads) {
            if (state.lead.due != end_of_time && !expected_.forgotten.contains(id)) {
                all.push_back({state.lead.due, id});
            }
        }
        std::sort(all.begin(), all.end());
        std::vector<Instant> instants{Instant::min(), end_of_time};
        for (std::size_t i = 0; i < all.size(); i += 4) {
            instants.push_back(all[i].at);
            instants.push_back(all[i].at - Milliseconds(1));
        }
        for (const Instant up_to : instants) {
            for (const std::size_t at_most : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{1'000}}) {
                std::vector<DueRow> wanted;
                std::copy_if(all.begin(), all.end(), std::back_inserter(wanted),
                             [&](const DueRow& row) { return row.at <= up_to; });
                wanted.resize(std::min(wanted.size(), at_most));
                const Result<std::vector<DueRow>> came = store_.due(up_to, at_most);
                if (findings_.succeeded(rules::due, "due()", came)) {
                    findings_.expect_equal(rules::due, std::to_string(at_most) + " leads due at " + exact(up_to),
                                           exact(wanted), exact(*came));
                }
            }
        }
    }

    void open_messages() {
        std::vector<MessageRow> waiting;
        std::vector<MessageRow> doubtful;
        for (const auto& [id, state] : expected_.leads) {
            for (const MessageRow& row : state.messages) {
                if (row.state == MessageState::queued || row.state == MessageState::held) {
                    waiting.push_back(row);
                } else if (row.state == MessageState::handing_over) {
                    doubtful.push_back(row);
                }
            }
        }
        const auto before = [](const MessageRow& a, const MessageRow& b) {
            return std::tie(a.queued_at, a.message.lead, b.priority, a.message.workflow, a.enrollment, a.visit) <
                   std::tie(b.queued_at, b.message.lead, a.priority, b.message.workflow, b.enrollment, b.visit);
        };
        const auto equal_place = [&](const MessageRow& a, const MessageRow& b) {
            return !before(a, b) && !before(b, a);
        };
        std::sort(waiting.begin(), waiting.end(), before);
        Result<std::vector<MessageRow>> came = store_.outbox();
        if (findings_.succeeded(rules::outbox, "outbox()", came)) {
            const bool is_ordered = std::is_sorted(came->begin(), came->end(), before);
            findings_.expect(rules::outbox, is_ordered,
                             "an order by queued_at, lead, priority (higher first), workflow, enrollment, visit",
                             "keys in the order " + keys_of(*came));
            if (std::adjacent_find(waiting.begin(), waiting.end(), equal_place) != waiting.end()) {
                sort_by_key(waiting); // Messages of one place: their order is a matter of taste.
                sort_by_key(*came);
            }
            compare_rows(rules::outbox, "outbox()", waiting, *came);
        }
        Result<std::vector<MessageRow>> in_doubt = store_.in_doubt();
        if (findings_.succeeded(rules::in_doubt, "in_doubt()", in_doubt)) {
            sort_by_key(doubtful);
            sort_by_key(*in_doubt);
            compare_rows(rules::in_doubt, "in_doubt()", doubtful, *in_doubt);
        }
    }

    static void sort_by_key(std::vector<MessageRow>& rows) {
        std::sort(rows.begin(), rows.end(),
                  [](const MessageRow& a, const MessageRow& b) { return a.message.key < b.message.key; });
    }
    static std::string keys_of(const std::vector<MessageRow>& rows) {
        std::vector<MessageKey> keys;
        for (const MessageRow& row : rows) {
            keys.push_back(row.message.key);
        }
        return exact(keys);
    }
    void compare_rows(std::string_view rule, const std::string& call, const std::vector<MessageRow>& wanted,
                      const std::vector<MessageRow>& came) {
        findings_.expect_equal(rule, call + ", keys", keys_of(wanted), keys_of(came));
        for (std::size_t i = 0; i < std::min(wanted.size(), came.size()); ++i) {
            compare(rule, call + ", message " + exact(wanted[i].message.key), members_of(wanted[i]),
                    members_of(came[i]));
        }
    }

    void names() {
        std::vector<EventName> events{{"nobody", "e-1"}};
        for (const auto& [id, state] : expected_.leads) {
            events.push_back({id, "e-1"}); // Seen of some leads, not of all.
        }
        for (const auto& [name, until] : expected_.seen) {
            events.push_back(name);
        }
        const Instant now = expected_.driven_to;
        for (const Milliseconds later : {Milliseconds(0), Milliseconds(30'000'000), Milliseconds(100'000'001)}) {
            std::vector<bool> wanted;
            for (const EventName& name : events) {
                const auto at = expected_.seen.find(name);
                wanted.push_back(at != expected_.seen.end() && now + later < at->second);
            }
            const Result<std::vector<bool>> came = store_.seen(events, now + later);
            if (findings_.succeeded(rules::seen, "seen()", came)) {
                findings_.expect_equal(rules::seen, "seen at " + exact(now + later), exact(wanted), exact(*came));
            }
        }
        suppressed();
        lead_of();
    }

    void suppressed() {
        std::vector<Digest> hashes;
        std::vector<bool> wanted;
        for (int i = 0; i < 12; ++i) {
            hashes.push_back(sha256("address" + std::to_string(i)));
            wanted.push_back(expected_.suppressed.contains(hashes.back()));
        }
        const Result<std::vector<bool>> came = store_.suppressed(hashes);
        if (findings_.succeeded(rules::suppressed, "suppressed()", came)) {
            findings_.expect_equal(rules::suppressed, "twelve hashes", exact(wanted), exact(*came));
        }
    }

    void lead_of() {
        const auto ask = [&](const MessageKey& key, const std::optional<LeadId>& wanted) {
            const Result<std::optional<LeadId>> came = store_.lead_of(key);
            if (findings_.succeeded(rules::lead_of, "lead_of()", came)) {
                findings_.expect_equal(rules::lead_of, "lead of message " + exact(key), exact(wanted), exact(*came));
            }
        };
        ask("no such key", std::nullopt);
        for (const auto& [id, state] : expected_.leads) {
            for (const MessageRow& row : state.messages) {
                ask(row.message.key, id);
            }
        }
    }

    void journal() {
        compare_lines(rules::journal, "journal()", {}, expected_.journal);
        for (const std::size_t at_most : {std::size_t{0}, std::size_t{2}}) {
            ask_journal({.at_most = at_most});
        }
        ask_journal({.lead = "nobody"});
        std::size_t i = 0;
        for (const auto& [id, state] : expected_.leads) {
            ask_journal({.lead = id, .at_most = ++i % 2 == 0 ? SIZE_MAX : 1});
        }
    }

    void forgotten() {
        Result<std::vector<LeadId>> came = store_.forgotten();
        if (findings_.succeeded(rules::forgotten, "forgotten()", came)) {
            std::sort(came->begin(), came->end());
            findings_.expect_equal(rules::forgotten, "names",
                                   exact(std::vector<LeadId>(expected_.forgotten.begin(), expected_.forgotten.end())),
                                   exact(*came));
        }
    }

    void ask_journal(const JournalQuery& query) {
        std::vector<JournalLine> wanted;
        for (const JournalLine& line : expected_.journal) {
            if ((!query.lead || line.lead == *query.lead) && wanted.size() < query.at_most) {
                wanted.push_back(line);
            }
        }
        compare_lines(rules::journal_query, "journal() of " + exact(query.lead), query, wanted);
    }

    void compare_lines(std::string_view rule, const std::string& call, const JournalQuery& query,
                       const std::vector<JournalLine>& wanted) {
        std::vector<JournalLine> came;
        const Result<void> done = store_.journal(query, [&](const JournalLine& line) { came.push_back(line); });
        if (!findings_.succeeded(rule, call, done)) {
            return;
        }
        const auto places = [](const std::vector<JournalLine>& lines) {
            std::vector<std::string> all;
            for (const JournalLine& line : lines) {
                all.push_back(exact(line.at) + ' ' + line.lead.str() + ' ' + std::to_string(line.seq));
            }
            return exact(all);
        };
        findings_.expect_equal(rule, call + ", time, lead and seq", places(wanted), places(came));
        for (std::size_t i = 0; i < std::min(wanted.size(), came.size()); ++i) {
            compare(rule, call + ", line " + std::to_string(wanted[i].seq) + " of lead " + exact(wanted[i].lead),
                    members_of(wanted[i]), members_of(came[i]));
        }
    }

    void lists() {
        std::vector<std::pair<Instant, Message>> recorded;
        const Result<void> told =
            store_.messages([&](Instant at, const Message& message) { recorded.emplace_back(at, message); });
        if (findings_.succeeded(rules::recorded, "messages()", told)) {
            findings_.expect_equal(rules::recorded,
                                   store_.records_messages() ? "a store that records" : "a store that does not record",
                                   store_.records_messages() ? exact(expected_.recorded) : "[]", exact(recorded));
        }
        std::vector<Refusal> refusals;
        const Result<void> refused = store_.refusals([&](const Refusal& refusal) { refusals.push_back(refusal); });
        if (findings_.succeeded(rules::refusals, "refusals()", refused)) {
            findings_.expect_equal(rules::refusals, "refusals", exact(expected_.refusals), exact(refusals));
        }
        const Result<std::vector<LeadChange>> changes = store_.pending_changes();
        if (findings_.succeeded(rules::pending, "pending_changes()", changes)) {
            const bool is_lead_store = store_.lead_store() != nullptr;
            findings_.expect_equal(rules::pending,
                                   is_lead_store ? "changes of a store that applies them itself" : "changes",
                                   is_lead_store ? "[]" : exact(expected_.changes), exact(*changes));
        }
        digest();
    }

    void digest() {
        if (findings_.has(rules::leads)) {
            return; // It goes from lead to lead and might never end.
        }
        Sha256 all;
        std::vector<std::string> forgotten;
        for (const auto& [id, state] : expected_.leads) {
            if (expected_.forgotten.contains(id)) {
                forgotten.push_back(exact(state.lead.chain.digest()));
                continue;
            }
            all.update(id.str()).update(std::string_view("\0", 1)).update(exact(state.lead.chain.digest()));
        }
        std::sort(forgotten.begin(), forgotten.end());
        for (const std::string& hash : forgotten) {
            all.update(std::string_view("\0", 1)).update(hash);
        }
        const Result<Digest> came = digest_of(store_);
        if (findings_.succeeded(rules::digest, "digest_of()", came)) {
            findings_.expect_equal(rules::digest, "digest_of()", exact(all.digest()), exact(*came));
        }
    }

    Findings& findings_;
    EngineStore& store_;
    const ExpectedStore& expected_;
};

} // namespace nurture::inline v0::testing
