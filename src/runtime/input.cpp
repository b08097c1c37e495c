// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/input.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

#include "runtime/object_text.hpp"

namespace nurture::inline v0 {

namespace {

/// The parts of an input behind its time.
struct Parts {
    ObjectText& text;
    Instant at;

    void begin(const LeadId& lead, std::string_view type) const { text.add("lead", lead.str()).add("type", type); }

    void operator()(const Event& event) const {
        begin(event.lead, event.type);
        text.add_unless_empty("id", event.id);
        if (event.time && *event.time != at) {
            text.add("occurred", *event.time);
        }
        text.add("properties", event.properties);
    }
    void operator()(const LeadChanged& change) const {
        begin(change.lead, "lead_changed");
        std::string properties;
        for (const Field& field : change.fields) { // A cleared field is null.
            properties += properties.empty() ? "" : ",";
            append_json(properties, std::string_view(field.name));
            properties += ':';
            append_exactly(properties, field.value);
        }
        text.add_json("properties", '{' + properties + '}');
        if (change.account) {
            text.add_account(*change.account);
        }
    }
    void operator()(const Enroll& enroll) const {
        begin(enroll.lead, "enroll");
        text.add("workflow", enroll.workflow.str()).add("force", enroll.force).add("properties", enroll.properties);
    }
    void operator()(const Unenroll& unenroll) const {
        begin(unenroll.lead, "unenroll");
        text.add("workflow", unenroll.workflow.str());
    }
    void operator()(const ConsentGiven& consent) const {
        begin(consent.lead, "consent");
        text.add("category", consent.category).add("subscribed", consent.subscribed);
        text.add_unless_empty("source", consent.source);
    }
    void operator()(const LeadDeleted& deleted) const {
        begin(deleted.lead, deleted.forget ? "lead_forgotten" : "lead_deleted");
    }
    void operator()(const ChannelAnswered& answered) const {
        text.add("type", "channel_answered").add("key", answered.key.str());
        text.add("attempt", std::int64_t{answered.attempt}).add("answer", name(answered.delivery.kind));
        text.add_unless_empty("reason", answered.delivery.reason);
        if (answered.delivery.not_before.count() > 0) {
            text.add("not_before_ms", std::int64_t{answered.delivery.not_before.count()});
        }
    }
};

} // namespace

std::string_view name(DeliveryKind kind) noexcept {
    switch (kind) {
    case DeliveryKind::accepted: return "accepted";
    case DeliveryKind::deferred: return "deferred";
    case DeliveryKind::rejected: return "rejected";
    case DeliveryKind::unavailable: return "unavailable";
    case DeliveryKind::in_doubt: return "in_doubt";
    case DeliveryKind::unknown: return "unknown";
    }
    return {};
}

std::string to_json(const Input& input, Instant at) {
    ObjectText text;
    text.add("time", at);
    std::visit(Parts{text, at}, input);
    return text.done();
}

} // namespace nurture::inline v0
