// SPDX-License-Identifier: BSL-1.0
// P6: resident memory does not grow with the leads that wait.

#include "bench/figures/files.hpp"
#include "bench/figures/in_child.hpp"
#include "bench/figures/options.hpp"

namespace nurture::figures {

namespace {

constexpr double mebibyte = 1024 * 1024;

} // namespace

Figure memory(const Options& options, WaitingFiles& files) {
    // At small sizes the caches are made smaller in proportion: else they would hold every lead there is.
    const std::size_t few = options.full ? 100'000 : 5'000;
    const std::size_t many = options.leads_or(40'000, 10'000'000);
    const Task usual;
    const std::size_t part = options.full ? 1 : usual.cached_leads / few;
    const auto task = [&](const WaitingCopy& file) {
        return Task{.what = "memory",
                    .file = file.path(),
                    .waiting = file.leads(),
                    .inputs = few * 2,
                    .cached_leads = usual.cached_leads / part,
                    .cache_bytes = usual.cache_bytes / part};
    };
    WaitingCopy small(files, few, "few");
    WaitingCopy large(files, many, "many");
    std::vector<double> of_small;
    std::vector<double> of_large;
    for (std::size_t turn = 0; turn < options.repetitions; ++turn) {
        small.renew();
        large.renew();
        of_small.push_back(run_in_child(task(small)).at("peak_bytes") / mebibyte);
        of_large.push_back(run_in_child(task(large)).at("peak_bytes") / mebibyte);
    }
    Figure figure{.name = "P6",
                  .title = "resident memory at its peak, many leads that wait against few",
                  .sizes = grouped(many) + " against " + grouped(few) + " leads, " +
                           grouped(usual.cached_leads / part) + " leads cached, " +
                           grouped(usual.cache_bytes / part / 1024) + " KiB of pages cached, " +
                           std::to_string(options.repetitions) + " turns",
                  .ratios = {{"many / few", ratio_of(of_large, of_small), "", "<= 3"}},
                  .details = {{grouped(few) + " leads", range_of(of_small), "MiB", ""},
                              {grouped(many) + " leads", range_of(of_large), "MiB", options.full ? "< 512" : ""}},
                  .notes = {"After " + grouped(few * 2) + " inputs about leads all over the file."}};
    if (!options.full) {
        figure.notes.emplace_back("The caches are smaller in proportion, and the program itself weighs more: only "
                                  "--full gives the figure of the target.");
    }
    return figure;
}

} // namespace nurture::figures
