// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a store kept, put in the order in which it is decided once more.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/kept.hpp"

namespace nurture::inline v0 {

class KeptLog {
public:
    /// Errors: what the store reports, Errc::unreadable for a row that no engine wrote.
    [[nodiscard]] static Result<KeptLog> read(EngineStore& store);

    /// Why it cannot be played; empty: it can.
    [[nodiscard]] std::string objection() const;

    [[nodiscard]] const std::vector<Kept>& steps() const noexcept { return steps_; }
    [[nodiscard]] std::uint64_t inputs() const noexcept { return inputs_; }
    [[nodiscard]] bool is_virtual() const noexcept { return openings_.front().is_virtual; }
    [[nodiscard]] bool records_messages() const noexcept { return openings_.front().records_messages; }

    /// Whether the message that was dispatched by this step was taken back before its channel was called.
    [[nodiscard]] bool was_taken_back(std::size_t step) const { return taken_back_[step]; }
    /// The next answer about a message, if it came at that instant; it is used up. No attempt: any.
    std::optional<Delivery> take_answer(const MessageKey& key, std::optional<std::uint32_t> attempt, Instant at);
    [[nodiscard]] bool is_used_up(std::size_t step) const { return used_up_[step]; }

private:
    void put_sweeps_leads_first();
    void index();

    std::vector<Kept> steps_{};
    std::vector<EngineOpened> openings_{};
    std::vector<bool> taken_back_{};
    std::vector<bool> used_up_{};
    std::map<MessageKey, std::deque<std::size_t>> answers_{};
    std::uint64_t inputs_ = 0;
    bool takes_back_ = false;
};

} // namespace nurture::inline v0
