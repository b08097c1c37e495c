// SPDX-License-Identifier: BSL-1.0
#include "bench/layout/series.hpp"

#include <string>
#include <utility>

namespace nurture::layout {

namespace {

/// The proposed layout with one thing changed.
template <class Change>
Layout with(std::string name, const Change& change) {
    Layout layout;
    change(layout);
    layout.name = std::move(name);
    return layout;
}

Layout floor_layout() {
    return with("floor", [](Layout& l) { l.floor = true; });
}

std::vector<Layout> structures() {
    using L = Layout;
    return {
        floor_layout(),
        Layout{},
        with("a: text keys", [](L& l) { l.text_keys = true, l.messages = L::Messages::by_lead; }),
        with("a: text names of workflow and step", [](L& l) { l.text_names = true; }),
        with("a: (lead, n) as one rowid", [](L& l) { l.rows = L::Rows::composite_rowid; }),
        with("a: enrollments among the leads", [](L& l) { l.rows = L::Rows::with_enrollments; }),
        with("a: messages too", [](L& l) { l.rows = L::Rows::one_table; }),
        with("a: foreign keys to names", [](L& l) { l.foreign_names = true; }),
        with("a: ids met in order", [](L& l) { l.ids_in_order = true; }),
        with("b: due without id", [](L& l) { l.due = L::Due::index; }),
        with("b: due table", [](L& l) { l.due = L::Due::table; }),
        with("b: due of enrollment", [](L& l) { l.due = L::Due::of_enrollment; }),
        with("b: due left behind, never cleaned", [](L& l) { l.due = L::Due::stale; }),
        with("c: journal clustered", [](L& l) { l.journal = L::Journal::clustered; }),
        with("c: journal with index", [](L& l) { l.journal = L::Journal::indexed; }),
        with("c: journal row per input", [](L& l) { l.journal = L::Journal::per_input; }),
        with("c: packed lines", [](L& l) { l.packed_lines = true; }),
        with("c: payload table", [](L& l) { l.payload_table = true; }),
        with("c: foreign key of lines", [](L& l) { l.foreign_lines = true; }),
        with("c: no journal", [](L& l) { l.journal = L::Journal::none; }),
        with("d: messages clustered by lead", [](L& l) { l.messages = L::Messages::by_lead; }),
        with("d: opens in the lead", [](L& l) { l.opens_in_lead = true; }),
        with("d: index of all keys", [](L& l) { l.all_keys = true; }),
        with("d: text inline", [](L& l) { l.text_inline = true; }),
        with("d: through a channel", [](L& l) { l.through_channel = true; }),
        with("d: through a channel, text inline", [](L& l) { l.through_channel = l.text_inline = true; }),
        with("e: several columns", [](L& l) { l.several_columns = true; }),
        with("g: chain as whole state", [](L& l) { l.chain_whole = true; }),
        with("h: 4 aggregates of 48 B", [](L& l) { l.aggregates = 4; }),
        with("h: 48 B, in the lead", [](L& l) { l.aggregates = 4, l.aggregates_in_lead = true; }),
        with("h: 4 aggregates of 512 B", [](L& l) { l.aggregates = 4, l.aggregate_bytes = 512; }),
        with("h: 512 B, in the lead",
             [](L& l) { l.aggregates = 4, l.aggregate_bytes = 512, l.aggregates_in_lead = true; }),
        with("i: seen in the lead", [](L& l) { l.seen = L::Seen::in_lead; }),
        with("i: nothing seen", [](L& l) { l.seen = L::Seen::none; }),
        with("j: ended stay", [](L& l) { l.ended_stay = true; }),
    };
}

/// Ever fewer pages that an input touches at random, until only the lead's is left.
std::vector<Layout> closer_and_closer() {
    using L = Layout;
    const auto joined = [](L& l) { l.rows = L::Rows::with_enrollments; };
    const auto seen = [=](L& l) { joined(l), l.seen = L::Seen::in_lead; };
    const auto opens = [=](L& l) { seen(l), l.opens_in_lead = true; };
    const auto due = [=](L& l) { opens(l), l.due = L::Due::stale; };
    return {floor_layout(),
            Layout{},
            with("floor that finds its leads", [](L& l) { l.floor = l.floor_finds = true; }),
            with("enrollments among the leads", joined),
            with("and seen in the lead", seen),
            with("and opens in the lead", opens),
            with("and due left behind, never cleaned", due),
            with("and ids met in order", [=](L& l) { due(l), l.ids_in_order = true; })};
}

/// Those that matter most, for the slow series.
std::vector<Layout> main_structures() {
    std::vector<Layout> chosen;
    for (Layout& layout : structures()) {
        for (const char* name : {"floor", "proposed", "a: text keys", "a: enrollments among the leads",
                                 "a: ids met in order", "d: messages clustered by lead", "d: index of all keys"}) {
            if (layout.name == name) {
                chosen.push_back(std::move(layout));
                break;
            }
        }
    }
    return chosen;
}

std::vector<Layout> knobs() {
    return {
        floor_layout(),
        Layout{},
        with("f: checkpoint at 1000", [](Layout& l) { l.autocheckpoint = 1'000; }),
        with("f: checkpoint at 16000", [](Layout& l) { l.autocheckpoint = 16'000; }),
        with("f: checkpoint at 64000", [](Layout& l) { l.autocheckpoint = 64'000; }),
        with("f: secure_delete off", [](Layout& l) { l.secure_delete = 0; }),
        with("f: secure_delete fast", [](Layout& l) { l.secure_delete = 2; }),
        with("f: foreign keys off", [](Layout& l) { l.foreign_keys = 0; }),
        with("f: cache 2 MiB", [](Layout& l) { l.cache_mib = 2; }),
        with("f: cache 16 MiB", [](Layout& l) { l.cache_mib = 16; }),
        with("f: cache 256 MiB", [](Layout& l) { l.cache_mib = 256; }),
    };
}

std::vector<Layout> page_sizes() {
    std::vector<Layout> layouts{floor_layout(), Layout{}};
    for (const int size : {1024, 2048, 8192, 16384}) {
        layouts.push_back(with("f: pages of " + std::to_string(size), [=](Layout& l) {
            l.page_size = size;
            l.autocheckpoint = l.autocheckpoint * 4096 / size;
        }));
    }
    return layouts;
}

} // namespace

std::vector<Series> all_series() {
    const std::vector<Layout> two{floor_layout(), Layout{}};
    const std::int64_t million = 1'000'000;
    return {
        {.title = "structures", .layouts = structures(), .sizes = true},
        {.title = "closer", .layouts = closer_and_closer()},
        {.title = "million", .leads = million, .layouts = main_structures()},
        {.title = "ten-thousand", .leads = 10'000, .layouts = two},
        {.title = "group-100", .work = {.group = 100}, .layouts = two},
        {.title = "group-1", .work = {.inputs = 400, .group = 1, .only_opens = true}, .layouts = main_structures()},
        {.title = "in-order", .work = {.timeouts_in_order = true}, .layouts = main_structures()},
        {.title = "from-empty",
         .leads = 0,
         .work = {.inputs = 200'000, .timeouts_in_order = true, .begin_all = true},
         .layouts = closer_and_closer()},
        {.title = "knobs", .leads = million, .layouts = knobs(), .one_database = true},
        {.title = "pages", .layouts = page_sizes()},
    };
}

} // namespace nurture::layout
