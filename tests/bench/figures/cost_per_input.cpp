// SPDX-License-Identifier: BSL-1.0
// P4: what an input costs when few or many leads wait, and a tick when nothing is due.

#include "bench/figures/files.hpp"
#include "bench/figures/in_child.hpp"
#include "bench/figures/options.hpp"
#include "bench/figures/raw_database.hpp"

namespace nurture::figures {

namespace {

constexpr std::size_t inputs = 1'000;
constexpr double page = 4'096;

/// What was measured with one number of leads.
struct Costs {
    std::optional<double> instructions; ///< Of an input.
    std::optional<double> of_tick;
    std::string by;
    std::vector<double> processor; ///< Microseconds of an input.
    std::vector<double> pages;     ///< Read from the file, of an input.
    double calls_of_ticks = 0;
    double pages_of_ticks = 0;
};

/// A task on a file that nothing has been done with.
Task task(WaitingCopy& file, const std::string& what, std::size_t how_many) {
    file.renew();
    return {.what = what, .file = file.path(), .waiting = file.leads(), .inputs = how_many};
}

void take_turn(WaitingCopy& file, Costs& costs) {
    const Answers answers = run_in_child(task(file, "inputs", inputs));
    costs.processor.push_back(answers.at("processor_seconds") * 1e6 / inputs);
    costs.pages.push_back(answers.at("bytes_read") / page / inputs);
}

void count(WaitingCopy& file, Costs& costs) {
    constexpr std::size_t ticks = 100;
    const Answers answers = run_in_child(task(file, "tick", ticks));
    costs.calls_of_ticks = answers.at("store_calls");
    costs.pages_of_ticks = answers.at("bytes_read") / page;
    const Counted counted = count_in_child(task(file, "inputs", inputs));
    if (counted.instructions) {
        costs.by = counted.by;
        costs.instructions = *counted.instructions / inputs;
        costs.of_tick = count_in_child(task(file, "tick", ticks)).instructions.value_or(0) / ticks;
    }
}

Range constant(double value) {
    return {value, value, value};
}

} // namespace

Figure cost_per_input(const Options& options, WaitingFiles& files) {
    const std::size_t few = options.full ? 10'000 : 3'000;
    const std::size_t many = options.leads_or(40'000, 1'000'000);
    WaitingCopy small(files, few, "few");
    WaitingCopy large(files, many, "many");
    Costs of_small;
    Costs of_large;
    for (std::size_t turn = 0; turn < options.repetitions; ++turn) {
        take_turn(small, of_small);
        take_turn(large, of_large);
    }
    count(small, of_small);
    count(large, of_large);
    Figure figure{.name = "P4",
                  .title = "cost of an input with many leads that wait against few",
                  .sizes = grouped(many) + " against " + grouped(few) + " leads, groups of " + grouped(inputs) + ", " +
                           std::to_string(options.repetitions) + " turns"};
    const auto both = [&](const std::string& what, Range of_few, Range of_many, const std::string& unit) {
        figure.details.push_back({what + ", " + grouped(few) + " wait", of_few, unit, ""});
        figure.details.push_back({what + ", " + grouped(many) + " wait", of_many, unit, ""});
    };
    if (of_small.instructions && of_large.instructions) {
        figure.ratios.push_back({"instructions (" + of_large.by + ")",
                                 constant(*of_large.instructions / *of_small.instructions), "", "<= 1.3"});
        both("instructions of an input", constant(*of_small.instructions), constant(*of_large.instructions), "");
        both("instructions of a tick with nothing due", constant(*of_small.of_tick), constant(*of_large.of_tick), "");
    } else {
        figure.notes.emplace_back("No counter of instructions: the processor's may not be read, callgrind is not "
                                  "installed (apt install valgrind). Time of the processor stands in.");
    }
    figure.ratios.push_back({"processor's time", ratio_of(of_large.processor, of_small.processor), "",
                             of_large.instructions ? "" : "<= 1.3"});
    both("processor's time of an input", range_of(of_small.processor), range_of(of_large.processor), "us");
    both("pages read for an input", range_of(of_small.pages), range_of(of_large.pages), "");
    both("calls of the store by 100 ticks with nothing due", constant(of_small.calls_of_ticks),
         constant(of_large.calls_of_ticks), "");
    both("pages read by them", constant(of_small.pages_of_ticks), constant(of_large.pages_of_ticks), "");
    figure.notes.emplace_back("Half of the inputs are joins, half opens by leads all over the file, each read from it. "
                              "Pages of 4 KiB that SQLite's cache did not hold.");
    return figure;
}

} // namespace nurture::figures
