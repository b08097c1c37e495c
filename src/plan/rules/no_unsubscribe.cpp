// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

/// By content: whether some step sends it as marketing.
std::vector<bool> marketed(const CompiledPlan& plan) {
    std::vector<bool> is_marketed(plan.contents.size());
    for (const CompiledWorkflow& workflow : plan.workflows) {
        for (const CompiledNode& node : workflow.nodes) {
            if (node.content != none && !workflow.transactional && node.category != "transactional") {
                is_marketed[node.content] = true;
            }
        }
    }
    return is_marketed;
}

/// The body that lacks a way to unsubscribe, "text" or "html"; empty if none does. What could not be parsed is not
/// judged.
std::string body_without(const CompiledTexts& texts, const CompiledFooter& footer) {
    const auto lacks = [](const Template& body, const Template& added) {
        return !body.text().empty() && !body.reads("unsubscribe_url") && !added.reads("unsubscribe_url");
    };
    return lacks(texts.html, footer.html) ? "html" : lacks(texts.text, footer.text) ? "text" : "";
}

} // namespace

void check_no_unsubscribe(const CompiledPlan& plan, Remarks& remarks) {
    const std::vector<bool> is_marketed = marketed(plan);
    bool sends_marketing = false;
    for (std::size_t i = 0; i < plan.contents.size(); ++i) {
        const CompiledContent& content = plan.contents[i];
        if (!is_marketed[i] || content.definition.channel.str() != "email") {
            continue;
        }
        sends_marketing = true;
        for (const CompiledTexts& texts : content.texts) {
            const std::string body = body_without(texts, plan.footer);
            if (body.empty()) {
                continue;
            }
            const std::string variant = &texts == &content.texts.front() ? "" : ": variant " + called(texts.variant);
            remarks.warning("no_unsubscribe",
                            "content " + called(content.definition.id.str()) + variant + " is marketing e-mail whose " +
                                body + " offers no way to unsubscribe",
                            content.definition.place,
                            {"write {{ unsubscribe_url }} into it, or into settings.footer", {}});
            break;
        }
    }
    if (sends_marketing && plan.catalog.settings.sender.postal_address.empty()) {
        remarks.warning("no_unsubscribe",
                        "marketing e-mail is sent, and the settings give no postal address of the sender",
                        plan.catalog.settings.place, {"set settings.sender.postal_address", {}});
    }
}

} // namespace nurture::inline v0
