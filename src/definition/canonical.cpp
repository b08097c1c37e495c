// SPDX-License-Identifier: BSL-1.0
/// \file
/// The canonical form of a workflow.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/definition/document.hpp>

#include "definition/canonical.hpp"
#include "definition/canonical_map.hpp"

namespace nurture::inline v0 {
namespace {

using namespace canonical;

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
    void operator()(const SubscribeNode& node) const { map.add_texts("categories", node.categories); }
    void operator()(const EnrollNode& node) const { map.add_text("workflow", node.workflow.str()); }
    void operator()(const UnenrollNode& node) const { map.add_text("workflow", node.workflow.str()); }
    void operator()(const ScoreNode& node) const {
        map.add("points", floating(node.points)).add_text("reason", node.reason);
    }
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
    void operator()(const SplitNode& node) const {
        std::vector<Document> arms;
        for (const SplitNode::Arm& arm : node.arms) {
            Map form;
            form.add_text("name", arm.name).add("weight", number(arm.weight)).add_flag("holdout", arm.holdout);
            arms.push_back(std::move(form).done());
        }
        map.add_text("experiment", node.experiment).add("arms", list(std::move(arms)));
        if (node.measure != Measure::goal) {
            map.add_text("measure", canonical::measures[static_cast<std::size_t>(node.measure)]);
        }
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

} // namespace nurture::inline v0
