// SPDX-License-Identifier: BSL-1.0
/// \file
/// The canonical form, written.

#include "definition/canonical.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/definition/document.hpp>

namespace nurture::inline v0 {
namespace {

Document text(std::string_view written) {
    Document document;
    document.kind = Document::Kind::scalar;
    document.quoted = true;
    document.text = written;
    return document;
}

Document bare(std::string written) {
    Document document;
    document.kind = Document::Kind::scalar;
    document.text = std::move(written);
    return document;
}

template <class Integer>
Document number(Integer value) {
    return bare(std::to_string(value));
}

Document flag(bool value) {
    return bare(value ? "true" : "false");
}

Document list(std::vector<Document> items = {}) {
    Document document;
    document.kind = Document::Kind::list;
    document.items = std::move(items);
    return document;
}

std::vector<std::string> names_of(Weekdays days) {
    std::vector<std::string> names;
    for (int i = 0; i < 7; ++i) {
        if (const auto day = static_cast<Weekday>(i); days.contains(day)) {
            names.emplace_back(name(day));
        }
    }
    return names;
}

/// A map that leaves out what is not said.
class Map {
public:
    Map() { map_.kind = Document::Kind::map; }

    Map& add(std::string_view key, Document value) {
        map_.members.push_back({std::string(key), {}, std::move(value)});
        return *this;
    }
    Map& add_text(std::string_view key, std::string_view value) {
        return value.empty() ? *this : add(key, text(value));
    }
    Map& add_texts(std::string_view key, const std::vector<std::string>& values) {
        std::vector<Document> items;
        for (const std::string& value : values) {
            items.push_back(text(value));
        }
        return values.empty() ? *this : add(key, list(std::move(items)));
    }
    Map& add_flag(std::string_view key, bool value) { return value ? add(key, flag(true)) : *this; }
    Map& add_duration(std::string_view key, const CalendarDuration& value) {
        if (value.months == 0 && !value.has_business_part()) {
            return add(key, list({number(value.days), number(value.exact.count())}));
        }
        return add(key, list({number(value.months), number(value.days), number(value.business_days),
                              number(value.business_hours), number(value.exact.count())}));
    }
    Map& add_time(std::string_view key, const std::optional<TimeOfDay>& value) {
        return value ? add_text(key, to_string(*value)) : *this;
    }
    Map& add_day(const DayTime& day) {
        add_time("at", day.at);
        return day.weekdays == Weekdays::every_day() ? *this : add_texts("weekdays", names_of(day.weekdays));
    }

    /// A number that is left out where it is the default.
    template <class Number>
    Map& add_number(std::string_view key, Number value, Number usual) {
        return value == usual ? *this : add(key, number(value));
    }
    Map& add_elapsed(std::string_view key, Milliseconds value, Milliseconds usual) {
        return add_number(key, value.count(), usual.count());
    }

    /// A part that is left out where nothing differs from the defaults.
    Map& add_part(std::string_view key, Map part) {
        return part.map_.members.empty() ? *this : add(key, std::move(part).done());
    }

