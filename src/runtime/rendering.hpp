// SPDX-License-Identifier: BSL-1.0
/// \file
/// From the texts of a content to those of a message.

#pragma once

#include <optional>
#include <string>

#include <nurture/content/template.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/runtime/message.hpp>

#include "plan/compiled.hpp"
#include "runtime/turn.hpp"

namespace nurture::inline v0 {

/// What a text of this lead may use: the limits of the settings, the zone and the instant.
[[nodiscard]] RenderContext render_context(const CompiledPlan& plan, const LeadFacts& facts, Escaping escaping);

/// Why a message has no texts.
struct Unrendered {
    RenderFailure why{};
    std::string cause{}; ///< "subject: …".
};

/// The variant of a content that a lead gets (S21).
[[nodiscard]] const CompiledTexts& texts_for(const CompiledContent& content, const LeadId& lead);

/// Renders texts for one lead.
class TextRenderer {
public:
    /// Both outlive it. `has_footer`: marketing e-mail, to which settings.footer is joined where a body has no
    /// unsubscribe_url of its own.
    TextRenderer(const CompiledPlan& plan, const LeadFacts& facts, bool has_footer)
        : plan_(plan), facts_(facts), has_footer_(has_footer) {}

    /// Every text of the message, with the sender of the settings where there is no other.
    [[nodiscard]] std::optional<Unrendered> render(const CompiledTexts& texts, Message& message) const;

    /// Only what messages are compared by (S26, `duplicate`).
    [[nodiscard]] std::optional<Unrendered> render_compared(const CompiledTexts& texts, Message& message) const;

    /// Whether what messages are compared by depends on the addresses of Links.
    [[nodiscard]] bool has_links(const CompiledTexts& texts) const;

private:
    [[nodiscard]] std::optional<Unrendered> write(const Template& source, Escaping escaping, std::string_view part,
                                                  std::string& target) const;
    [[nodiscard]] std::optional<Unrendered> join_footer(const Template& body, const Template& footer, Escaping escaping,
                                                        std::string_view part, std::string& target) const;
    [[nodiscard]] bool gets(const Template& footer, const Template& body) const;

    const CompiledPlan& plan_;
    const LeadFacts& facts_;
    bool has_footer_;
};

/// What duplicates are found by: content, subject and text.
[[nodiscard]] Digest hash_of_texts(const Message& message);

} // namespace nurture::inline v0
