// SPDX-License-Identifier: BSL-1.0
/// \file
/// An engine with everything around it, for tests that say in a few lines what happens to a lead. Its state is in
/// memory or wherever the test says.

#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/engine/engine.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/testing/engine_store_subject.hpp>

#include "support/forwarding_store.hpp"
#include "support/memory_subjects.hpp"

namespace nurture::testing_support {

using namespace std::chrono_literals;

/// Monday, 2 March 2026, 09:00 UTC: where the tests' time begins.
inline constexpr Instant monday = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)) + 9h;

/// A plan from catalog documents in JSON; throws with all remarks if it has errors.
inline Plan plan_of(std::string_view documents) {
    const auto source = std::make_shared<SourceText>(SourceText{"test", std::string(documents)});
    const Checked<Document> document = read_json(source);
    const Checked<Catalog> catalog = read_catalog(document->items);
    Checked<Plan> plan = compile(*catalog);
    std::string remarks;
    const auto collect = [&remarks](const Diagnostics& list) {
        for (const Diagnostic& remark : list) {
            remarks += remark.severity == Severity::error ? to_string(remark) + "\n" : "";
        }
    };
    collect(document.diagnostics);
    collect(catalog.diagnostics);
    collect(plan.diagnostics);
    if (!remarks.empty()) {
        throw std::runtime_error(remarks);
    }
    return *std::move(plan);
}

/// A channel that answers as it is told, at once.
class ScriptedChannel final : public Channel {
public:
    std::function<Delivery(const Message&)> script = [](const Message&) { return Delivery{}; };
    Capabilities can{};
    std::vector<Message> handed_over;

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        for (const Message& message : messages) {
            handed_over.push_back(message);
            sink->answer(message.key, script(message));
        }
    }
    [[nodiscard]] Capabilities capabilities() const override { return can; }
};

/// A lead store, an engine store, a clock, a channel "email" and an engine over them.
class Nursery {
    std::unique_ptr<testing::EngineStoreSubject> subject_; // In front: `store` hands on to it.

public:
    explicit Nursery(std::string_view documents, bool records = false) : Nursery(plan_of(documents), records) {}
    explicit Nursery(Plan plan, bool records = false)
        : Nursery(std::move(plan), std::make_unique<MemorySubject>(records)) {}
    /// Over a store of any kind, which reopen() opens anew with the engine.
    Nursery(Plan plan, std::unique_ptr<testing::EngineStoreSubject> subject)
        : subject_(std::move(subject)), store(subject_->store()), plan_(std::move(plan)) {}

    MemoryLeadStore leads; ///< Used unless the store is the lead store, too.
    ForwardingStore store;
    VirtualClock clock{monday};
    ScriptedChannel email;
    std::size_t group = 1'000;
    std::size_t cached_leads = 100'000;

    void lead(const LeadId& id, Fields fields = {}) {
        if (fields.find("email") == nullptr) {
            fields.set("email", id.str() + "@example.com");
        }
        put({.id = id, .fields = std::move(fields)});
    }
    void put(const Lead& lead) {
        leads.put(lead);
        if (store.lead_store() != nullptr) {
            subject_->put(lead);
        }
    }

    Engine& engine() {
        if (!engine_) {
            reopen();
        }
        return *engine_;
    }

    /// Closes engine and store and opens them anew.
    void reopen() {
        if (engine_) {
            close();
        }
        Result<std::unique_ptr<Engine>> opened =
            Engine::open(plan_, {.store = store,
                                 .leads = store.lead_store() != nullptr ? *store.lead_store() : leads,
                                 .clock = clock,
                                 .channels = {{"email", &email}, {"sms", &email}},
                                 .group = group,
                                 .cached_leads = cached_leads,
                                 .retry_jitter = false});
        if (!opened) {
            throw std::runtime_error(opened.error().message);
        }
        engine_ = *std::move(opened);
    }

    /// Lets go of the engine, with everything that it has not committed, and of what the store has in memory.
    void close() {
        engine_.reset();
        subject_->reopen();
        store.forward_to(subject_->store());
    }

    Ticket give(Milliseconds after, Input input, std::vector<Mark> marks = {}) {
        const Result<Ticket> ticket =
            engine().accept(std::move(input), {.at = monday + after, .marks = std::move(marks)});
        if (!ticket) {
            throw std::runtime_error(ticket.error().message);
        }
        return *ticket;
    }
    Ticket event(Milliseconds after, const LeadId& lead, std::string type, Fields properties = {}) {
        return give(after, Event{.lead = lead, .type = std::move(type), .properties = std::move(properties)});
    }
    Progress run_to(Milliseconds after) {
        const Result<Progress> progress = engine().run_due(monday + after);
        if (!progress) {
            throw std::runtime_error(progress.error().message);
        }
        return *progress;
    }
    Settled outcome_of(Ticket ticket) {
        Settled outcome;
        engine().on_durable(ticket, [&outcome](const Settled& settled) { outcome = settled; });
        run_to(clock.now() - monday);
        return outcome;
    }

    /// The journal as "kind step reason" lines, of the kinds asked for.
    std::vector<std::string> told(const std::vector<JournalKind>& kinds) {
        std::vector<std::string> lines;
        (void)store.journal({}, [&](const JournalLine& line) {
            if (std::find(kinds.begin(), kinds.end(), line.kind) == kinds.end()) {
                return;
            }
            std::string text = line.lead.str() + ' ' + std::string(name(line.kind));
            for (const char* key : {"state", "reason", "content", "text", "arm"}) {
                if (const Value* value = line.because.find(key); value != nullptr) {
                    text += ' ' + to_text(*value);
                }
            }
            lines.push_back(std::move(text));
        });
        return lines;
    }
    /// "lead content +after" of every message accepted.
    std::vector<std::string> sent() {
        std::vector<std::string> lines;
        (void)store.journal({}, [&](const JournalLine& line) {
            if (line.kind == JournalKind::sent) {
                const auto after = std::chrono::duration_cast<std::chrono::seconds>(line.at - monday);
                lines.push_back(line.lead.str() + ' ' + to_text(*line.because.find("content")) + " +" +
                                std::to_string(after.count()) + 's');
            }
        });
        return lines;
    }
    std::string digest() { return to_hex(*digest_of(store)); }

private:
    Plan plan_;
    std::unique_ptr<Engine> engine_;
};

} // namespace nurture::testing_support
