// SPDX-License-Identifier: BSL-1.0
/// \file
/// What happened on a stage, in the form in which expectations are written.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/insight/enrollments.hpp>
#include <nurture/runtime/journal.hpp>

#include "rehearsal/stage.hpp"

namespace nurture::inline v0::rehearsal {

/// One item with all the keys that an expectation may name, as texts.
struct ActualItem {
    Instant at{};
    LeadId lead{};
    std::vector<std::pair<std::string, std::string>> keys{};

    /// The text of a key, or "".
    [[nodiscard]] std::string_view text(std::string_view key) const noexcept;
};

/// Everything that expectations ask about, read once.
struct Actual {
    std::vector<JournalLine> journal{}; ///< In order of time, lead and seq.
    std::vector<ActualItem> lines{};    ///< The same as items.
    std::vector<ActualItem> messages{}; ///< The engine's record of what was accepted.
    std::vector<ActualItem> notes{};
    std::vector<ActualItem> enrollments{};
    std::vector<ActualItem> deliveries{}; ///< What channels were handed, an item each time.
};

[[nodiscard]] Result<Actual> look(Stage& stage);

/// A field of a lead as it is now: `tags`, `score` and its parts, `subscribed.<category>` and `suppressed` too.
[[nodiscard]] Result<Value> lead_value(Stage& stage, const Lead& lead, const std::string& field);

} // namespace nurture::inline v0::rehearsal
