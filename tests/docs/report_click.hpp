// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include <nurture/engine/engine.hpp>

/// What a webhook of the mail service says. Errc::busy: run what is due, then accept it again.
inline nurture::Result<nurture::Ticket> report_click(nurture::Engine& engine, const nurture::LeadId& lead,
                                                     const std::string& key, const std::string& webhook_id) {
    return engine.accept(nurture::Event{.lead = lead,
                                        .type = "message_clicked",
                                        .id = webhook_id,
                                        .properties = {{"message", key}, {"link", "https://example.com/pricing"}}});
}
