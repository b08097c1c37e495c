// SPDX-License-Identifier: BSL-1.0
// A host as a vendor would write it, to be killed at any moment and begun again: an engine on a SQLite file, mail by
// SMTP, events by the system clock.
//
//   mailer DATABASE ACKNOWLEDGED PORT LEADS BATCH thread|inline
//
// There are two events per lead: "signed_up" leads to two mails of the category marketing, "ordered" to two of
// transactional. The number of each event that was acknowledged is appended to the file ACKNOWLEDGED. Mails leave on a
// thread of their own or on that of the engine. Ends when nothing is left to do.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <nurture/definition/builder.hpp>
#include <nurture/engine/engine.hpp>
#include <nurture/smtp/smtp_channel.hpp>
#include <nurture/sqlite/database.hpp>

using namespace nurture;

namespace {

constexpr std::size_t events_per_lead = 2;
constexpr Milliseconds between_events(80);
constexpr Milliseconds nothing_left(60'000); // What is due later than that are no mails.

[[noreturn]] void fail(const Error& error) {
    std::fprintf(stderr, "mailer: %s\n", error.message.c_str());
    std::_Exit(1);
}

template <class T>
T value_or_fail(Result<T> result) {
    if (!result) {
        fail(result.error());
    }
    return *std::move(result);
}

/// Runs the channel's calls one after the other.
class MailThread final : public Executor {
public:
    MailThread() : thread_([this] { run(); }) {}
    MailThread(const MailThread&) = delete;
    MailThread& operator=(const MailThread&) = delete;
    ~MailThread() override {
        {
            const std::lock_guard lock(mutex_);
            ends_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    void post(const ChannelId& /*channel*/, std::function<void()> task) override {
        {
            const std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(task));
        }
        changed_.notify_one();
    }

private:
    void run() {
        for (;;) {
            std::function<void()> task;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] { return ends_ || !tasks_.empty(); });
                if (ends_) {
                    return;
                }
                task = std::move(tasks_.front());
                tasks_.pop_front();
            }
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool ends_ = false;
    std::thread thread_;
};

/// What the engine's thread sleeps on.
class Alarm {
public:
    void ring() {
        {
            const std::lock_guard lock(mutex_);
            rung_ = true;
        }
        changed_.notify_one();
    }

    void wait_until(Instant at) {
        std::unique_lock lock(mutex_);
        changed_.wait_until(lock, at, [this] { return rung_; });
        rung_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool rung_ = false;
};

Plan make_plan() {
    Catalog catalog;
    catalog.settings.delivery.in_doubt_marketing = InDoubt::assume_sent;
    catalog.settings.delivery.in_doubt_transactional = InDoubt::resend;
    catalog.settings.delivery.retry.first = Milliseconds(50);
    catalog.settings.delivery.retry.at_most = Milliseconds(500);
    for (const auto& [id, category] : {std::pair{"hello", "marketing"},
                                       {"guide", "marketing"},
                                       {"receipt", "transactional"},
                                       {"shipped", "transactional"}}) {
        catalog.contents[id] = {.id = id,
                                .channel = "email",
                                .subject = SourceString(std::string(id) + " for {{ lead.id }}"),
                                .text = "This is number {{ trigger.number }}.",
                                .category = category};
    }
    catalog.workflows["welcome"] = *WorkflowBuilder("welcome")
                                        .on("signed_up")
                                        .reenroll("always")
                                        .send("hello")
                                        .delay("200ms")
                                        .send("guide")
                                        .build();
    catalog.workflows["order"] =
        *WorkflowBuilder("order").on("ordered").reenroll("always").send("receipt").send("shipped").build();
    Checked<Plan> plan = compile(catalog);
    if (!plan.ok()) {
        fail({Errc::invalid_argument, plan.diagnostics.empty() ? "no plan" : plan.diagnostics.front().message});
    }
    return *plan;
}

LeadId lead_number(std::size_t number) {
    return LeadId("lead" + std::to_string(number));
}

/// The leads of the vendor's CRM: in the file before the first event.
void make_leads(sqlite::Database& database, std::size_t count) {
    if (value_or_fail(database.lead_count()) == count) {
        return;
    }
    std::vector<Lead> leads;
    for (std::size_t i = 0; i < count; ++i) {
        const LeadId id = lead_number(i);
        leads.push_back({.id = id, .fields = {{"email", id.str() + "@example.com"}, {"id", id.str()}}});
    }
    if (const Result<void> put = database.put(leads); !put) {
        fail(put.error());
    }
}

/// Event number n of the vendor's queue.
Event event_number(std::size_t n) {
    return {.lead = lead_number(n / events_per_lead),
            .type = n % events_per_lead == 0 ? "signed_up" : "ordered",
            .properties = {{"number", static_cast<std::int64_t>(n)}}};
}

/// Gives the engine the next event. That it has no id is on purpose: the mark alone sees to it that it comes once.
void give(Engine& engine, std::size_t n, int acknowledged) {
    const Ticket ticket =
        value_or_fail(engine.accept(event_number(n), {.marks = {{.source = "queue", .position = n + 1}}}));
    engine.on_durable(ticket, [n, acknowledged](const Settled& settled) {
        const std::string line =
            std::to_string(n) + (settled.kind == Settled::Kind::applied ? "\n" : " was not applied\n");
        if (write(acknowledged, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
            std::_Exit(1);
        }
    });
}

struct Arguments {
    std::string database{};
    std::string acknowledged{};
    std::uint16_t port = 0;
    std::size_t leads = 0;
    std::size_t batch = 0;
    bool has_thread = false;
};

smtp::Options mail_options(const Arguments& arguments) {
    smtp::Options options;
    options.host = "127.0.0.1";
    options.port = arguments.port;
    options.encryption = smtp::Encryption::none;
    options.from = "Acme <news@acme.example>";
    options.batch = arguments.batch;
    options.connect_within = Milliseconds(300);
    options.send_within = Milliseconds(300);
    return options;
}

/// Gives the events that the engine has not had yet, and runs until nothing is left.
void run(Engine& engine, const Clock& clock, Alarm& alarm, std::size_t events, int acknowledged) {
    std::size_t given = 0;
    for (const Mark& mark : engine.marks()) {
        given = mark.position;
    }
    Instant next_event = clock.now();
    for (;;) {
        const Instant now = clock.now();
        if (given < events && now >= next_event) {
            give(engine, given, acknowledged);
            ++given;
            next_event = now + between_events;
        }
        const Progress progress = value_or_fail(engine.run_due(now));
        if (given == events && !progress.more && progress.next > now + nothing_left) {
            return;
        }
        alarm.wait_until(given < events ? std::min(progress.next, next_event) : progress.next);
    }
}

void run(const Arguments& arguments) {
    const int acknowledged = open(arguments.acknowledged.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const auto database = value_or_fail(sqlite::Database::open(arguments.database));
    if (const Result<void> alone = database->keep_others_out(); !alone) {
        fail(alone.error());
    }
    make_leads(*database, arguments.leads);

    SystemClock clock;
    const auto mail = value_or_fail(smtp::SmtpChannel::create(mail_options(arguments)));
    Alarm alarm;
    const auto thread = arguments.has_thread ? std::make_unique<MailThread>() : nullptr;
    const Plan plan = make_plan();
    const auto engine = value_or_fail(Engine::open(plan, {.store = *database,
                                                          .leads = *database,
                                                          .clock = clock,
                                                          .channels = {{"email", mail.get()}},
                                                          .executor = thread.get(),
                                                          .wake = [&alarm] { alarm.ring(); },
                                                          .answer_within = Milliseconds(1'000)}));
    run(*engine, clock, alarm, arguments.leads * events_per_lead, acknowledged);
}

} // namespace

int main(int count, char** words) {
    if (count != 7) {
        std::fprintf(stderr, "mailer DATABASE ACKNOWLEDGED PORT LEADS BATCH thread|inline\n");
        return 2;
    }
    run({.database = words[1],
         .acknowledged = words[2],
         .port = static_cast<std::uint16_t>(std::atoi(words[3])),
         .leads = static_cast<std::size_t>(std::atoi(words[4])),
         .batch = static_cast<std::size_t>(std::atoi(words[5])),
         .has_thread = std::string(words[6]) == "thread"});
    return 0;
}
