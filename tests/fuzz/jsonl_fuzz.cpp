// SPDX-License-Identifier: BSL-1.0
// JSON Lines event files from strangers: reading ends, and every row or mistake has a place inside the text.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "input/events.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nurture;
    std::string text(reinterpret_cast<const char*>(data), size);
    const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    cli::EventReader reader(cli::RecordReader::json_lines(cli::ByteSource::of_text("f", std::move(text))), {});
    cli::EventRow row;
    std::uint64_t rows = 0;
    for (auto outcome = reader.next(row); outcome.kind != cli::Outcome::Kind::end; outcome = reader.next(row)) {
        const std::uint64_t line = outcome.is_row() ? row.line : outcome.bad.line;
        if (line > lines || ++rows > lines + 1) {
            std::abort();
        }
        if (outcome.kind == cli::Outcome::Kind::unreadable) {
            break;
        }
    }
    return 0;
}
