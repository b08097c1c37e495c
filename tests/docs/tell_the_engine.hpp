// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <nurture/engine/engine.hpp>

/// Four things that happened in the CRM. Errc::busy: run what is due, then accept the rest.
inline nurture::Result<void> tell(nurture::Engine& engine) {
    const nurture::Input inputs[] = {
        nurture::LeadChanged{.lead = "ada", .fields = {{"lifecycle_stage", "sql"}}},
        nurture::Event{.lead = "ada", .type = "demo_requested", .id = "evt-7"},
        nurture::ConsentGiven{.lead = "ada", .category = "marketing", .subscribed = false, .source = "profile"},
        nurture::LeadDeleted{.lead = "eve"},
    };
    for (const nurture::Input& input : inputs) {
        if (const auto ticket = engine.accept(input); !ticket) {
            return ticket.error();
        }
    }
    return {};
}
