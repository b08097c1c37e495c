// SPDX-License-Identifier: BSL-1.0
// Prints the figures P1 to P7, or passes to Google Benchmark when an argument begins with --benchmark.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

#include "bench/figures/files.hpp"
#include "bench/figures/in_child.hpp"
#include "bench/figures/options.hpp"

namespace {

using namespace nurture::figures;

constexpr const char* usage = R"(nurture_bench [P1 ... P7] [options]
  Measures nurture against hand-written floors of the same run; docs/how-to/measure.md tells how to read it.
  --full             the sizes of the targets: an hour or more, 40 GB of disk for P6
  --leads N          the larger number of leads of each figure
  --repetitions N    of each measurement, at least 3 (3)
  --folder DIR       where databases are made and removed: on the disk that is to be measured (.)
  --json             one JSON object in place of text
  --benchmark_...    everything to Google Benchmark: single conditions and runs, for profiling
)";

struct Known {
    const char* name;
    Figure (*measure)(const Options&, WaitingFiles&);
};
constexpr std::array<Known, 7> known{{{"P1", in_memory},
                                      {"P2", durable},
                                      {"P3", latency},
                                      {"P4", cost_per_input},
                                      {"P5", opening},
                                      {"P6", memory},
                                      {"P7", disk}}};

/// Nothing if the arguments cannot be understood.
std::optional<Options> read(const std::vector<std::string>& arguments) {
    Options options{.folder = "."};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        const auto number = [&] {
            return i + 1 < arguments.size() ? std::strtoull(arguments[++i].c_str(), nullptr, 10) : 0;
        };
        if (std::any_of(known.begin(), known.end(), [&](const Known& each) { return each.name == argument; })) {
            options.figures.push_back(argument);
        } else if (argument == "--json") {
            options.json = true;
        } else if (argument == "--full") {
            options.full = true;
        } else if (argument == "--leads") {
            options.leads = number() / 2 * 2;
        } else if (argument == "--repetitions") {
            options.repetitions = std::max<std::size_t>(number(), 3);
        } else if (argument == "--folder" && i + 1 < arguments.size()) {
            options.folder = arguments[++i];
        } else {
            return {};
        }
    }
    const bool is_sound = !options.leads || *options.leads >= 100;
    return is_sound ? std::optional<Options>(options) : std::nullopt;
}

void print_figures(const Options& options) {
    std::vector<Figure> all;
    WaitingFiles files(options.folder);
    for (const Known& each : known) {
        const std::vector<std::string>& wanted = options.figures;
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), each.name) != wanted.end()) {
            all.push_back(each.measure(options, files));
            if (!options.json) {
                std::printf("%s\n", as_text(all.back()).c_str());
                std::fflush(stdout);
            }
        }
    }
    if (options.json) {
        std::printf("%s\n", as_json(all).c_str());
    }
}

int benchmark_main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (std::any_of(arguments.begin(), arguments.end(),
                    [](const std::string& argument) { return argument.rfind("--benchmark", 0) == 0; })) {
        return benchmark_main(argc, argv);
    }
    try {
        if (!arguments.empty() && arguments.front() == child_mark) {
            return be_child({arguments.begin() + 1, arguments.end()});
        }
        const std::optional<Options> options = read(arguments);
        if (!options) {
            std::fputs(usage, stderr);
            return 2;
        }
        print_figures(*options);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "nurture_bench: %s\n", failure.what());
        return 1;
    }
    return 0;
}
