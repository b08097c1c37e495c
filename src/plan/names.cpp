// SPDX-License-Identifier: BSL-1.0

#include "plan/names.hpp"

#include <algorithm>
namespace nurture::inline v0 {

namespace {

const std::string& text_of(const std::string& name) {
    return name;
}

template <class Kind>
const std::string& text_of(const Id<Kind>& id) {
    return id.str();
}

template <class Map>
void append_keys(const Map& map, std::vector<std::string>& keys) {
    for (const auto& entry : map) {
        keys.push_back(text_of(entry.first));
    }
}

} // namespace

Names::Names(const Catalog& catalog, Remarks& remarks) : catalog_(&catalog), remarks_(&remarks) {}

bool Names::content(const ContentId& id, const std::string& who, const Place& place) const {
    if (catalog_->contents.count(id) != 0) {
        return true;
    }
    std::vector<std::string> candidates;
    append_keys(catalog_->contents, candidates);
    missing("content", id.str(), candidates, who, place);
    return false;
}

bool Names::workflow(std::string_view id, const std::string& who, const Place& place) const {
    if (catalog_->workflows.count(WorkflowId(id)) != 0) {
        return true;
    }
    std::vector<std::string> candidates;
    append_keys(catalog_->workflows, candidates);
    missing("workflow", id, candidates, who, place);
    return false;
}

bool Names::segment(std::string_view id, const std::string& who, const Place& place) const {
    if (catalog_->segments.count(SegmentId(id)) != 0) {
        return true;
    }
    std::vector<std::string> candidates;
    append_keys(catalog_->segments, candidates);
    missing("segment", id, candidates, who, place);
    return false;
}

bool Names::category(std::string_view id, const std::string& who, const Place& place) const {
    if (id == "marketing" || id == "transactional" || catalog_->settings.categories.count(id) != 0) {
        return true;
    }
    std::vector<std::string> candidates{"marketing", "transactional"};
    append_keys(catalog_->settings.categories, candidates);
    missing("category", id, candidates, who, place);
    return false;
}

bool Names::channel(const ChannelId& id, const std::string& who, const Place& place) const {
    std::vector<std::string> candidates;
    for (const auto& [content, definition] : catalog_->contents) {
        if (definition.channel == id) {
            return true;
        }
        candidates.push_back(definition.channel.str());
    }
    missing("channel", id.str(), candidates, who, place);
    return false;
}

const Window* Names::find_window(std::string_view id) const {
    const Settings& settings = catalog_->settings;
    const auto found = settings.windows.find(id);
    return id == "business_hours"            ? &settings.business_hours
           : found == settings.windows.end() ? nullptr
                                             : &found->second;
}

const Window* Names::window(std::string_view id, const std::string& who, const Place& place) const {
    const Window* const found = find_window(id);
    if (found == nullptr) {
        std::vector<std::string> candidates{"business_hours"};
        append_keys(catalog_->settings.windows, candidates);
        missing("window", id, candidates, who, place);
    }
    return found;
}

bool Names::event(std::string_view type, const std::string& who, const Place& place) const {
    const FieldTypes& fields = catalog_->fields;
    if (!fields.declared || fields.events.count(type) != 0 || built_in_events().count(type) != 0) {
        return true;
    }
    std::vector<std::string> candidates;
    append_keys(fields.events, candidates);
    append_keys(built_in_events(), candidates);
    missing("event", type, candidates, who, place);
    return false;
}

bool Names::field(const FieldName& name, const std::string& who, const Place& place) const {
    const bool of_lead = name.owner == FieldName::Owner::lead;
    const FieldTypes& fields = catalog_->fields;
    const FieldTypes::Named& declared = of_lead ? fields.lead : fields.account;
    const FieldTypes::Named& built_in = of_lead ? built_in_lead_fields() : built_in_account_fields();
    if (!fields.declared || declared.count(name.name) != 0 || built_in.count(name.name) != 0) {
        return true;
    }
    std::vector<std::string> candidates;
    append_keys(declared, candidates);
    append_keys(built_in, candidates);
    missing(of_lead ? "field of a lead" : "field of an account", name.name, candidates, who, place);
    return false;
}

bool Names::property(std::string_view name, const std::vector<std::string>& types, const std::string& who,
                     const Place& place) const {
    if (!catalog_->fields.declared || name == "type" || name == "time") {
        return true;
    }
    std::vector<std::string> candidates;
    for (const auto* events : {&catalog_->fields.events, &built_in_events()}) {
        for (const auto& [type, properties] : *events) {
            if (!types.empty() && std::find(types.begin(), types.end(), type) == types.end()) {
                continue;
            }
            if (properties.count(name) != 0) {
                return true;
            }
            append_keys(properties, candidates);
        }
    }
    missing("event property", name, candidates, who, place);
    return false;
}

void Names::missing(std::string_view kind, std::string_view name, const std::vector<std::string>& candidates,
                    const std::string& who, const Place& place) const {
    remarks_->error("unknown_reference",
                    who + ": there is no " + std::string(kind) + " " + called(name) + " in this catalog", place,
                    {suggestion(name, candidates), {}});
}

} // namespace nurture::inline v0
