// SPDX-License-Identifier: BSL-1.0

#include "plan/version.hpp"

#include <string>

namespace nurture::inline v0 {

namespace {

FieldTypes::Named only(const FieldTypes::Named& fields, const std::set<std::string, std::less<>>& names) {
    FieldTypes::Named named;
    for (const auto& field : fields) {
        if (names.count(field.first) != 0) {
            named.insert(field);
        }
    }
    return named;
}

/// The declarations without all that the workflow does not name, so that those can change without a new version.
FieldTypes named_by(const Mentions& mentions, const FieldTypes& fields) {
    FieldTypes named;
    named.lead = only(fields.lead, mentions.lead_fields);
    named.account = only(fields.account, mentions.account_fields);
    for (const auto& event : fields.events) {
        if (mentions.events.count(event.first) != 0) {
            named.events.insert(event);
        }
    }
    named.declared = !named.lead.empty() || !named.account.empty() || !named.events.empty();
    return named;
}

/// Adds a text so that its end cannot be mistaken for the beginning of the next one.
void add(Sha256& hash, const std::string& text) {
    hash.update(std::to_string(text.size())).update(":").update(text);
}

} // namespace

std::string trigger_id(const WorkflowId& workflow, const std::vector<std::string>& texts) {
    Sha256 hash;
    for (const std::string& text : texts) {
        add(hash, text);
    }
    return workflow.str() + "/" + to_hex(hash.digest()).substr(0, 16);
}

Digest version_of(const Workflow& workflow, const Mentions& mentions, const FieldTypes& fields) {
    Sha256 hash;
    add(hash, to_canonical(workflow));
    add(hash, to_canonical(named_by(mentions, fields)));
    return hash.digest();
}

Digest version_of(const Catalog& catalog) {
    Sha256 hash;
    add(hash, to_canonical(catalog.settings));
    add(hash, to_canonical(catalog.fields));
    for (const auto& [id, content] : catalog.contents) {
        add(hash, to_canonical(content));
    }
    for (const auto& [id, segment] : catalog.segments) {
        add(hash, to_canonical(segment));
    }
    for (const auto& [id, workflow] : catalog.workflows) {
        add(hash, to_canonical(workflow));
    }
    if (catalog.scoring != Scoring()) { // A catalog without is what it was before there was scoring.
        add(hash, to_canonical(catalog.scoring));
    }
    return hash.digest();
}

} // namespace nurture::inline v0
