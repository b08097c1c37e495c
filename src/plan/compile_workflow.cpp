// SPDX-License-Identifier: BSL-1.0

#include "plan/compile_workflow.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plan/compile_trigger.hpp"
#include "plan/event_scope.hpp"
#include "plan/graph.hpp"
#include "plan/rules/rules.hpp"
#include "plan/version.hpp"
#include "plan/ways.hpp"

namespace nurture::inline v0 {

namespace {

// Whatever the settings say: Boost's dominators recurse along the longest way, and a stack must hold that.
constexpr std::size_t most_steps = 10'000;

/// The types that the events of all triggers can have. Empty without triggers: then there are none to know.
std::vector<std::string> trigger_types_of(const Workflow& workflow) {
    std::vector<std::string> types;
    for (const Node& node : workflow.nodes) {
        if (const auto* trigger = std::get_if<TriggerNode>(&node.what)) {
            if (const auto* on = std::get_if<TriggerOnEvent>(&trigger->on)) {
                types.insert(types.end(), on->match.types.begin(), on->match.types.end());
            }
        }
    }
    return in_order(std::move(types));
}

StepIds step_ids_of(const Workflow& workflow) {
    StepIds ids;
    for (const Node& node : workflow.nodes) {
        if (std::holds_alternative<TriggerNode>(node.what)) {
            continue;
        }
        ids.all.push_back(node.id.str());
        const auto* note = std::get_if<NoteNode>(&node.what);
        const bool stands_in = note != nullptr && note->text.empty(); // For a step that could not be read.
        if (std::holds_alternative<SendNode>(node.what) || stands_in) {
            ids.sends.insert(node.id.str());
        }
        if (stands_in) {
            ids.unread.insert(node.id.str());
        }
    }
    return ids;
}

class WorkflowCompiler {
public:
    WorkflowCompiler(const Workflow& workflow, const CompilationContext& context)
        : context_(context), trigger_types_(trigger_types_of(workflow)) {
        result_.compiled.definition = workflow;
        result_.steps = step_ids_of(workflow);
    }

