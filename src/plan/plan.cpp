// SPDX-License-Identifier: BSL-1.0

#include <nurture/plan/plan.hpp>

#include <algorithm>
#include <set>
#include <string_view>

#include "plan/compiled.hpp"

namespace nurture::inline v0 {

const CompiledWorkflow* CompiledPlan::find(const WorkflowId& id) const noexcept {
    const auto at = std::lower_bound(
        workflows.begin(), workflows.end(), id, [](const CompiledWorkflow& workflow, const WorkflowId& wanted) {
            return std::string_view(workflow.definition.id.str()) < std::string_view(wanted.str());
        });
    return at != workflows.end() && at->definition.id.str() == id.str() ? &*at : nullptr;
}

bool CompiledPlan::has_variants(const ContentId& content) const noexcept {
    const auto at = catalog.contents.find(content);
    return at != catalog.contents.end() && !at->second.variants.empty();
}

const CompiledSegment* CompiledPlan::find_segment(std::string_view id) const {
    const auto at = segments.find(id);
    return at == segments.end() ? nullptr : &at->second;
}

Digest Plan::catalog_version() const {
    return empty() ? Digest() : compiled_->version;
}

Digest Plan::version_of(const WorkflowId& workflow) const {
    const CompiledWorkflow* const found = empty() ? nullptr : compiled_->find(workflow);
    return found == nullptr ? Digest() : found->version;
}

std::vector<WorkflowId> Plan::workflows() const {
    std::vector<WorkflowId> ids;
    if (!empty()) {
        for (const CompiledWorkflow& workflow : compiled_->workflows) {
            ids.push_back(workflow.definition.id);
        }
    }
    return ids;
}

std::vector<ChannelId> Plan::channels() const {
    std::set<ChannelId> used;
    if (!empty()) {
        for (const CompiledWorkflow& workflow : compiled_->workflows) {
            for (const CompiledNode& node : workflow.nodes) {
                if (node.content != none) {
                    used.insert(compiled_->contents[node.content].definition.channel);
                }
            }
        }
    }
    return {used.begin(), used.end()};
}

const std::vector<FieldUse>& Plan::field_uses() const {
    static const std::vector<FieldUse> none_at_all;
    return empty() ? none_at_all : compiled_->field_uses;
}

} // namespace nurture::inline v0