    [[nodiscard]] Document done() && { return std::move(map_); }

private:
    Document map_{};
};

Document floating(double value) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    std::string written(std::begin(digits), end);
    if (!std::isfinite(value)) {
        return std::move(Map().add(canonical::double_key, text(written))).done();
    }
    // "1" would read back as a whole number.
    written += written.find_first_of(".e") == std::string::npos ? ".0" : "";
    return bare(std::move(written));
}

Document literal(const Value& value);

Document literal_map(const Fields& fields) {
    Map map;
    for (const Field& field : fields) {
        map.add(field.name, literal(field.value));
    }
    return std::move(map).done();
}

Document literal(const Value& value) {
    if (const bool* boolean = value.as_bool()) {
        return flag(*boolean);
    }
    if (const std::int64_t* whole = value.as_int()) {
        return number(*whole);
    }
    if (const double* real = value.as_double()) {
        return floating(*real);
    }
    if (const std::string* written = value.as_string()) {
        return text(*written);
    }
    if (const Instant* instant = value.as_instant()) {
        return std::move(Map().add(canonical::instant_key, number(instant->time_since_epoch().count()))).done();
    }
    if (const Value::Map* map = value.as_map()) {
        return std::move(Map().add(canonical::map_key, literal_map(*map))).done();
    }
    if (const Value::List* items = value.as_list()) {
        std::vector<Document> documents;
        for (const Value& item : *items) {
            documents.push_back(literal(item));
        }
        return list(std::move(documents));
    }
    return {};
}

void add_match(Map& map, const EventMatch& match) {
    map.add_texts("event", match.types).add_text("where", match.where.text);
}

Document field_name(const FieldName& field) {
    return text((field.owner == FieldName::Owner::account ? "account." : "lead.") + field.name);
}

Document wait_for(const WaitFor& wait) {
    Map map;
    map.add("kind", text(canonical::wait_kinds[static_cast<std::size_t>(wait.kind)]));
    add_match(map, wait.match);
    std::vector<std::string> messages;
    for (const StepId& step : wait.messages) {
        messages.push_back(step.str());
    }
    map.add_texts("message", messages).add_text("link", wait.link).add_text("until", wait.until.text);
    map.add_flag("since_enrollment", wait.since_enrollment);
    return std::move(map).done();
}

Document cap_form(const Cap& cap) {
    Map map;
    map.add_text("channel", cap.channel.str()).add_text("category", cap.category);
    map.add("limit", number(cap.limit)).add("per", number(cap.per.count())).add_flag("skip", cap.skips);
    map.add("give_up_after", number(cap.give_up_after.count()));
    return std::move(map).done();
}

/// Writes what a verb says beside its name.
struct VerbWriter {
    Map& map;