    WorkflowCompilation run() {
        const bool sound = connect(result_.compiled, context_.remarks);
        check_step_ids();
        const bool within_limits = check_limits();
        std::optional<WorkflowGraph> graph;
        if (sound && within_limits) {
            graph.emplace(result_.compiled);
            events_ = event_scopes(result_.compiled, *graph);
        }
        compile_head();
        compile_rules();
        for (NodeIndex i = 0; i < definition().nodes.size(); ++i) {
            compile_node(i);
        }
        check_enroll_existing();
        find_transactional();
        if (graph) {
            check_workflow({catalog(), result_.compiled, *graph}, context_.remarks);
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] const Workflow& definition() const { return result_.compiled.definition; }
    [[nodiscard]] const Catalog& catalog() const { return context_.catalog; }

    [[nodiscard]] Site site(std::string who, const Place& place) const {
        Site site;
        site.who = std::move(who);
        site.place = place;
        site.steps = &result_.steps;
        site.has_trigger = true;
        site.trigger_types = trigger_types_;
        return site;
    }

    /// Where the expressions of a step stand.
    [[nodiscard]] Site step_site(NodeIndex i) const {
        const Node& node = definition().nodes[i];
        Site here = site(sentence_about(definition(), node), node.place);
        if (i < events_.size()) {
            here.has_event = events_[i].has_event;
            here.event_types = events_[i].types;
        } else {
            here.has_event = true; // Where the ways are not known nothing can be said against it.
        }
        return here;
    }

    Condition condition(const SourceString& text, const Site& at) {
        return context_.expressions.condition(text, at, result_.mentions);
    }

    CompiledMatch match(const EventMatch& written, const Site& at) {
        return compile_match(written, at, context_, result_.mentions);
    }

    void check_step_ids() {
        if (definition().place.source != nullptr) {
            return; // Who read it from a text has remarked on this.
        }
        std::set<std::string, std::less<>> seen;
        for (const Node& node : definition().nodes) {
            if (!std::holds_alternative<TriggerNode>(node.what) && !seen.insert(node.id.str()).second) {
                context_.remarks.error(
                    "duplicate_id",
                    sentence_about(definition()) + " has two steps with the id " + called(node.id.str()), node.place);
            }
        }
    }

    bool check_limits() {
        const std::size_t limit = std::min(catalog().settings.limits.steps, most_steps);
        const std::size_t steps = result_.steps.all.size();
        if (steps <= limit) {
            return true;
        }
        // Who read it from a text has remarked on the limit of the settings already.
        if (definition().place.source == nullptr || limit == most_steps) {
            context_.remarks.error(
                "limit",
                sentence_about(definition()) + " has " + std::to_string(steps) + " steps, more than the limit of " +
                    std::to_string(limit),
                definition().place,
                {limit == most_steps ? "divide it" : "divide it, or raise settings.limits.steps", {}});
        }
        return false;
    }

    void compile_head() {
        const std::string who = sentence_about(definition());
        context_.names.category(definition().category, who, definition().place);
        if (!definition().window.empty()) {
            (void)context_.names.window(definition().window, who, definition().place);
        }
        if (!definition().time_zone.empty()) {
            result_.compiled.zone = Zone::find(definition().time_zone);
            if (!result_.compiled.zone) {
                context_.remarks.error("type", who + ": there is no time zone " + called(definition().time_zone),
                                       definition().place,
                                       {"write the name of the IANA database, for example \"Europe/Berlin\"", {}});
            }
        }
        // The entry condition asks about the lead; whether it was met is no matter of the event that asked.
        Site entry = site(who + ": `when`", definition().place);
        entry.steps = nullptr;
        entry.has_trigger = false;
        result_.compiled.when = condition(definition().when, entry);

        Site key = site(who + ": `key`", definition().place);
        key.steps = nullptr;
        key.has_trigger = false;
        key.has_event = true;
        key.event_types = trigger_types_;
        key.result = ConditionScope::Result::value;
        result_.compiled.key = condition(definition().key, key);
    }

    void compile_rules() {
        for (const LeaveRule& rule : definition().exits) {
            result_.compiled.exits.push_back(leave_rule(rule, "exit"));
        }
        for (const LeaveRule& rule : definition().goals) {
            result_.compiled.goals.push_back(leave_rule(rule, "goal"));
        }
    }

    CompiledRule leave_rule(const LeaveRule& rule, const std::string& what) {
        Site at = site(sentence_about(definition()) + ": " + what, rule.place);
        CompiledRule compiled;
        compiled.match = match(rule.match, at);
        at.looked_at = true;
        compiled.when = condition(rule.when, at);
        compiled.reason = !rule.reason.empty() || !rule.match.types.empty() ? rule.reason : "condition";
        result_.compiled.has_rules_on_conditions |= !rule.when.empty();
        return compiled;
    }

    void compile_node(NodeIndex i) {
        const Node& node = definition().nodes[i];
        if (std::holds_alternative<TriggerNode>(node.what)) {
            compile_trigger(node, site(sentence_about(definition(), node), node.place), context_, result_);
            return;
        }
        result_.compiled.nodes[i].condition = condition(node.condition, step_site(i));
        std::visit([&](const auto& what) { compile(what, i); }, node.what);
    }

    void check_enroll_existing() {
        result_.compiled.enroll_existing = definition().enroll_existing;
        const bool has_becomes = !result_.becomes.empty();
        if (definition().enroll_existing && !has_becomes) {
            context_.remarks.error(
                "type",
                sentence_about(definition()) +
                    ": `enroll_existing` is about leads for which a trigger `becomes` holds already, "
                    "and there is no such trigger",
                definition().place, {"add a trigger `becomes` or `inactive`, or leave it out", {}});
        }
    }

    void compile(const SendNode& send, NodeIndex i) {
        const Site at = step_site(i);
        CompiledNode& compiled = result_.compiled.nodes[i];
        compiled.category = category_of(send, definition(), catalog());
        if (!send.category.empty()) {
            context_.names.category(send.category, at.who, at.place);
        }
        compiled.window = window_of(send, at);
        if (context_.names.content(send.content, at.who, at.place)) {
            const auto found = catalog().contents.find(send.content);
            compiled.content = static_cast<Index>(std::distance(catalog().contents.begin(), found));
        }
    }

    std::optional<Window> window_of(const SendNode& send, const Site& at) {
        const std::string& id = send.window.empty() ? definition().window : send.window;
        const Window* window = send.window.empty()
                                   ? context_.names.find_window(id) // the workflow's: remarked on there.
                                   : context_.names.window(id, at.who, at.place);
        if (window == nullptr) {
            return {};
        }
        const Settings& settings = catalog().settings;
        const bool is_exempt =
            category_of(send, definition(), catalog()) == "transactional" || definition().category == "transactional";
        if (settings.quiet_hours && !is_exempt) {
            const Window awake = Window::outside(*settings.quiet_hours);
            const Window* const both[] = {window, &awake};
            if (!open_together(both)) {
                context_.remarks.error("no_room", at.who + ": quiet hours leave nothing of window " + called(id),
                                       at.place, {"widen the window or shorten settings.quiet_hours", {}});
            }
        }
        return *window;
    }

    void compile(const SetNode& set, NodeIndex i) {
        const Site at = step_site(i);
        for (const auto& [field, value] : set.fields) {
            write(field, at);
        }
    }

    void compile(const ComputeNode& compute, NodeIndex i) {
        Site at = step_site(i);
        at.result = ConditionScope::Result::value;
        for (const auto& [field, expression] : compute.fields) {
            write(field, at);
            result_.compiled.nodes[i].conditions.push_back(condition(expression, at));
        }
    }

    void write(const FieldName& field, const Site& at) {
        if (field.owner == FieldName::Owner::account) { // Its other leads would have to see the change, too.
            context_.remarks.error("unsupported", at.who + ": setting a field of the account is not supported yet",
                                   at.place);
        }
        context_.names.field(field, at.who, at.place);
        result_.mentions.write(field, at.who);
    }

    void compile(const NoteNode& note, NodeIndex i) {
        result_.compiled.nodes[i].text = context_.expressions.text(note.text, step_site(i), result_.mentions);
    }

    void compile(const WaitNode& wait, NodeIndex i) {
        for (const WaitFor& one : wait.any) {
            Site at = step_site(i);
            for (const StepId& message : one.messages) {
                check_send_step(message.str(), result_.steps, at.who, at.place, context_.remarks);
            }
            CompiledWaitFor compiled;
            compiled.kind = one.kind;
            compiled.match = match(one.match, at);
            compiled.messages = one.messages;
            compiled.link = one.link;
            compiled.since_enrollment = one.since_enrollment;
            at.looked_at = true;
            compiled.until = condition(one.until, at);
            result_.compiled.nodes[i].waits.push_back(std::move(compiled));
        }
    }

    void compile(const BranchNode& branch, NodeIndex i) {
        Site at = step_site(i);
        CompiledNode& compiled = result_.compiled.nodes[i];
        if (!branch.subject.empty()) {
            at.result = ConditionScope::Result::value;
            compiled.subject = condition(branch.subject, at);
            return;
        }
        for (const SourceString& arm : branch.arms) {
            compiled.conditions.push_back(condition(arm, at));
        }
    }

    void compile(const ExitNode& exit, NodeIndex i) {
        if (!exit.to.empty()) {
            check_workflow_named(exit.to, i);
        }
    }

    void check_workflow_named(const WorkflowId& id, NodeIndex i) {
        const Site at = step_site(i);
        context_.names.workflow(id.str(), at.who, at.place);
    }

    void compile(const TriggerNode&, NodeIndex) {}
    void compile(const TagNode&, NodeIndex i) {
        result_.mentions.write({FieldName::Owner::lead, "tags"}, step_site(i).who);
    }
    void compile(const DelayNode& delay, NodeIndex i) {
        Site at = step_site(i);
        if (const auto* computed = std::get_if<DelayComputed>(&delay.end)) {
            at.result = ConditionScope::Result::duration;
            result_.compiled.nodes[i].conditions.push_back(condition(computed->length, at));
        } else if (const auto* until = std::get_if<DelayUntilDate>(&delay.end)) {
            check_date_field(until->field, trigger_types_, at, context_, result_.mentions);
        }
    }

    void compile(const SplitNode&, NodeIndex) {}
    void compile(const ScoreNode&, NodeIndex) {}
    void compile(const SubscribeNode& node, NodeIndex i) {
        const Site at = step_site(i);
        for (const std::string& category : node.categories) {
            context_.names.category(category, at.who, at.place);
        }
    }
    void compile(const EnrollNode& node, NodeIndex i) { check_workflow_named(node.workflow, i); }
    void compile(const UnenrollNode& node, NodeIndex i) {
        if (!node.workflow.empty()) {
            check_workflow_named(node.workflow, i);
        }
    }
    void compile(const GotoNode&, NodeIndex) {}

    void find_transactional() {
        bool has_sends = false;
        bool all_transactional = true;
        for (NodeIndex i = 0; i < definition().nodes.size(); ++i) {
            if (std::holds_alternative<SendNode>(definition().nodes[i].what)) {
                has_sends = true;
                all_transactional = all_transactional && result_.compiled.nodes[i].category == "transactional";
            }
        }
        result_.compiled.transactional = definition().category == "transactional" || (has_sends && all_transactional);
    }

    const CompilationContext& context_;
    std::vector<std::string> trigger_types_;
    std::vector<EventScope> events_;
    WorkflowCompilation result_;
};

} // namespace

WorkflowCompilation compile_workflow(const Workflow& workflow, const CompilationContext& context) {
    return WorkflowCompiler(workflow, context).run();
}

std::string category_of(const SendNode& send, const Workflow& workflow, const Catalog& catalog) {
    if (!send.category.empty()) {
        return send.category;
    }
    const auto content = catalog.contents.find(send.content);
    return content != catalog.contents.end() && !content->second.category.empty() ? content->second.category
                                                                                  : workflow.category;
}

std::string sentence_about(const Workflow& workflow) {
    return "workflow " + called(workflow.id.str());
}

std::string sentence_about(const Workflow& workflow, const Node& node) {
    const bool is_trigger = std::holds_alternative<TriggerNode>(node.what);
    return sentence_about(workflow) + ": " + (is_trigger ? "trigger" : "step " + called(node.id.str()));
}

} // namespace nurture::inline v0
