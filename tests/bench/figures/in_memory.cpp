// SPDX-License-Identifier: BSL-1.0
// P1: leads a second in memory.

#include <optional>
#include <stdexcept>

#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>

#include "bench/figures/counting_store.hpp"
#include "bench/figures/flow.hpp"
#include "bench/figures/hand_written.hpp"
#include "bench/figures/options.hpp"

namespace nurture::figures {

namespace {

struct Measured {
    std::vector<double> rate; ///< Leads a second.
    std::vector<double> processor_rate;

    void add(std::size_t leads, const Stopwatch& watch) {
        rate.push_back(static_cast<double>(leads) / watch.seconds());
        processor_rate.push_back(static_cast<double>(leads) / watch.processor_seconds());
    }
};

/// What a run of the engine leaves for the loop that follows.
struct Left {
    WrittenByEngine written;
    std::size_t lines = 0;
};

std::optional<Left> run_engine(std::size_t leads, Channel* channel, Measured& measured) {
    MemoryLeadStore crm;
    for (std::size_t number = 0; number < leads; ++number) {
        crm.put(lead_of_flow(number));
    }
    const bool records = channel == nullptr;
    MemoryStore memory(MemoryStore::Options{.record_messages = records});
    CountingStore store(memory);
    VirtualClock clock(flow_begin());
    Engine::Options options{.store = store, .leads = crm, .clock = clock};
    if (!records) {
        options.channels = {{"email", channel}};
    }
    const std::unique_ptr<Engine> engine = expect(Engine::open(flow_plan(), options));
    Stopwatch watch;
    drive(*engine, FlowInputs(leads, joins_apart), watch);
    measured.add(leads, watch);
    return records ? std::optional<Left>({written_by_engine(memory), store.lines}) : std::nullopt;
}

std::size_t run_loop(std::size_t leads, WrittenByEngine written, Measured& measured) {
    constexpr std::size_t portion = 10'000;
    HandWrittenLoop loop(std::move(written));
    for (std::size_t number = 0; number < leads; ++number) {
        loop.add(lead_id(number));
    }
    FlowInputs inputs(leads, joins_apart);
    Stopwatch watch;
    for (std::vector<TimedEvent> next = inputs.next(portion); !next.empty(); next = inputs.next(portion)) {
        watch.go();
        for (const TimedEvent& input : next) {
            loop.take(input);
        }
        watch.stop();
    }
    watch.go();
    loop.run_to(inputs.last_join() + times_out_after);
    watch.stop();
    measured.add(leads, watch);
    if (loop.sent() != leads + leads / 2) {
        throw std::logic_error("the hand-written loop does not do what the flow does");
    }
    return loop.journal_bytes();
}

} // namespace

Figure in_memory(const Options& options, WaitingFiles&) {
    const std::size_t leads = options.leads_or(10'000, 200'000);
    Measured engine;
    Measured with_channel;
    Measured loop;
    std::size_t lines = 0;
    std::size_t bytes = 0;
    for (std::size_t turn = 0; turn < options.repetitions; ++turn) {
        std::optional<Left> left = run_engine(leads, nullptr, engine);
        lines = left->lines;
        bytes = run_loop(leads, std::move(left->written), loop);
        AcceptingChannel channel;
        (void)run_engine(leads, &channel, with_channel);
    }
    const auto per_lead = [&](std::size_t number) {
        const double share = static_cast<double>(number) / static_cast<double>(leads);
        return Range{share, share, share};
    };
    return {.name = "P1",
            .title = "in memory, leads a second against a hand-written loop",
            .sizes = grouped(leads) + " leads, " + std::to_string(options.repetitions) + " turns",
            .ratios = {{"engine / loop, by the processor's time", ratio_of(engine.processor_rate, loop.processor_rate),
                        "", ">= 0.25"},
                       {"engine / loop, by the clock", ratio_of(engine.rate, loop.rate), "", ""},
                       {"engine with a channel / loop, by the processor's time",
                        ratio_of(with_channel.processor_rate, loop.processor_rate), "", ""}},
            .details = {{"engine, messages recorded", range_of(engine.rate), "leads/s", ""},
                        {"engine, channel that accepts at once", range_of(with_channel.rate), "leads/s", ""},
                        {"loop", range_of(loop.rate), "leads/s", ""},
                        {"journal, lines a lead", per_lead(lines), "", ""},
                        {"journal, bytes of JSON a lead", per_lead(bytes), "", ""}},
            .notes = {flow_in_words,
                      "The loop looks up the id, appends the same journal bytes and copies the same texts."}};
}

} // namespace nurture::figures
