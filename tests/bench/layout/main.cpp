// SPDX-License-Identifier: BSL-1.0
/// \file
/// How rows should be laid out in SQLite: synthetic rows of the reference flow, without the engine, each alternative
/// against the proposed layout and against a lean floor. The decision made of it is "store-layout".
///
/// A database holds many leads that wait. Half of the inputs begin a lead (it is met, enrolled, sent A, waits), half
/// end one that waits, chosen at random (half of them by an open, the others are sent B). So as many leads wait at the
/// end as at the start. All layouts of a series take turns; ratios are taken within a turn.
///
/// nurture_layout_bench [FOLDER [SERIES | quick]]: the folder's disk is what is measured and needs 12 GB; `quick` runs
/// all series with few leads, to see that they run.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>

#include "bench/layout/series.hpp"

int main(int argc, char** argv) {
    const std::string folder = argc > 1 ? argv[1] : std::filesystem::temp_directory_path() / "nurture-layout";
    const std::string_view only = argc > 2 ? argv[2] : ""; // The title of a series, or "quick".
    const bool quick = only == "quick";
    std::filesystem::create_directories(folder);
    try {
        for (nurture::layout::Series series : nurture::layout::all_series()) {
            if (!quick && !only.empty() && series.title != only) {
                continue;
            }
            if (quick) {
                series.leads = std::min<std::int64_t>(series.leads, 10'000);
                series.work.inputs = std::min<std::int64_t>(series.work.inputs, 2'000);
                series.turns = 1;
            }
            nurture::layout::run(series, folder);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