    void operator()(const TriggerNode& node) const {
        std::visit([this](const auto& on) { add_form(on); }, node.on);
    }
    void add_form(const TriggerOnEvent& on) const {
        const TriggerOnEvent usual;
        add_match(map, on.match);
        map.add_number("count", on.count, usual.count).add_elapsed("within", on.within, usual.within);
    }
    void add_form(const TriggerOnBecoming& on) const {
        map.add_text("becomes", on.condition.text).add_text("reset_when", on.reset_when.text);
    }
    void add_form(const TriggerOnDate& on) const {
        map.add_text("date", to_string(on.field));
        add_moment(on.moment);
    }
    void add_form(const TriggerOnSchedule& on) const {
        map.add_text("schedule", on.schedule.rule()).add_time("at", on.schedule.at());
        if (on.schedule.from()) {
            map.add_text("from", to_string(*on.schedule.from()));
        }
    }
    void add_moment(const DateMoment& moment) const {
        map.add_duration("offset", moment.offset.length).add_flag("before", moment.offset.before);
        map.add_time("at", moment.at);
    }
    void operator()(const SendNode& node) const {
        map.add_text("content", node.content.str()).add_text("category", node.category);
        map.add_text("window", node.window);
        if (node.on_failure != SendNode::OnFailure::go_on) {
            map.add_text("on_failure", canonical::on_failure[static_cast<std::size_t>(node.on_failure)]);
        }
    }
    void operator()(const SetNode& node) const {
        std::vector<Document> fields;
        for (const auto& [field, value] : node.fields) {
            fields.push_back(list({field_name(field), literal(value)}));
        }
        map.add("fields", list(std::move(fields)));
    }
    void operator()(const ComputeNode& node) const {
        std::vector<Document> fields;
        for (const auto& [field, expression] : node.fields) {
            fields.push_back(list({field_name(field), text(expression.text)}));
        }
        map.add("fields", list(std::move(fields)));
    }
    void operator()(const TagNode& node) const { map.add_texts("tags", node.tags); }
    void operator()(const NoteNode& node) const { map.add_text("text", node.text.text); }
    void operator()(const DelayNode& node) const {
        std::visit([this](const auto& end) { add_end(end); }, node.end);
    }
    void add_end(const DelayFor& end) const {
        map.add_duration("for", end.length).add_day(end.day).add_flag("cadence", end.cadence);
    }
    void add_end(const DelayComputed& end) const { map.add_text("compute", end.length.text); }
    void add_end(const DelayUntilTime& end) const { map.add_text("until", "time").add_day(end.day); }
    void add_end(const DelayUntilInstant& end) const {
        map.add_text("until", "instant").add("instant", number(end.at.time_since_epoch().count()));
    }
    void add_end(const DelayUntilDate& end) const {
        map.add_text("until", "date").add_text("field", to_string(end.field));
        add_moment(end.moment);
        map.add_flag("exit_if_past", end.if_past == IfPast::exit);
    }
    void operator()(const WaitNode& node) const {
        std::vector<Document> any;
        for (const WaitFor& wait : node.any) {
            any.push_back(wait_for(wait));
        }
        map.add("any", list(std::move(any)));
        if (node.timeout) {
            map.add_duration("timeout", *node.timeout);
        }
    }
    void operator()(const BranchNode& node) const {
        std::vector<std::string> arms;
        for (const SourceString& arm : node.arms) {
            arms.push_back(arm.text);
        }
        map.add_text("subject", node.subject.text).add_texts("arms", arms);
    }
    void operator()(const GotoNode&) const {}
    void operator()(const ExitNode& node) const { map.add_text("reason", node.reason).add_text("to", node.to.str()); }
};

Document node_form(const Node& node) {
    Map map;
    map.add("verb", text(verb_of(node))).add_text("id", node.id.str()).add_flag("named", node.named);
    map.add_text("if", node.condition.text);
    std::visit(VerbWriter{map}, node.what);
    return std::move(map).done();
}

Document edge_form(const Edge& edge) {
    std::vector<Document> parts = {number(edge.from), number(edge.to),
                                   text(canonical::edge_kinds[static_cast<std::size_t>(edge.kind)])};
    if (edge.arm != 0) {
        parts.push_back(number(edge.arm));
    }
    return list(std::move(parts));
}

void add_rules(Map& map, std::string_view key, const std::vector<LeaveRule>& rules) {
    std::vector<Document> forms;
    for (const LeaveRule& rule : rules) {
        Map form;
        add_match(form, rule.match);
        form.add_text("when", rule.when.text).add_text("reason", rule.reason);
        forms.push_back(std::move(form).done());
    }
    if (!forms.empty()) {
        map.add(key, list(std::move(forms)));
    }
}

void add_graph(Map& map, const Workflow& workflow) {
    std::vector<Document> nodes;
    for (const Node& node : workflow.nodes) {
        nodes.push_back(node_form(node));
    }
    std::vector<Document> edges;
    for (const Edge& edge : workflow.edges) {
        edges.push_back(edge_form(edge));
    }
    map.add("nodes", list(std::move(nodes))).add("edges", list(std::move(edges)));
    if (workflow.first) {
        map.add("first", number(*workflow.first));
    }
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
    constexpr std::string_view kinds[] = {"dynamic",   "string", "int",          "double", "bool",
                                          "timestamp", "date",   "list<string>", "enum"};
    Map map;
    map.add("type", text(kinds[static_cast<std::size_t>(type.kind)])).add_texts("values", type.values);
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

std::string to_canonical(const Workflow& workflow) {
    const Workflow usual;
    Map map;
    map.add("workflow", text(workflow.id.str())).add_text("title", workflow.title);
    map.add_text("description", workflow.description).add_text("owner", workflow.owner);
    map.add_text("stage", workflow.stage);
    if (workflow.category != usual.category) {
        map.add("category", text(workflow.category));
    }
    map.add_text("window", workflow.window);
    map.add_number("priority", workflow.priority, usual.priority).add_text("time_zone", workflow.time_zone);
    map.add_text("when", workflow.when.text).add_text("key", workflow.key.text);
    if (workflow.reenroll.kind != Reenroll::Kind::never) {
        map.add_text("reenroll", canonical::reenroll[static_cast<std::size_t>(workflow.reenroll.kind)]);
    }
    map.add_elapsed("reenroll_after", workflow.reenroll.after, usual.reenroll.after);
    map.add_flag("restart", workflow.while_active == WhileActive::restart);
    map.add_flag("enroll_existing", workflow.enroll_existing);
    add_rules(map, "exit", workflow.exits);
    add_rules(map, "goal", workflow.goals);
    if (workflow.expires) {
        map.add_duration("expires", *workflow.expires);
    }
    add_graph(map, workflow);
    return to_canonical_json(std::move(map).done());
}

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
    return to_canonical_json(std::move(map).done());
}

std::string to_canonical(const Segment& segment) {
    Map map;
    map.add("segment", text(segment.id.str())).add_text("title", segment.title);
    map.add_text("description", segment.description).add_text("when", segment.when.text);
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
