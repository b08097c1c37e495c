// SPDX-License-Identifier: BSL-1.0
/// \file
/// Leads, and what they and their host do, as a seed has it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/runtime/input.hpp>
#include <nurture/testing/made_values.hpp>

namespace nurture::simulation {

class MadeInputs {
public:
    MadeInputs(testing::Dice& dice, const Catalog& catalog, Instant start)
        : dice_(dice), catalog_(catalog), start_(start), leads_(2 + dice.below(8)) {}

    [[nodiscard]] std::vector<Lead> leads() const;

    /// The next thing that happens. `known` are keys of messages that the leads may have. Each event has an id of its
    /// own, each statement of consent a source, each change a value of the field `change_no`.
    Input next(Instant now, const std::vector<std::pair<LeadId, MessageKey>>& known);

private:
    [[nodiscard]] Lead lead(std::size_t i) const;
    LeadId anyone() { return "lead-" + std::to_string(dice_.below(leads_)); }
    Event event(const LeadId& who, std::string type) {
        return {.lead = who, .type = std::move(type), .id = "e" + std::to_string(++number_)};
    }
    Input change(const LeadId& who);
    Input of_message(Instant now, const std::vector<std::pair<LeadId, MessageKey>>& known);
    Input command(const LeadId& who);

    testing::Dice& dice_;
    const Catalog& catalog_;
    Instant start_;
    std::size_t leads_;
    std::int64_t number_ = 0;
};

} // namespace nurture::simulation
