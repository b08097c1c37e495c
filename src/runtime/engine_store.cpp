// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/engine_store.hpp>

namespace nurture::inline v0 {

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
