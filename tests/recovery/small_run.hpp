// SPDX-License-Identifier: BSL-1.0
/// \file
/// A run over one SQLite file so small that it can be begun again at each of its calls of the disk.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nurture/engine/engine.hpp>
#include <nurture/sqlite/database.hpp>

#include "support/load.hpp"

namespace nurture::testing_support {

/// A number from the environment, 1 or more.
inline std::size_t number_from(const char* variable, std::size_t otherwise) {
    const char* wanted = std::getenv(variable);
    return wanted == nullptr ? otherwise : static_cast<std::size_t>(std::max(std::atoi(wanted), 1));
}

/// How many times as far apart faults lie in builds for debugging and with sanitizers, which are slow.
#ifdef NDEBUG
inline constexpr std::size_t patience = 1;
#else
inline constexpr std::size_t patience = 7;
#endif

/// Gives inputs in sessions, each of which opens the file and closes it. Remembers what was acknowledged, as a host
/// would, and goes on behind the marks that the file has.
class SmallRun {
public:
    static constexpr std::size_t lead_count = 4;

    SmallRun(const Plan& plan, std::string file) : plan_(plan), file_(std::move(file)), inputs_(lead_count, 18) {}

    /// Goes on to the end, or until something fails. After an error call it again. `reopens`: whether it lets go of the
    /// file at an error; else only the engine is opened anew.
    Result<void> go_on(bool reopens = true) {
        while (!is_over_) {
            if (Result<void> done = live_session(); !done) {
                if (reopens) {
                    close();
                }
                return done;
            }
        }
        return {};
    }

    /// Lets go of everything that is not in the file.
    void close() { database_.reset(); }

    [[nodiscard]] bool has_lost() const noexcept { return has_lost_; }

private:
    /// Sessions end where the next input comes later.
    [[nodiscard]] std::size_t end_of_session(std::size_t from) const {
        const std::vector<Placed>& all = inputs_.all();
        std::size_t to = std::min(all.size(), from / per_session * per_session + per_session);
        while (to < all.size() && all[to].after == all[to - 1].after) {
            ++to;
        }
        return to;
    }

    Result<void> open_file() {
        if (database_ != nullptr) {
            return {};
        }
        Result<std::unique_ptr<sqlite::Database>> opened = sqlite::Database::open(file_, {.record_messages = true});
        if (!opened) {
            return opened.error();
        }
        database_ = *std::move(opened);
        return {};
    }

    Result<void> make_leads() {
        const Result<std::size_t> there = database_->lead_count();
        if (!there || *there > 0) { // They come in one commit; who was forgotten since is not made again.
            return there ? Result<void>() : Result<void>(there.error());
        }
        std::vector<Lead> leads;
        for (std::size_t i = 0; i < lead_count; ++i) {
            Fields fields{{"stage", "lead"}, {"email", "person" + std::to_string(i) + "@example.com"}, {"points", 45}};
            leads.push_back({.id = LoadInputs::lead(i), .fields = fields, .account = LoadInputs::account(i % 2)});
        }
        return database_->put(leads);
    }

    Result<void> live_session() {
        if (Result<void> done = open_file(); !done) {
            return done;
        }
        if (Result<void> done = make_leads(); !done) {
            return done;
        }
        VirtualClock clock(monday - 24h);
        Result<std::unique_ptr<Engine>> opened =
            Engine::open(plan_, {.store = *database_, .leads = *database_, .clock = clock, .group = 3});
        if (!opened) {
            return opened.error();
        }
        Engine& engine = **opened;
        std::size_t next = 0;
        for (const Mark& mark : engine.marks()) {
            next = mark.position;
        }
        has_lost_ = has_lost_ || next < acknowledged_;
        const std::vector<Placed>& all = inputs_.all();
        const std::size_t end = end_of_session(next);
        for (std::size_t i = next; i < end; ++i) {
            const Result<Ticket> ticket = engine.accept(
                all[i].input, {.at = monday + all[i].after, .marks = {{.source = "load", .position = i + 1}}});
            if (!ticket) {
                return ticket.error();
            }
            engine.on_durable(*ticket, [this, i](const Settled&) { acknowledged_ = i + 1; });
        }
        const Result<Progress> progress =
            engine.run_due(monday + all[end - 1].after + (end == all.size() ? 24h * 12 : 0h));
        if (!progress) {
            return progress.error();
        }
        is_over_ = end == all.size();
        opened->reset();
        close();
        return {};
    }

    static constexpr std::size_t per_session = 9;
    const Plan& plan_;
    std::string file_;
    LoadInputs inputs_;
    std::unique_ptr<sqlite::Database> database_{};
    std::size_t acknowledged_ = 0;
    bool has_lost_ = false;
    bool is_over_ = false;
};

inline const Plan& small_plan() {
    static const Plan plan = plan_of(load_catalog);
    return plan;
}

/// What a file has come to: its digest, or what is wrong with it.
inline std::string state_of(const std::string& file) {
    Result<std::unique_ptr<sqlite::Database>> database =
        sqlite::Database::open(file, {.mode = sqlite::Options::Mode::open});
    if (!database) {
        return database.error().message;
    }
    const Result<std::vector<std::string>> findings = (*database)->check();
    if (!findings || !findings->empty()) {
        return findings ? findings->front() : findings.error().message;
    }
    const Result<Digest> digest = digest_of(**database);
    return digest ? to_hex(*digest) : digest.error().message;
}

} // namespace nurture::testing_support
