// SPDX-License-Identifier: BSL-1.0

#include "replay/replay.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <tuple>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "interruption.hpp"

namespace nurture::cli {

namespace {

constexpr std::size_t batch = 8'192;         ///< Inputs between two calls of run_due.
constexpr std::size_t leads_at_once = 5'000; ///< That are put into the store by one call.
constexpr std::chrono::hours slice{24};      ///< Between two looks at Ctrl-C.
constexpr int line_bits = 48;                ///< A row's place in one number: file above, line below.

std::uint64_t place_of(const EventRow& row) {
    return (static_cast<std::uint64_t>(row.file) << line_bits) | row.line;
}

std::size_t file_of(std::uint64_t place) {
    return static_cast<std::size_t>(place >> line_bits);
}

std::uint64_t line_of(std::uint64_t place) {
    return place & ((std::uint64_t{1} << line_bits) - 1);
}

Categories categories_of(const Settings& settings) {
    std::vector<std::string> names{"marketing", "transactional"};
    for (const auto& [name, consent] : settings.categories) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    return Categories(std::move(names));
}

const LeadId& lead_of(const EventRow& row) {
    static const LeadId nobody{};
    return std::visit(
        [](const auto& what) -> const LeadId& {
            if constexpr (std::is_same_v<std::decay_t<decltype(what)>, ChannelAnswered>) {
                return nobody;
            } else {
                return what.lead;
            }
        },
        row.inputs.front());
}

} // namespace

Replay::Replay(const RunOptions& options, const Plan& plan, const Catalog& catalog, RunStores stores)
    : options_(options), plan_(plan), types_(catalog.fields), categories_(categories_of(catalog.settings)),
      stores_(std::move(stores)),
      roster_(options, types_, categories_, [this](const Outcome& outcome) { return bad_row(outcome); }) {}

std::optional<Halt> Replay::play() {
    if (auto halt = earlier_.read(stores_, options_, plan_.catalog_version())) {
        return halt;
    }
    if (auto halt = read_roster()) {
        return halt;
    }
    Result<EventMerge> events = EventMerge::open(options_.events, types_, options_.sort, categories_);
    if (!events) {
        return Halt{exit_status::usage, events.error().message};
    }
    start_ = options_.from;
    if (auto halt = play_rows(*events)) {
        return halt;
    }
    if (auto halt = earlier_.objection_to(nullptr, *events)) {
        return halt;
    }
    for (const std::string& name : events->files_without_rows()) {
        complain(name + " has no events");
    }
    const std::optional<Instant> last =
        start_ ? std::optional(std::max({last_at_, *start_, earlier_.driven_to()})) : start_;
    until_ = options_.until ? options_.until : last;
    if (!until_) {
        return std::nullopt;
    }
    if (!engine_) {
        if (auto halt = open_engine()) {
            return halt;
        }
    }
    auto halt = drive(*until_);
    counts_.duplicates = engine_->inputs().duplicates;
    return halt;
}

std::vector<BadInput> Replay::rejects() const {
    std::vector<std::string> files = options_.accounts;
    files.insert(files.end(), options_.leads.begin(), options_.leads.end());
    files.insert(files.end(), options_.events.begin(), options_.events.end());
    std::map<std::string, std::size_t> order;
    for (const std::string& file : files) {
        order.emplace(file, order.size());
    }
    std::vector<BadInput> sorted = rejects_;
    std::stable_sort(sorted.begin(), sorted.end(), [&](const BadInput& a, const BadInput& b) {
        const std::size_t file_a = order.at(a.file);
        const std::size_t file_b = order.at(b.file);
        return std::tie(file_a, a.line, a.column) < std::tie(file_b, b.line, b.column);
    });
    return sorted;
}

std::optional<Halt> Replay::read_roster() {
    auto halt = roster_.read(earlier_.marks(), stores_.database);
    counts_.leads = roster_.leads();
    counts_.accounts = roster_.accounts();
    if (!halt && !options_.story.empty() && !roster_.knows(LeadId(options_.story))) {
        return Halt{exit_status::usage,
                    "no lead file has the lead \"" + options_.story + "\", whose story is asked for"};
    }
    return halt;
}

std::optional<Halt> Replay::bad_row(const Outcome& outcome) {
    if (outcome.kind == Outcome::Kind::unreadable || !options_.skip_bad_rows) {
        return Halt{exit_status::usage, describe(outcome.bad)};
    }
    ++counts_.rejected;
    rejects_.push_back(outcome.bad);
    return std::nullopt;
}

/// Before the first input is accepted: what was put and not met may be put again.
std::optional<Halt> Replay::put_leads() {
    const std::vector<Lead> leads = roster_.take_new_leads();
    for (std::size_t i = 0; i < leads.size(); i += leads_at_once) {
        const std::span<const Lead> some(leads.data() + i, std::min(leads_at_once, leads.size() - i));
        if (const Result<void> put = stores_.put(some); !put) {
            return Halt{exit_status::internal, put.error().message};
        }
        if (Interruption::came()) {
            return interrupted();
        }
    }
    const Result<std::size_t> held = stores_.lead_count();
    if (!held) {
        return Halt{exit_status::internal, held.error().message};
    }
    if (*held > roster_.leads()) {
        return Halt{exit_status::usage, fmt::format("{} has {} that no lead file has; give the lead files it was begun "
                                                    "with, or begin with a new database",
                                                    stores_.database, counted(*held - roster_.leads(), "lead"))};
    }
    return std::nullopt;
}

std::optional<Halt> Replay::open_engine() {
    if (!start_) {
        start_ = until_;
    }
    if (auto halt = put_leads()) {
        return halt;
    }
    clock_ = std::make_unique<VirtualClock>(std::max(*start_, earlier_.driven_to()));
    Engine::Options engine_options{.store = stores_.state, .leads = stores_.leads, .clock = *clock_};
    engine_options.channels = stores_.channels;
    engine_options.group = std::max<std::size_t>(options_.group, 1);
    Result<std::unique_ptr<Engine>> engine = Engine::open(plan_, std::move(engine_options));
    if (!engine) {
        return Halt{exit_status::internal, engine.error().message};
    }
    engine_ = std::move(engine).value();
    return std::nullopt;
}

std::optional<Halt> Replay::play_rows(EventMerge& events) {
    EventRow row;
    for (Outcome outcome = events.next(row); outcome.kind != Outcome::Kind::end; outcome = events.next(row)) {
        if (Interruption::came()) {
            return interrupted();
        }
        if (outcome.is_row() && options_.until && row.at > *options_.until) {
            return last_at_ == Instant::min() ? hint_at_left_out(events, row.at) : std::nullopt;
        }
        ++counts_.events;
        if (outcome.is_row() && options_.from && row.at < *options_.from) {
            outcome = Outcome::bad_row({events.file_name(row.file), row.line, 0,
                                        to_string(row.at) + " is before --from " + to_string(*options_.from)});
        }
        if (!outcome.is_row()) {
            if (auto halt = take_bad_row(outcome)) {
                return halt;
            }
            continue;
        }
        switch (earlier_.file(row.file).look_at(row.number, row.passed)) {
        case TakenFile::Row::changed:
            return Halt{exit_status::usage, changed_sentence(events.file_name(row.file), row.line, stores_.database)};
        case TakenFile::Row::fresh:
            if (auto halt = earlier_.objection_to(&row, events)) {
                return halt;
            }
            break;
        default: break;
        }
        if (auto halt = take_row(row)) {
            return halt;
        }
    }
    return std::nullopt;
}

/// What was accepted before may hold an earlier mistake, which is the one to name.
std::optional<Halt> Replay::take_bad_row(const Outcome& outcome) {
    if (engine_ && !options_.skip_bad_rows) {
        if (auto halt = decide_accepted()) {
            return halt;
        }
    }
    return bad_row(outcome);
}

/// Said only if no event is left, since the rows must be read for it; bad ones are passed over.
std::optional<Halt> Replay::hint_at_left_out(EventMerge& events, Instant first) {
    std::uint64_t count = 1;
    EventRow row;
    for (Outcome outcome = events.next(row); outcome.kind != Outcome::Kind::end; outcome = events.next(row)) {
        if (Interruption::came()) {
            return interrupted();
        }
        count += outcome.is_row() ? 1U : 0U;
    }
    complain(fmt::format("{} after --until {} left out; the first is at {}", counted(count, "event"),
                         count == 1 ? "was" : "were", to_string(first)));
    return std::nullopt;
}

std::optional<Halt> Replay::take_row(EventRow& row) {
    if (!start_) {
        start_ = row.at;
    }
    const TakenFile& file = earlier_.file(row.file);
    const bool fresh = row.number > file.rows_taken();
    const std::size_t begun = row.number == file.rows_taken() ? file.inputs_begun() : 0;
    if (!fresh) {
        if (auto halt = pass_over(row)) {
            return halt;
        }
    }
    if (fresh || begun > 0) {
        return take_fresh(row, begun);
    }
    last_at_ = row.at;
    return std::nullopt;
}

/// A row that an earlier run took in. If it was refused then, so it is now.
std::optional<Halt> Replay::pass_over(const EventRow& row) {
    behind_ = place_of(row);
    if (progress_.is_due()) {
        progress_.show(fmt::format("{} events read again", grouped(counts_.events)));
    }
    const std::string* const refusal = earlier_.refusal(row);
    if (refusal == nullptr) {
        return std::nullopt;
    }
    BadInput bad = refused_row(place_of(row), roster_.knows(lead_of(row)), *refusal);
    if (!options_.skip_bad_rows) {
        return Halt{exit_status::usage, fmt::format("{} ({} has refused it for good: --on-error skip goes on without "
                                                    "it, or begin with a new database)",
                                                    describe(bad), stores_.database)};
    }
    return bad_row(Outcome::bad_row(std::move(bad)));
}

std::optional<Halt> Replay::take_fresh(EventRow& row, std::size_t first) {
    // Not left to the engine, which refuses for good: so the lead can be added, and the same command goes on.
    if (!options_.skip_bad_rows && !roster_.knows(lead_of(row))) {
        return take_bad_row(
            Outcome::bad_row(refused_row(place_of(row), false, "the lead store has no lead " + lead_of(row).str())));
    }
    if (!engine_) {
        if (auto halt = open_engine()) {
            return halt;
        }
    }
    // A later row shows that every input up to the one before was accepted, so that the engine may go that far.
    if (waiting_ >= batch && row.at > last_at_) {
        if (auto halt = drive(last_at_)) {
            return halt;
        }
    }
    if (row.at > last_at_) {
        of_last_instant_.clear();
    }
    last_at_ = row.at;
    for (std::size_t i = first; i < row.inputs.size(); ++i) {
        if (auto halt = accept(row, i, i == 0)) { // one row is applied or refused once
            return halt;
        }
    }
    return std::nullopt;
}

std::optional<Halt> Replay::accept(EventRow& row, std::size_t index, bool watched) {
    Input& input = row.inputs[index];
    if (auto* const change = std::get_if<LeadChanged>(&input)) {
        for (const Field& field : change->fields) {
            if (field.name == "account_id") {
                change->account = roster_.account(AccountId(to_text(field.value)));
            }
        }
    }
    const AcceptOptions place{.at = row.at, .marks = marks_of(row, index)};
    Result<Ticket> ticket = engine_->accept(input, place);
    while (!ticket && ticket.error().code == Errc::busy) {
        if (auto halt = make_room()) {
            return halt;
        }
        ticket = engine_->accept(input, place);
    }
    if (!ticket) {
        return bad_row(Outcome::bad_row(refused_row(place_of(row), true, ticket.error().message)));
    }
    roster_marked_ = true;
    ++waiting_;
    of_last_instant_.push_back(*ticket);
    if (watched) {
        const bool known = roster_.knows(lead_of(row));
        engine_->on_durable(*ticket,
                            [this, at = place_of(row), known](const Settled& what) { settled(at, known, what); });
    }
    return std::nullopt;
}

/// The event file's own first: under it a refusal is kept.
std::vector<Mark> Replay::marks_of(const EventRow& row, std::size_t index) {
    const bool whole = index + 1 == row.inputs.size();
    std::vector<Mark> marks{earlier_.file(row.file).mark(row.number, row.passed, whole ? 0 : index + 1)};
    if (!roster_marked_) {
        marks.insert(marks.end(), roster_.marks().begin(), roster_.marks().end());
        marks.push_back(EarlierRuns::mark_of_beginning(options_));
    }
    return marks;
}

void Replay::settled(std::uint64_t place, bool known, const Settled& what) {
    behind_ = place;
    if (what.kind != Settled::Kind::refused || refused_) {
        return;
    }
    refused_ = bad_row(Outcome::bad_row(refused_row(place, known, what.refusal ? what.refusal->message : "refused")));
}

BadInput Replay::refused_row(std::uint64_t place, bool known, std::string reason) const {
    if (!known) {
        reason = reason.substr(0, reason.find(';')) + "; add the lead to a lead file, or use --on-error skip";
    }
    return {options_.events[file_of(place)], line_of(place), 0, std::move(reason)};
}

/// The queue is full of inputs of one instant: some are decided, but no timer of that instant, since rows may follow.
std::optional<Halt> Replay::make_room() {
    const Result<Progress> progress = engine_->run_due(last_at_, {.at_most = batch});
    if (!progress) {
        return Halt{exit_status::internal, progress.error().message};
    }
    return std::exchange(refused_, std::nullopt);
}

/// Everything that was accepted is decided, but no timer of the latest row's instant, since rows of it may follow.
std::optional<Halt> Replay::decide_accepted() {
    if (of_last_instant_.empty()) {
        return std::nullopt;
    }
    if (auto halt = drive(last_at_ - Milliseconds(1))) {
        return halt;
    }
    // Inputs come before timers of their instant: as many as are left are inputs, or what precedes them.
    for (std::size_t left = 0;;) {
        const Result<Progress> progress = engine_->run_due(last_at_, {.at_most = left});
        if (!progress) {
            return Halt{exit_status::internal, progress.error().message};
        }
        const auto behind = std::upper_bound(of_last_instant_.begin(), of_last_instant_.end(), progress->durable_up_to);
        left = static_cast<std::size_t>(of_last_instant_.end() - behind);
        if (left == 0 || refused_) {
            return std::exchange(refused_, std::nullopt);
        }
    }
}

/// Day by day, to look at Ctrl-C in between; days on which nothing is due are passed over.
std::optional<Halt> Replay::drive(Instant to) {
    Instant next = clock_->now();
    bool more = true;
    while (more || clock_->now() < to) {
        const Result<Progress> progress = engine_->run_due(std::min(to, std::max(clock_->now(), next) + slice));
        if (!progress) {
            return Halt{exit_status::internal, progress.error().message};
        }
        if (refused_) {
            return std::exchange(refused_, std::nullopt);
        }
        more = progress->more;
        next = std::min(progress->next, to);
        if ((more || clock_->now() < to) && Interruption::came()) {
            return interrupted();
        }
        if (progress_.is_due()) {
            progress_.show(
                fmt::format("{} events, {}", grouped(counts_.events), to_string(clock_->now()).substr(0, 10)));
        }
    }
    waiting_ = 0;
    return std::nullopt;
}

std::optional<Halt> Replay::interrupted() const {
    const std::string hope = stores_.database.empty() ? "nothing was written" : "the same command goes on from there";
    if (!engine_ || behind_ == 0) {
        return Halt{exit_status::internal,
                    fmt::format("stopped before {}; {}",
                                earlier_.any() ? "anything new was taken in" : "the first event", hope)};
    }
    return Halt{exit_status::internal, fmt::format("stopped at {}, behind {}:{}; {}", to_string(clock_->now()),
                                                   options_.events[file_of(behind_)], line_of(behind_), hope)};
}

} // namespace nurture::cli
