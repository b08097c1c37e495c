// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdio>
#include <memory>

#include "bench/layout/database.hpp"
#include "bench/layout/series.hpp"

namespace nurture::layout {

namespace {

struct Range {
    double low = 0;
    double middle = 0;
    double high = 0;
};

Range range_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

template <class Of>
Range range_over(const std::vector<Measured>& turns, const Of& of) {
    std::vector<double> values;
    for (std::size_t i = 0; i < turns.size(); ++i) {
        values.push_back(of(turns[i], i));
    }
    return range_of(std::move(values));
}

void print_sizes(Database& database, const Layout& layout) {
    std::map<std::string, std::int64_t> bytes = database.bytes();
    const auto per_lead = [&](const std::string& table) {
        return static_cast<double>(bytes[table]) / static_cast<double>(database.leads());
    };
    const double lead = per_lead("lead_row");
    const double due = per_lead("lead_due");
    const double enrollment = per_lead("enrollment_row");
    // P7 counts no fields and no ids; an id stands in most indices of what is due, too.
    const bool twice = layout.due <= Layout::Due::stale || layout.text_keys;
    const double not_counted = static_cast<double>(fields.size()) + (twice ? 32 : 16);
    const double line = (per_lead("journal_row") + per_lead("journal_lead") + per_lead("journal_payload")) / 4;
    const bool with_story =
        layout.rows < Layout::Rows::with_enrollments && !layout.text_keys && layout.journal <= Layout::Journal::indexed;
    std::printf("| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f |\n", layout.name.c_str(), lead,
                due, enrollment, lead + due + enrollment - not_counted,
                per_lead("message_row") + per_lead("message_text"), per_lead("message_key"), line, per_lead("seen"),
                with_story ? database.pages_per_story(1'000) : 0);
}

void print_series(const Series& series, const std::vector<std::vector<Measured>>& all) {
    std::printf("\n%s: %lld leads wait, groups of %lld, %lld inputs a turn, %d turns\n\n", series.title.c_str(),
                static_cast<long long>(series.leads), static_cast<long long>(series.work.group),
                static_cast<long long>(series.work.inputs), series.turns);
    std::printf("| layout | inputs/s | of the floor | of the proposed | cpu us | of floor's | pages read | written | "
                "commit us | MiB |\n"
                "|---|---|---|---|---|---|---|---|---|---|\n");
    for (std::size_t which = 0; which < all.size(); ++which) {
        const std::vector<Measured>& turns = all[which];
        const auto against = [&](std::size_t other) {
            return range_over(turns,
                              [&](const Measured& m, std::size_t turn) { return m.rate / all[other][turn].rate; });
        };
        const Range floor = against(0);
        const Range proposed = against(std::min<std::size_t>(1, all.size() - 1));
        const Range dearer =
            range_over(turns, [&](const Measured& m, std::size_t turn) { return m.cpu / all[0][turn].cpu; });
        const auto middle = [&](auto of) {
            return range_over(turns, [&](const Measured& m, std::size_t) { return of(m); }).middle;
        };
        std::printf("| %s | %.0f | %.2f (%.2f-%.2f) | %.2f (%.2f-%.2f) | %.1f | %.1f | %.2f | %.2f | %.0f | %.0f |\n",
                    series.layouts[which].name.c_str(), middle([](const Measured& m) { return m.rate; }), floor.middle,
                    floor.low, floor.high, proposed.middle, proposed.low, proposed.high,
                    middle([](const Measured& m) { return m.cpu; }), dearer.middle,
                    middle([](const Measured& m) { return m.pages.missed; }),
                    middle([](const Measured& m) { return m.pages.written; }),
                    middle([](const Measured& m) { return m.latency; }),
                    middle([](const Measured& m) { return m.memory; }));
    }
    std::fflush(stdout);
}

} // namespace

void run(const Series& series, const std::string& folder) {
    std::vector<std::unique_ptr<Database>> databases;
    for (std::size_t i = 0; i < series.layouts.size(); ++i) {
        if (!series.one_database || i < 2) {
            databases.push_back(
                std::make_unique<Database>(series.layouts[i], folder + "/layout" + std::to_string(i) + ".db"));
            databases.back()->build(series.leads);
        }
    }
    if (series.sizes) {
        std::printf("\n%s: bytes of pages for each lead that waits, of a line; pages read for a story\n\n"
                    "| layout | lead | due | enrollment | the three for P7 | message and text | its key | line | seen "
                    "| story |\n"
                    "|---|---|---|---|---|---|---|---|---|---|\n",
                    series.title.c_str());
        for (std::size_t i = 1; i < databases.size(); ++i) {
            print_sizes(*databases[i], series.layouts[i]);
            databases[i]->close();
        }
    }
    std::vector<std::vector<Measured>> all(series.layouts.size());
    for (int turn = 0; turn < series.turns; ++turn) {
        for (std::size_t i = 0; i < series.layouts.size(); ++i) {
            Database& database = *databases[std::min(i, databases.size() - 1)];
            database.take_knobs(series.layouts[i]);
            if (series.leads == 0) {
                database.build(0); // From empty, each turn.
            }
            all[i].push_back(database.run(series.work));
        }
    }
    print_series(series, all);
}

} // namespace nurture::layout
