// SPDX-License-Identifier: BSL-1.0
/// \file
/// A `segment` document.

#include <fmt/format.h>

#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key segment_keys[] = {{"segment"}, {"title"}, {"description"}, {"when"}};

} // namespace

Segment read_segment(const Document& document, const Reading& reading) {
    Segment segment;
    const std::string name = document.find("segment")->text;
    const Reading here = reading.of(fmt::format("segment {}", quoted(name)));
    const KeyedMap map(document, segment_keys, "a segment", here);
    segment.place = map.member("segment")->place;
    if (const auto id = read_id(*map.find("segment"), "segment", here)) {
        segment.id = *id;
    }
    read_into(segment.title, map, "title", read_text, here);
    read_into(segment.description, map, "description", read_text, here);
    read_into(segment.when, map, "when", read_expression, here);
    if (!map.has("when")) {
        here.wrong_type(segment.place, "\"when\" is missing; write the condition that its leads meet");
    }
    return segment;
}

} // namespace nurture::inline v0::reading
