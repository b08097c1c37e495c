// SPDX-License-Identifier: BSL-1.0

#include "content/names.hpp"

#include <algorithm>
#include <utility>

#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

void Problems::add(std::size_t offset, std::string message, std::string hint, bool unsupported) {
    if (too_many()) {
        return;
    }
    for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
        message.insert(0, "in " + quoted(piece->first) + ": ");
        offset = piece->second;
    }
    all_.push_back({offset, std::move(message), std::move(hint), unsupported});
}

bool Problems::too_many() const {
    constexpr std::size_t most = 100;
    return count() >= most;
}

void Problems::enter(std::string piece, std::size_t offset) {
    pieces_.emplace_back(std::move(piece), offset);
}

void Problems::leave() {
    pieces_.pop_back();
}

Index Names::assign(std::string_view name, std::size_t offset) {
    assigned_.try_emplace(std::string(name), offset);
    const auto [at, is_new] = by_name_.try_emplace(std::string(name), slots_);
    slots_ += is_new ? 1 : 0;
    return at->second;
}

Index Names::read(std::string_view name) {
    const auto open = open_.find(name);
    if (open != open_.end() && !open->second.empty()) {
        return open->second.back();
    }
    const auto [at, is_new] = by_name_.try_emplace(std::string(name), slots_);
    slots_ += is_new ? 1 : 0;
    return at->second;
}

void Names::read_host(std::vector<std::string> path, std::size_t offset) {
    reads_.push_back({{std::move(path), offset}, loop_depth_ > 0, offset});
}

Index Names::open(std::string_view name) {
    open_[std::string(name)].push_back(slots_);
    return slots_++;
}

void Names::close(std::string_view name) {
    open_.find(name)->second.pop_back();
}

bool Names::is_open(std::string_view name) const {
    const auto at = open_.find(name);
    return at != open_.end() && !at->second.empty();
}

void Names::end_loop(std::size_t offset) {
    if (--loop_depth_ == 0) {
        for (auto read = reads_.rbegin(); read != reads_.rend() && read->in_loop; ++read) {
            read->in_loop = false;
            read->loop_end = offset;
        }
    }
}

void Names::finish(std::optional<std::size_t> shown_at) {
    for (Read& read : reads_) {
        const auto assigned = assigned_.find(read.name.path.front());
        // What a loop assigns further down is there in its next round.
        if (assigned != assigned_.end() && assigned->second <= std::max(read.loop_end, read.name.offset)) {
            continue;
        }
        read.name.offset = shown_at.value_or(read.name.offset);
        program_.names.push_back(std::move(read.name));
    }
}

} // namespace nurture::inline v0::liquid
