// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/engine_store.hpp>

#include <algorithm>
#include <array>

namespace nurture::inline v0 {

namespace {

constexpr std::array<std::string_view, 3> sweep_kinds{"deployment", "schedule", "zone_data"};

} // namespace

std::string_view name(SweepRow::Kind kind) noexcept {
    return sweep_kinds[static_cast<std::size_t>(kind)];
}

std::optional<SweepRow::Kind> sweep_kind(std::string_view name) noexcept {
    const auto* const found = std::find(sweep_kinds.begin(), sweep_kinds.end(), name);
    if (found == sweep_kinds.end()) {
        return std::nullopt;
    }
    return static_cast<SweepRow::Kind>(found - sweep_kinds.begin());
}

Result<Digest> digest_of(EngineStore& store) {
    constexpr std::size_t page = 1'000;
    Sha256 all;
    LeadId after;
    for (;;) {
        const Result<std::vector<LeadId>> ids = store.leads(after, page);
        if (!ids) {
            return ids.error();
        }
        if (ids->empty()) {
            return all.digest();
        }
        const Result<std::vector<LeadState>> states = store.load(*ids);
        if (!states) {
            return states.error();
        }
        for (const LeadState& state : *states) {
            all.update(state.lead.id.str()).update(std::string_view("\0", 1)).update(to_hex(state.lead.chain.digest()));
        }
        after = ids->back();
    }
}

} // namespace nurture::inline v0
