// SPDX-License-Identifier: BSL-1.0

#include <string>
#include <vector>

#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

void check_fields(const FieldTypes::Named& declared, const std::set<std::string, std::less<>>& mentioned,
                  const std::string& kind, Remarks& remarks) {
    for (const auto& field : declared) {
        if (mentioned.count(field.first) == 0) {
            remarks.note("unused", "nothing reads or writes the " + kind + " field " + called(field.first), Place());
        }
    }
}

} // namespace

void check_unused(const CompiledPlan& plan, const Mentions& mentions, Remarks& remarks) {
    std::vector<bool> is_sent(plan.contents.size());
    for (const CompiledWorkflow& workflow : plan.workflows) {
        for (const CompiledNode& node : workflow.nodes) {
            if (node.content != none) {
                is_sent[node.content] = true;
            }
        }
    }
    for (std::size_t i = 0; i < plan.contents.size(); ++i) {
        const Content& content = plan.contents[i].definition;
        if (!is_sent[i] && mentions.contents.count(content.id.str()) == 0) {
            remarks.note("unused", "no workflow sends content " + called(content.id.str()) + ", and no text renders it",
                         content.place);
        }
    }
    if (remarks.has_errors()) { // What could not be compiled may name them.
        return;
    }
    for (const auto& [id, segment] : plan.segments) {
        if (mentions.segments.count(id) == 0) {
            remarks.note("unused", "no condition asks for segment " + called(id), segment.definition.place);
        }
    }
    check_fields(plan.catalog.fields.lead, mentions.lead_fields, "lead", remarks);
    check_fields(plan.catalog.fields.account, mentions.account_fields, "account", remarks);
}

} // namespace nurture::inline v0
