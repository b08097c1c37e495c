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

bool lets_unsubscribe(const Template& body) {
    const std::vector<Template::Name>& names = body.names();
    return std::any_of(names.begin(), names.end(), [](const Template::Name& name) {
        return name.path.size() == 1 && name.path.front() == "unsubscribe_url";
    });
}

/// The body that lacks a way to unsubscribe, "text" or "html"; empty if none does. What could not be parsed is not
/// judged.
std::string body_without(const CompiledContent& content) {
    const Content& written = content.definition;
    if (!written.html.empty() && !content.html.text().empty() && !lets_unsubscribe(content.html)) {
        return "html";
    }
    if (!written.text.empty() && !content.text.text().empty() && !lets_unsubscribe(content.text)) {
        return "text";
    }
    return {};
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
        if (const std::string body = body_without(content); !body.empty()) {
            remarks.warning("no_unsubscribe",
                            "content " + called(content.definition.id.str()) + " is marketing e-mail whose " + body +
                                " offers no way to unsubscribe",
                            content.definition.place, {"write {{ unsubscribe_url }} into it", {}});
        }
    }
    if (sends_marketing && plan.catalog.settings.sender.postal_address.empty()) {
        remarks.warning("no_unsubscribe",
                        "marketing e-mail is sent, and the settings give no postal address of the sender",
                        plan.catalog.settings.place, {"set settings.sender.postal_address", {}});
    }
}

} // namespace nurture::inline v0
