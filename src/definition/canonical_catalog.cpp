// SPDX-License-Identifier: BSL-1.0
/// \file
/// The canonical forms of contents, segments, scoring, settings and fields.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/definition/document.hpp>

#include "definition/canonical.hpp"
#include "definition/canonical_map.hpp"

namespace nurture::inline v0 {
namespace {

using namespace canonical;

Map variant_form(const ContentVariant& variant) {
    Map map;
    map.add("weight", number(variant.weight));
    const auto add = [&map](std::string_view key, const std::optional<SourceString>& given) {
        if (given) { // Also an empty one: it says that there is none.
            map.add(std::string(key), text(given->text));
        }
    };
    add("subject", variant.subject);
    add("preview", variant.preview);
    add("text", variant.text);
    add("html", variant.html);
    add("from", variant.from);
    add("reply_to", variant.reply_to);
    if (variant.data) {
        map.add("data", literal_map(*variant.data));
    }
    return map;
}

Map footer_form(const Footer& footer) {
    Map map;
    map.add_text("text", footer.text.text).add_text("html", footer.html.text);
    return map;
}

Document cap_form(const Cap& cap) {
    Map map;
    map.add_text("channel", cap.channel.str()).add_text("category", cap.category);
    map.add("limit", number(cap.limit)).add("per", number(cap.per.count())).add_flag("skip", cap.skips);
    map.add("give_up_after", number(cap.give_up_after.count()));
    return std::move(map).done();
}

Map sender_form(const Sender& sender) {
    Map map;
    map.add_text("from", sender.from).add_text("reply_to", sender.reply_to);
    map.add_text("company", sender.company).add_text("postal_address", sender.postal_address);
    return map;
}

std::string_view in_doubt_word(InDoubt what) {
    return what == InDoubt::resend ? "resend" : "assume_sent";
}

Map delivery_form(const DeliverySettings& delivery) {
    const DeliverySettings usual;
    Map retry;
    retry.add_elapsed("first", delivery.retry.first, usual.retry.first);
    if (delivery.retry.factor != usual.retry.factor) {
        retry.add("factor", floating(delivery.retry.factor));
    }
    retry.add_elapsed("at_most", delivery.retry.at_most, usual.retry.at_most);
    retry.add_elapsed("give_up_after", delivery.retry.give_up_after, usual.retry.give_up_after);

    Map map;
    map.add_part("retry", std::move(retry));
    if (delivery.in_doubt_marketing != usual.in_doubt_marketing) {
        map.add_text("in_doubt_marketing", in_doubt_word(delivery.in_doubt_marketing));
    }
    if (delivery.in_doubt_transactional != usual.in_doubt_transactional) {
        map.add_text("in_doubt_transactional", in_doubt_word(delivery.in_doubt_transactional));
    }
    map.add_elapsed("late_events", delivery.late_events, usual.late_events);
    map.add_elapsed("event_ids", delivery.event_ids, usual.event_ids);
    if (!delivery.duplicates_within) {
        map.add_text("duplicates_within", "never");
    } else {
        map.add_elapsed("duplicates_within", *delivery.duplicates_within, *usual.duplicates_within);
    }
    map.add_elapsed("stale_after", delivery.stale_after, usual.stale_after);
    map.add_text("namespace", delivery.name_space);
    if (delivery.keep_inputs) {
        map.add_elapsed("keep_inputs", *delivery.keep_inputs, Milliseconds(-1));
    }
    return map;
}

Document openings_form(const Window& window) {
    std::vector<Document> openings;
    for (const Opening& opening : window.openings()) {
        Map map;
        map.add_texts("weekdays", names_of(opening.weekdays));
        map.add_time("from", opening.from).add_time("to", opening.to);
        openings.push_back(std::move(map).done());
    }
    return list(std::move(openings));
}

Map limits_form(const Limits& limits) {
    const Limits usual;
    Map map;
    map.add_number("steps", limits.steps, usual.steps).add_number("nesting", limits.nesting, usual.nesting);
    map.add_number("workflows", limits.workflows, usual.workflows);
    map.add_number("enrollments", limits.enrollments, usual.enrollments);
    map.add_number("leads_per_account", limits.leads_per_account, usual.leads_per_account);
    map.add_number("events_kept", limits.events_kept, usual.events_kept);
    map.add_number("event_bytes", limits.event_bytes, usual.event_bytes);
    map.add_number("message_bytes", limits.message_bytes, usual.message_bytes);
    map.add_number("visits", limits.visits, usual.visits);
    return map;
}

Document type_form(const FieldType& type) {
    Map map;
    map.add("type", text(name(type.kind))).add_texts("values", type.values);
    if (!type.fallback.is_absent()) {
        map.add("default", literal(type.fallback));
    }
    return std::move(map).done();
}

Document named_form(const FieldTypes::Named& named) {
    Map map;
    for (const auto& [name, type] : named) {
        map.add(name, type_form(type));
    }
    return std::move(map).done();
}

} // namespace

std::string to_canonical(const Content& content) {
    Map map;
    map.add("content", text(content.id.str())).add_text("channel", content.channel.str());
    map.add_text("subject", content.subject.text).add_text("preview", content.preview.text);
    map.add_text("text", content.text.text).add_text("html", content.html.text);
    map.add_text("from", content.from.text).add_text("reply_to", content.reply_to.text);
    map.add_text("category", content.category).add_text("stage", content.stage);
    map.add_texts("topics", content.topics).add_text("when", content.when.text);
    if (content.expires_at) {
        map.add("expires_at", number(content.expires_at->time_since_epoch().count()));
    }
    map.add_flag("once", content.once);
    if (!content.data.empty()) {
        map.add("data", literal_map(content.data));
    }
    if (!content.variants.empty()) {
        Map variants;
        for (const ContentVariant& variant : content.variants) {
            variants.add(variant.name, variant_form(variant).done());
        }
        map.add("variants", std::move(variants).done());
    }
    if (content.measure != Measure::goal) {
        map.add_text("measure", measures[static_cast<std::size_t>(content.measure)]);
    }
    return to_canonical_json(std::move(map).done());
}

std::string to_canonical(const Segment& segment) {
    Map map;
    map.add("segment", text(segment.id.str())).add_text("title", segment.title);
    map.add_text("description", segment.description).add_text("when", segment.when.text);
    return to_canonical_json(std::move(map).done());
}

std::string to_canonical(const Scoring& scoring) {
    Map map;
    map.add_flag("declared", scoring.declared);
    std::vector<Document> fit;
    for (const FitRule& rule : scoring.fit) {
        fit.push_back(list({text(rule.when.text), floating(rule.points)}));
    }
    std::vector<Document> engagement;
    for (const EngagementRule& rule : scoring.engagement) {
        Map form;
        form.add_texts("event", rule.match.types).add_text("where", rule.match.where.text);
        form.add("points", floating(rule.points)).add_number("limit", rule.limit, 0U);
        form.add_elapsed("per", rule.per, Milliseconds(0));
        engagement.push_back(std::move(form).done());
    }
    map.add("fit", list(std::move(fit))).add("engagement", list(std::move(engagement)));
    if (scoring.half_life) {
        map.add("half_life", number(scoring.half_life->count()));
    }
    if (scoring.min) {
        map.add("min", floating(*scoring.min));
    }
    if (scoring.max) {
        map.add("max", floating(*scoring.max));
    }
    return to_canonical_json(std::move(map).done());
}

std::string to_canonical(const Settings& settings) {
    const Settings usual;
    Map map;
    map.add_text("time_zone", settings.time_zone);
    if (settings.categories != usual.categories) {
        Map categories;
        for (const auto& [id, consent] : settings.categories) {
            categories.add(id, text(consent == Consent::opt_in ? "opt_in" : "opt_out"));
        }
        map.add("categories", std::move(categories).done());
    }
    if (settings.lifecycle_stages != usual.lifecycle_stages) {
        std::vector<Document> stages;
        for (const std::string& stage : settings.lifecycle_stages) {
            stages.push_back(text(stage));
        }
        map.add("lifecycle_stages", list(std::move(stages)));
    }
    const auto hours = settings.business_hours.openings();
    const auto usual_hours = usual.business_hours.openings();
    if (!std::equal(hours.begin(), hours.end(), usual_hours.begin(), usual_hours.end())) {
        map.add("business_hours", openings_form(settings.business_hours));
    }
    if (!settings.holidays.dates().empty()) {
        std::vector<std::string> dates;
        for (const CivilDate& date : settings.holidays.dates()) {
            dates.push_back(to_string(date));
        }
        map.add_texts("holidays", dates);
    }
    if (!settings.windows.empty()) {
        Map windows;
        for (const auto& [id, window] : settings.windows) {
            windows.add(id, openings_form(window));
        }
        map.add("windows", std::move(windows).done());
    }
    if (settings.quiet_hours) {
        Map quiet;
        quiet.add_time("from", settings.quiet_hours->from).add_time("to", settings.quiet_hours->to);
        quiet.add_flag("skip", settings.skips_in_quiet_hours);
        map.add("quiet_hours", std::move(quiet).done());
    }
    if (!settings.caps.empty()) {
        std::vector<Document> caps;
        for (const Cap& cap : settings.caps) {
            caps.push_back(cap_form(cap));
        }
        map.add("caps", list(std::move(caps)));
    }
    if (!settings.cadence.empty()) {
        std::vector<Document> rules;
        for (const CadenceRule& rule : settings.cadence) {
            rules.push_back(list({text(rule.when.text), bare(to_text(Value(rule.factor)))}));
        }
        map.add("cadence", list(std::move(rules)));
    }
    map.add_part("sender", sender_form(settings.sender));
    map.add_part("footer", footer_form(settings.footer));
    map.add_part("delivery", delivery_form(settings.delivery));
    map.add_part("limits", limits_form(settings.limits));
    return to_canonical_json(std::move(map).done());
}

std::string to_canonical(const FieldTypes& fields) {
    Map map;
    map.add_flag("declared", fields.declared);
    map.add("lead", named_form(fields.lead)).add("account", named_form(fields.account));
    Map events;
    for (const auto& [type, properties] : fields.events) {
        events.add(type, named_form(properties));
    }
    map.add("events", std::move(events).done());
    return to_canonical_json(std::move(map).done());
}

} // namespace nurture::inline v0
