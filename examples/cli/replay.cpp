// SPDX-License-Identifier: BSL-1.0

#include "replay.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "input/leads.hpp"
#include "interruption.hpp"

namespace nurture::cli {

namespace {

constexpr std::size_t batch = 8'192;    ///< Inputs between two calls of run_due.
constexpr std::chrono::hours slice{24}; ///< Between two looks at Ctrl-C.
constexpr int line_bits = 48;           ///< A row's place in one number: file above, line below.

Halt unreadable(const std::string& path, const Error& error) {
    return {exit_status::usage, path + " " + error.message};
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

} // namespace

Replay::Replay(const RunOptions& options, const Plan& plan, const Catalog& catalog,
               std::function<void(const BadInput&)> reject)
    : options_(options), plan_(plan), types_(catalog.fields), categories_(categories_of(catalog.settings)),
      reject_(std::move(reject)) {}

std::optional<Halt> Replay::bad_row(const Outcome& outcome) {
    if (outcome.kind == Outcome::Kind::unreadable || !options_.skip_bad_rows) {
        return Halt{exit_status::usage, describe(outcome.bad)};
    }
    ++counts_.rejected;
    reject_(outcome.bad);
    return std::nullopt;
}

std::optional<Halt> Replay::read_leads() {
    for (const std::string& path : options_.accounts) {
        if (auto halt = read_accounts_of(path)) {
            return halt;
        }
    }
    for (const std::string& path : options_.leads) {
        if (auto halt = read_leads_of(path)) {
            return halt;
        }
    }
    if (loose_accounts_ > 0) {
        complain(fmt::format("{} with an account that no account file has; the first is {}",
                             counted(loose_accounts_, "lead"), first_loose_account_));
    }
    if (!options_.story.empty() && leads_.find(LeadId(options_.story)) == nullptr) {
        return Halt{exit_status::usage,
                    "no lead file has the lead \"" + options_.story + "\", whose story is asked for"};
    }
    return std::nullopt;
}

std::optional<Halt> Replay::read_accounts_of(const std::string& path) {
    Result<AccountReader> reader = AccountReader::open(path, types_);
    if (!reader) {
        return unreadable(path, reader.error());
    }
    Account account;
    for (Outcome outcome = reader->next(account); outcome.kind != Outcome::Kind::end; outcome = reader->next(account)) {
        if (Interruption::came()) {
            return interrupted();
        }
        if (outcome.is_row() && accounts_.contains(account.id)) {
            outcome = reader->row().bad("the account \"" + account.id.str() + "\" stands in the account files twice");
        }
        if (!outcome.is_row()) {
            if (auto halt = bad_row(outcome)) {
                return halt;
            }
            continue;
        }
        AccountId id = account.id;
        accounts_.emplace(std::move(id), std::move(account));
        ++counts_.accounts;
    }
    return std::nullopt;
}

std::optional<Halt> Replay::read_leads_of(const std::string& path) {
    Result<LeadReader> reader = LeadReader::open(path, types_, categories_);
    if (!reader) {
        return unreadable(path, reader.error());
    }
    Lead lead;
    for (Outcome outcome = reader->next(lead); outcome.kind != Outcome::Kind::end; outcome = reader->next(lead)) {
        if (Interruption::came()) {
            return interrupted();
        }
        if (progress_.is_due()) {
            progress_.show(fmt::format("{} leads read", grouped(counts_.leads)));
        }
        if (outcome.is_row() && leads_.find(lead.id) != nullptr) {
            outcome = reader->row().bad("the lead \"" + lead.id.str() + "\" stands in the lead files twice");
        }
        if (!outcome.is_row()) {
            if (auto halt = bad_row(outcome)) {
                return halt;
            }
            continue;
        }
        join_account(lead, {path, reader->row().line, 0, lead.account.id.str()});
        leads_.introduce(std::move(lead));
        ++counts_.leads;
    }
    return std::nullopt;
}

void Replay::join_account(Lead& lead, const BadInput& place) {
    if (lead.account.id.empty()) {
        return;
    }
    const auto at = accounts_.find(lead.account.id);
    if (at != accounts_.end()) {
        lead.account = at->second;
    } else if (!options_.accounts.empty() && ++loose_accounts_ == 1) {
        first_loose_account_ = describe(place);
    }
}

std::optional<Halt> Replay::play_events() {
    Result<EventMerge> events = EventMerge::open(options_.events, types_, options_.sort, categories_);
    if (!events) {
        return Halt{exit_status::usage, events.error().message};
    }
    if (options_.from) {
        if (auto halt = open_engine(*options_.from)) {
            return halt;
        }
    }
    if (auto halt = play_rows(*events)) {
        return halt;
    }
    for (const std::string& name : events->files_without_rows()) {
        complain(name + " has no events");
    }
    until_ = options_.until ? options_.until : engine_ ? std::optional(std::max(last_at_, *start_)) : std::nullopt;
    if (!engine_ && until_) {
        if (auto halt = open_engine(*until_)) {
            return halt;
        }
    }
    if (until_ && *until_ < *start_) {
        return Halt{exit_status::usage,
                    fmt::format("--until {} is before the run begins at {}", to_string(*until_), to_string(*start_))};
    }
    return until_ ? drive(*until_) : std::nullopt;
}

std::optional<Halt> Replay::open_engine(Instant start) {
    start_ = start;
    last_at_ = start;
    clock_ = std::make_unique<VirtualClock>(start);
    Engine::Options engine_options{.store = store_, .leads = leads_, .clock = *clock_};
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
            return behind_.empty() ? hint_at_left_out(events, row.at) : std::nullopt;
        }
        ++counts_.events;
        if (outcome.is_row() && options_.from && row.at < *options_.from) {
            outcome = Outcome::bad_row({events.file_name(row.file), row.line, 0,
                                        to_string(row.at) + " is before --from " + to_string(*options_.from)});
        }
        std::optional<Halt> halt;
        if (outcome.is_row()) {
            halt = take_row(events, row);
        } else {
            // What was accepted before may hold an earlier mistake, which is the one to name.
            if (engine_ && !options_.skip_bad_rows) {
                halt = drive(last_at_);
            }
            if (!halt) {
                halt = bad_row(outcome);
            }
        }
        if (halt) {
            return halt;
        }
    }
    return std::nullopt;
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

std::optional<Halt> Replay::take_row(const EventMerge& events, EventRow& row) {
    if (!engine_) {
        if (auto halt = open_engine(row.at)) {
            return halt;
        }
    }
    // A later row shows that every input up to the one before was accepted, so that the engine may go that far.
    if (waiting_ >= batch && row.at > last_at_) {
        if (auto halt = drive(last_at_)) {
            return halt;
        }
    }
    behind_ = fmt::format("{}:{}", events.file_name(row.file), row.line);
    last_at_ = row.at;
    for (std::size_t i = 0; i < row.inputs.size(); ++i) {
        if (auto halt = accept(events, row, std::move(row.inputs[i]), i == 0)) {
            return halt;
        }
    }
    return std::nullopt;
}

std::optional<Halt> Replay::accept(const EventMerge& events, EventRow& row, Input input, bool first) {
    if (auto* const change = std::get_if<LeadChanged>(&input)) {
        for (const Field& field : change->fields) {
            if (field.name != "account_id") {
                continue;
            }
            const auto at = accounts_.find(AccountId(to_text(field.value)));
            change->account = at != accounts_.end() ? at->second : Account{AccountId(to_text(field.value)), {}};
        }
    }
    Result<Ticket> ticket = engine_->accept(input, {.at = row.at});
    while (!ticket && ticket.error().code == Errc::busy) {
        if (auto halt = make_room()) {
            return halt;
        }
        ticket = engine_->accept(input, {.at = row.at});
    }
    if (!ticket) {
        return bad_row(Outcome::bad_row({events.file_name(row.file), row.line, 0, ticket.error().message}));
    }
    ++waiting_;
    if (!first) {
        return std::nullopt;
    } // one row is applied or refused once
    const std::uint64_t place = (static_cast<std::uint64_t>(row.file) << line_bits) | row.line;
    engine_->on_durable(*ticket, [this, &events, place](const Settled& what) { settled(events, place, what); });
    return std::nullopt;
}

void Replay::settled(const EventMerge& events, std::uint64_t place, const Settled& what) {
    if (what.kind == Settled::Kind::duplicate) {
        ++counts_.duplicates;
    }
    if (what.kind != Settled::Kind::refused || refused_) {
        return;
    }
    std::string reason = what.refusal ? what.refusal->message : "refused";
    if (what.refusal && what.refusal->code == Errc::unknown_lead) {
        reason = reason.substr(0, reason.find(';')) + "; add the lead to a lead file, or use --on-error skip";
    }
    refused_ = bad_row(Outcome::bad_row({events.file_name(static_cast<std::size_t>(place >> line_bits)),
                                         place & ((std::uint64_t{1} << line_bits) - 1), 0, std::move(reason)}));
}

/// The queue is full of inputs of one instant: some are decided, but no timer of that instant, since rows may follow.
std::optional<Halt> Replay::make_room() {
    const Result<Progress> progress = engine_->run_due(last_at_, {.at_most = batch});
    if (!progress) {
        return Halt{exit_status::internal, progress.error().message};
    }
    return std::exchange(refused_, std::nullopt);
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
    if (!engine_) {
        return Halt{exit_status::internal, "stopped before the first event; nothing was written"};
    }
    return Halt{exit_status::internal,
                fmt::format("stopped at {}, behind {}; nothing was written", to_string(clock_->now()), behind_)};
}

} // namespace nurture::cli
