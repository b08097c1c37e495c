// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plan/compile_workflow.hpp"
#include "plan/rules/constraints.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

/// The declared values of a field of lead or account; null if it is no enumeration.
const std::vector<std::string>* values_of(std::string_view field, const FieldTypes& fields) {
    const std::size_t dot = field.find('.');
    const std::string_view owner = field.substr(0, dot);
    const std::string_view name = field.substr(dot + 1);
    if (owner != "lead" && owner != "account") {
        return nullptr;
    }
    const FieldTypes::Named& declared = owner == "lead" ? fields.lead : fields.account;
    const auto found = declared.find(name);
    return found != declared.end() && found->second.kind == FieldKind::enumeration ? &found->second.values : nullptr;
}

struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};

/// What a score or a part of it can be. What the host's CRM keeps as score can be anything.
Range range_of(std::string_view field, const Scoring& scoring) {
    const Range engagement{scoring.min.value_or(Range().low), scoring.max.value_or(Range().high)};
    Range fit;
    if (scoring.declared) {
        fit = {0, 0};
        for (const FitRule& rule : scoring.fit) {
            (rule.points < 0 ? fit.low : fit.high) += rule.points;
        }
    }
    if (field == "score.engagement") {
        return engagement;
    }
    if (field == "score.fit") {
        return fit;
    }
    return field == "lead.score" ? Range{std::round(fit.low + engagement.low), std::round(fit.high + engagement.high)}
                                 : Range();
}

/// Whether no value is left, or none that the field can have.
bool is_impossible(const std::string& field, AllowedValues values, const Catalog& catalog) {
    const std::vector<std::string>* const declared = values_of(field, catalog.fields);
    if (declared != nullptr && !values.numbers && !values.texts) {
        values.texts.emplace(declared->begin(), declared->end());
    }
    const Range range = range_of(field, catalog.scoring);
    if (values.numbers && range.low > values.low) {
        values.low = range.low;
        values.low_included = true;
    }
    if (values.numbers && range.high < values.high) {
        values.high = range.high;
        values.high_included = true;
    }
    return values.empty();
}

/// Warns of a condition that no lead can meet.
void check_condition(const SourceString& condition, const std::string& who, const Place& place, const Catalog& catalog,
                     Remarks& remarks) {
    if (condition.empty()) {
        return;
    }
    const FieldConstraints constraints = constraints_of(condition.text);
    for (const auto& [field, values] : constraints.fields) {
        if (is_impossible(field, values, catalog)) {
            remarks.warning("never_true",
                            who + ": `" + condition.text + "` never holds, because no value of " + field + " meets it",
                            condition.place.line == 0 ? place : condition.place);
            return;
        }
    }
}

/// Warns of those of one workflow.
class ImpossibleConditions {
public:
    ImpossibleConditions(const WorkflowView& view, Remarks& remarks) : view_(view), remarks_(remarks) {}

    void report() {
        const Workflow& workflow = view_.definition();
        check(workflow.when, sentence_about(workflow) + ": `when`", workflow.place);
        for (const LeaveRule& rule : workflow.exits) {
            check_rule(rule, ": exit");
        }
        for (const LeaveRule& rule : workflow.goals) {
            check_rule(rule, ": goal");
        }
        for (const Node& node : view_.nodes()) {
            check_node(node);
        }
    }

private:
    void check(const SourceString& condition, const std::string& who, const Place& place) {
        check_condition(condition, who, place, view_.catalog, remarks_);
    }

    void check_rule(const LeaveRule& rule, const std::string& what) {
        const std::string who = sentence_about(view_.definition()) + what;
        check(rule.match.where, who, rule.place);
        check(rule.when, who, rule.place);
    }

    void check_node(const Node& node) {
        const std::string who = sentence_about(view_.definition(), node);
        check(node.condition, who, node.place);
        if (const auto* trigger = std::get_if<TriggerNode>(&node.what)) {
            if (const auto* event = std::get_if<TriggerOnEvent>(&trigger->on)) {
                check(event->match.where, who, node.place);
            } else if (const auto* becoming = std::get_if<TriggerOnBecoming>(&trigger->on)) {
                check(becoming->condition, who, node.place);
                check(becoming->reset_when, who, node.place);
            }
        } else if (const auto* branch = std::get_if<BranchNode>(&node.what); branch && branch->subject.empty()) {
            for (const SourceString& arm : branch->arms) {
                check(arm, who, node.place);
            }
        } else if (const auto* wait = std::get_if<WaitNode>(&node.what)) {
            for (const WaitFor& one : wait->any) {
                check(one.match.where, who, node.place);
                check(one.until, who, node.place);
            }
        }
    }

    const WorkflowView& view_;
    Remarks& remarks_;
};

} // namespace

void check_never_true(const WorkflowView& view, Remarks& remarks) {
    ImpossibleConditions(view, remarks).report();
}

void check_never_true(const CompiledPlan& plan, Remarks& remarks) {
    const Catalog& catalog = plan.catalog;
    for (const auto& [id, content] : catalog.contents) {
        check_condition(content.when, "content " + called(id.str()), content.place, catalog, remarks);
    }
    for (const auto& [id, segment] : catalog.segments) {
        check_condition(segment.when, "segment " + called(id.str()), segment.place, catalog, remarks);
    }
    for (const FitRule& rule : catalog.scoring.fit) {
        check_condition(rule.when, "scoring: a rule of fit", rule.place, catalog, remarks);
    }
    for (const EngagementRule& rule : catalog.scoring.engagement) {
        check_condition(rule.match.where, "scoring: a rule of engagement", rule.place, catalog, remarks);
    }
    for (const CadenceRule& rule : catalog.settings.cadence) {
        check_condition(rule.when, "settings: cadence", catalog.settings.place, catalog, remarks);
    }
}

} // namespace nurture::inline v0
