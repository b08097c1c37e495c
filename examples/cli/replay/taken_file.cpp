// SPDX-License-Identifier: BSL-1.0

#include "replay/taken_file.hpp"

#include <charconv>
#include <utility>

namespace nurture::cli {

TakenFile::TakenFile(std::string source, const std::vector<Mark>& marks) : source_(std::move(source)) {
    for (const Mark& mark : marks) {
        if (mark.source != source_) {
            continue;
        }
        rows_ = mark.position;
        const std::size_t plus = mark.prefix.find('+');
        prefix_ = mark.prefix.substr(0, plus);
        if (plus != std::string::npos) {
            std::from_chars(mark.prefix.data() + plus + 1, mark.prefix.data() + mark.prefix.size(), begun_);
        }
        caught_up_ = rows_ == 0;
    }
}

TakenFile::Row TakenFile::look_at(std::uint64_t number, const Digest& passed) {
    if (number != rows_) {
        return number < rows_ ? Row::taken : Row::fresh;
    }
    if (to_hex(passed) != prefix_) {
        return Row::changed;
    }
    caught_up_ = true;
    return begun_ > 0 ? Row::begun : Row::taken;
}

Mark TakenFile::mark(std::uint64_t number, const Digest& passed, std::size_t inputs) const {
    return {source_, number, to_hex(passed) + (inputs > 0 ? '+' + std::to_string(inputs) : std::string())};
}

} // namespace nurture::cli
