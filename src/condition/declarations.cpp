// SPDX-License-Identifier: BSL-1.0
#include "condition/declarations.hpp"

#include "condition/spelling.hpp"

namespace nurture::inline v0::cel {

namespace {

void add_names(std::vector<std::string_view>& names, const FieldTypes::Named& named) {
    for (const auto& entry : named) {
        names.emplace_back(entry.first);
    }
}

Declared of_field(const FieldType& field) {
    Declared found;
    found.type = type_of(field);
    found.field = &field;
    return found;
}

Declared unknown(std::string_view name, const std::vector<std::string_view>& names) {
    Declared found;
    found.known = false;
    found.near = nearest(name, names);
    return found;
}

Declared look_up(std::string_view name, const FieldTypes::Named& own, const FieldTypes::Named& built_in) {
    if (const auto at = own.find(name); at != own.end()) return of_field(at->second);
    if (const auto at = built_in.find(name); at != built_in.end()) return of_field(at->second);
    std::vector<std::string_view> names;
    add_names(names, own);
    add_names(names, built_in);
    return unknown(name, names);
}

} // namespace

Declarations::Declarations(const ConditionScope& scope)
    : fields_(scope.fields != nullptr && scope.fields->declared ? scope.fields : nullptr),
      stages_(scope.lifecycle_stages) {
    if (stages_.empty()) stages_ = {"subscriber", "lead", "mql", "sql", "opportunity", "customer"};
}

Declared Declarations::lead(std::string_view field) const {
    Declared found;
    if (fields_ != nullptr) found = look_up(field, fields_->lead, built_in_lead_fields());
    if (field == "lifecycle_stage") {
        found.type = simple(Kind::text);
        found.type.values = &stages_;
    } else if (field == "score") {
        found.type = simple(Kind::integer);
    }
    return found;
}

Declared Declarations::account(std::string_view field) const {
    return fields_ != nullptr ? look_up(field, fields_->account, built_in_account_fields()) : Declared{};
}

const FieldTypes::Named* Declarations::properties_of(std::string_view type) const {
    if (const auto at = fields_->events.find(type); at != fields_->events.end()) return &at->second;
    const auto& built_in = built_in_events();
    const auto at = built_in.find(type);
    return at != built_in.end() ? &at->second : nullptr;
}

std::vector<std::string> Declarations::all_event_types() const {
    std::vector<std::string> types;
    for (const auto& entry : fields_->events) {
        types.push_back(entry.first);
    }
    for (const auto& entry : built_in_events()) {
        types.push_back(entry.first);
    }
    return types;
}

Declared Declarations::property(const std::vector<std::string>& types, std::string_view name) const {
    if (fields_ == nullptr) return {};
    std::vector<std::string_view> names = {"type", "time"};
    Declared found;
    bool first = true;
    for (const std::string& type : types.empty() ? all_event_types() : types) {
        const FieldTypes::Named* properties = properties_of(type);
        if (properties == nullptr) return {}; // the type is the mistake, and reported where it stands
        add_names(names, *properties);
        const auto at = properties->find(name);
        if (at == properties->end()) continue;
        if (first) {
            found = of_field(at->second);
        } else if (found.field == nullptr || !(*found.field == at->second)) {
            // Several types that disagree: the value shows at run time what it is.
            found.type = join(found.type, type_of(at->second));
            found.field = nullptr;
        }
        first = false;
    }
    return first ? unknown(name, names) : found;
}

Declared Declarations::event_type(std::string_view type) const {
    if (fields_ == nullptr || properties_of(type) != nullptr) return {};
    const std::vector<std::string> all = all_event_types();
    return unknown(type, {all.begin(), all.end()});
}

} // namespace nurture::inline v0::cel
