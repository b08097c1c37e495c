// SPDX-License-Identifier: BSL-1.0
// P5: from a closed file to the first decision.

#include <algorithm>

#include "bench/figures/files.hpp"
#include "bench/figures/in_child.hpp"
#include "bench/figures/options.hpp"
#include "bench/figures/raw_database.hpp"

namespace nurture::figures {

Figure opening(const Options& options, WaitingFiles& files) {
    const std::size_t few = 1'000;
    const std::size_t many = options.leads_or(40'000, 1'000'000);
    const WaitingCopy small(files, few, "few");
    const WaitingCopy large(files, many, "many");
    struct Times {
        std::vector<double> clock, processor, pages;
    };
    Times of_small;
    Times of_large;
    const auto open = [](const WaitingCopy& file, Times& times) {
        const Answers answers = run_in_child({.what = "open", .file = file.path(), .waiting = file.leads()});
        times.clock.push_back(answers.at("seconds") * 1e3);
        times.processor.push_back(answers.at("processor_seconds") * 1e3);
        times.pages.push_back(answers.at("bytes_read") / 4'096);
    };
    const std::size_t turns = std::max<std::size_t>(options.repetitions, 7); // Short, so more of them.
    for (std::size_t turn = 0; turn < turns; ++turn) {
        open(small, of_small);
        open(large, of_large);
    }
    return {
        .name = "P5",
        .title = "opening a closed file up to the first decision, many active enrollments against few",
        .sizes = grouped(many) + " against " + grouped(few) + " enrollments, " + std::to_string(turns) + " turns",
        .ratios = {{"by the clock", ratio_of(of_large.clock, of_small.clock), "", "<= 2"},
                   {"processor's time", ratio_of(of_large.processor, of_small.processor), "", ""}},
        .details = {{grouped(few) + " enrollments, by the clock", range_of(of_small.clock), "ms", ""},
                    {grouped(many) + " enrollments, by the clock", range_of(of_large.clock), "ms", ""},
                    {grouped(few) + " enrollments, pages read", range_of(of_small.pages), "", ""},
                    {grouped(many) + " enrollments, pages read", range_of(of_large.pages), "", ""}},
        .notes = {"Each opening in a process of its own; the file is in the system's cache. Compiling the catalog is "
                  "not measured."}};
}

} // namespace nurture::figures
