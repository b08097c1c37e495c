// SPDX-License-Identifier: BSL-1.0
// P3: how long one input takes until it is durable.

#include <chrono>
#include <cstdint>

#include "bench/figures/files.hpp"
#include "bench/figures/flow.hpp"
#include "bench/figures/options.hpp"
#include "bench/figures/raw_database.hpp"

namespace nurture::figures {

namespace {

/// A clock that runs by itself, from where the file was left.
class RunningClock final : public Clock {
public:
    explicit RunningClock(Instant begin) : begin_(begin) {}
    [[nodiscard]] Instant now() const override {
        return begin_ + std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - since_);
    }

private:
    Instant begin_;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

/// What each of many calls took.
class Times {
public:
    template <class Work>
    void measure(Work work) {
        Stopwatch watch;
        watch.go();
        work();
        watch.stop();
        of_calls_.push_back(watch.seconds() * 1e6);
        processor_ += watch.processor_seconds() * 1e6;
    }
    /// Microseconds, and a new turn.
    void end_turn() {
        medians.push_back(range_of(of_calls_).middle);
        processor.push_back(processor_ / static_cast<double>(of_calls_.size()));
        of_calls_.clear();
        processor_ = 0;
    }
    std::vector<double> medians;
    std::vector<double> processor; ///< The mean: the system counts in steps that are coarser than one call.

private:
    std::vector<double> of_calls_;
    double processor_ = 0;
};

} // namespace

Figure latency(const Options& options, WaitingFiles& files) {
    constexpr std::size_t inputs = 300;
    const std::size_t leads = options.leads_or(10'000, 100'000);
    const WaitingCopy file(files, leads, "latency");
    const DatabaseFile one_row(options.folder, "one-row");
    RunningClock clock(all_wait(leads));
    OpenEngine open(file.path(), {.clock = &clock});
    RawDatabase floor(one_row.path());
    floor.execute("CREATE TABLE input (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
    RawStatement insert(floor, "INSERT INTO input (body) VALUES (?1)");
    const Cell body = Blob{std::string(200, 'b')};
    Times times;
    Times floor_times;
    std::size_t number = 0;
    for (std::size_t turn = 0; turn < options.repetitions; ++turn) {
        for (std::size_t i = 0; i < inputs; ++i) { // Turn by turn, so that both meet the same disk.
            number = (number + 7'919) % leads;
            times.measure([&] { (void)expect(open.engine().accept_now(page_view(number))); });
            floor_times.measure([&] { insert.bind(1, body).run(); });
        }
        times.end_turn();
        floor_times.end_turn();
    }
    return {.name = "P3",
            .title = "one input at a time that sends nothing, durable before it is acknowledged",
            .sizes = grouped(leads) + " leads wait, " + std::to_string(options.repetitions) + " turns of " +
                     grouped(inputs) + " inputs",
            .ratios = {{"accept_now / a commit of one row", ratio_of(times.medians, floor_times.medians), "", "<= 1.5"},
                       {"processor's time", ratio_of(times.processor, floor_times.processor), "", ""}},
            .details = {{"accept_now, median", range_of(times.medians), "us", ""},
                        {"commit of one row, median", range_of(floor_times.medians), "us", ""},
                        {"accept_now, processor's time", range_of(times.processor), "us", ""},
                        {"commit of one row, processor's time", range_of(floor_times.processor), "us", ""}},
            .notes = {"Inputs and commits of one row of 200 bytes take turns, each lead is read from the file.",
                      "On a busy machine both wait for their turn on the processor, mostly: then both are some "
                      "milliseconds, and the ratio says nothing."}};
}

} // namespace nurture::figures
