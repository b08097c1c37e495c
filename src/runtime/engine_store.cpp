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

std::string without_lead(std::string reason, const LeadId& lead) {
    constexpr std::string_view who = "lead ";
    for (std::size_t at = reason.find(lead.str()); at != std::string::npos; at = reason.find(lead.str(), at)) {
        const std::size_t end = at + lead.str().size();
        const bool is_named = at >= who.size() && reason.compare(at - who.size(), who.size(), who) == 0;
        const bool is_whole =
            end == reason.size() || std::string_view(" ;:").find(reason[end]) != std::string_view::npos;
        if (is_named && is_whole) {
            reason.replace(at - 1, end - at + 1, "");
            at -= 1;
        } else {
            at = end;
        }
    }
    return reason;
}

namespace {

constexpr std::size_t leads_per_page = 1'000;

/// They have no names that are equal on every store: their hashes stand in an order of their own.
Result<std::vector<std::string>> hashes_of_forgotten(EngineStore& store) {
    const Result<std::vector<LeadId>> names = store.forgotten();
    if (!names) {
        return names.error();
    }
    std::vector<std::string> hashes;
    for (std::size_t i = 0; i < names->size(); i += leads_per_page) {
        const std::span<const LeadId> page(names->data() + i, std::min(leads_per_page, names->size() - i));
        const Result<std::vector<LeadState>> states = store.load(page);
        if (!states) {
            return states.error();
        }
        for (const LeadState& state : *states) {
            hashes.push_back(to_hex(state.lead.chain.digest()));
        }
    }
    std::sort(hashes.begin(), hashes.end());
    return hashes;
}

} // namespace

Result<Digest> digest_of(EngineStore& store) {
    Sha256 all;
    LeadId after;
    for (;;) {
        const Result<std::vector<LeadId>> ids = store.leads(after, leads_per_page);
        if (!ids) {
            return ids.error();
        }
        if (ids->empty()) {
            const Result<std::vector<std::string>> forgotten = hashes_of_forgotten(store);
            if (!forgotten) {
                return forgotten.error();
            }
            for (const std::string& hash : *forgotten) { // An empty id stands in front of each.
                all.update(std::string_view("\0", 1)).update(hash);
            }
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
