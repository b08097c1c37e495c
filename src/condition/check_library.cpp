// SPDX-License-Identifier: BSL-1.0
/// \file
/// The functions of this library: what they ask for stands in the expression as text and is checked here.

#include <algorithm>

#include "condition/checker.hpp"
#include "condition/spelling.hpp"

namespace nurture::inline v0::cel {

namespace {

struct EngagementName {
    std::string_view name;
    Engagement engagement;
};

constexpr EngagementName engagement_names[] = {{"sent", Engagement::sent},       {"delivered", Engagement::delivered},
                                               {"opened", Engagement::opened},   {"clicked", Engagement::clicked},
                                               {"replied", Engagement::replied}, {"bounced", Engagement::bounced}};

struct Later {
    std::string_view name;
    Kind result;
};

/// Part of the language, but not of this version.
constexpr Later later[] = {{"inactive", Kind::boolean},
                           {"interest", Kind::integer},
                           {"inSegment", Kind::boolean},
                           {"latest", any},
                           {"result", any},
                           {"accountCount", Kind::integer},
                           {"accountLeads", Kind::integer}};

} // namespace

bool Checker::check_library(NodeId id, Type& type) {
    const Node& node = tree_[id];
    if (node.has_receiver || free_ != nullptr) return false;
    const std::string_view name = node.name;
    for (const EngagementName& known : engagement_names) {
        if (name == known.name) {
            type = ask_engagement(id, known.engagement);
            return true;
        }
    }
    for (const Later& known : later) {
        if (name != known.name) continue;
        problem(node.at, std::string(name) + "() is not supported yet").unsupported = true;
        tree_[id].meaning = Meaning::unknown;
        type = known.result == any ? Type{} : simple(known.result);
        return true;
    }
    using Q = Question::Kind;
    using M = ConditionMention::Kind;
    if (name == "count")
        type = ask_history(id, Q::count);
    else if (name == "last")
        type = ask_history(id, Q::last);
    else if (name == "subscribed")
        type = ask_name(id, Q::subscribed, M::category);
    else if (name == "enrolledIn")
        type = ask_name(id, Q::enrolled_in, M::workflow);
    else if (name == "completed")
        type = ask_name(id, Q::completed, M::workflow);
    else if (name == "reached")
        type = ask_stage(id);
    else if (name == "hasTag")
        type = ask_tag(id);
    else
        return false;
    return true;
}

Type Checker::ask(NodeId id, Question question, const Type& type) {
    Node& node = tree_[id];
    question.shown = std::string(tree_.source(id));
    node.meaning = Meaning::library;
    node.detail = static_cast<std::uint32_t>(program_.questions.size());
    program_.questions.push_back(std::move(question));
    return type;
}

bool Checker::argument_count(NodeId id, std::size_t least, std::size_t most) {
    const Node& node = tree_[id];
    const std::size_t given = node.children.size();
    if (given >= least && given <= most) return true;
    std::string wanted = std::to_string(least);
    if (least != most) wanted += " to " + std::to_string(most);
    problem(node.at, "`" + std::string(node.name) + "()` takes " + wanted +
                         (least == 1 && most == 1 ? " argument" : " arguments") + ", not " + std::to_string(given));
    tree_[id].meaning = Meaning::unknown;
    return false;
}

bool Checker::literal_text(NodeId id, std::string_view what, std::string& text) {
    const Node& node = tree_[id];
    if (node.kind == NodeKind::bad) return false;
    if (node.kind != NodeKind::literal || node.value.kind != Kind::text) {
        problem(node.begin, std::string(what) + " is a text in quotes here; it is checked when the catalog is loaded",
                node.kind == NodeKind::name ? "\"" + std::string(node.name) + "\"" : std::string());
        return false;
    }
    text = std::string(node.value.view());
    return true;
}

void Checker::mention(ConditionMention::Kind kind, const std::string& name, NodeId at) {
    std::vector<ConditionProblem> place;
    const ConditionProblem& found = Problems(tree_.text, place).add(tree_[at].begin, {});
    program_.references.mentions.push_back({kind, name, found.offset, found.column, found.line});
}

Type Checker::ask_engagement(NodeId id, Engagement engagement) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(Kind::boolean);
    if (!argument_count(id, 0, engagement == Engagement::clicked ? 2 : 1)) return type;
    Question question;
    question.kind = Question::Kind::engaged;
    question.engagement = engagement;
    std::string text;
    if (!children.empty() && literal_text(children[0], "a step", text)) {
        question.step = text;
        ConditionReferences& references = program_.references;
        references.steps.insert(text);
        if (engagement != Engagement::sent) references.engagement.insert(text);
        mention(ConditionMention::Kind::step, text, children[0]);
    }
    if (children.size() > 1 && literal_text(children[1], "a link", text)) question.link = text;
    return ask(id, std::move(question), type);
}

Type Checker::ask_history(NodeId id, Question::Kind kind) {
    const Node& node = tree_[id];
    const std::vector<NodeId> children = node.children;
    const Type type = simple(kind == Question::Kind::count ? Kind::integer : Kind::timestamp);
    if (kind == Question::Kind::count && children.size() > 1) {
        problem(node.at, "count() with a window is not supported yet").unsupported = true;
        tree_[id].meaning = Meaning::unknown;
        return type;
    }
    if (!argument_count(id, 1, 1)) return type;
    Question question;
    question.kind = kind;
    const bool several = tree_[children[0]].kind == NodeKind::list;
    for (const NodeId at : several ? tree_[children[0]].children : children) {
        std::string name;
        if (!literal_text(at, "an event type", name)) continue;
        const Declared declared = declarations_.event_type(name);
        if (!declared.known) {
            problem(tree_[at].begin, "there is no event type `" + name + "`",
                    declared.near.empty() ? std::string() : "\"" + declared.near + "\"")
                .reference = true;
            continue;
        }
        // Named twice is counted once.
        if (std::find(question.names.begin(), question.names.end(), name) == question.names.end()) {
            question.names.push_back(name);
        }
        program_.references.history.insert(name);
        mention(ConditionMention::Kind::event_type, name, at);
    }
    if (several && tree_[children[0]].children.empty())
        problem(tree_[children[0]].begin, "no event type is named here");
    return ask(id, std::move(question), type);
}

Type Checker::ask_name(NodeId id, Question::Kind kind, ConditionMention::Kind mentioned) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(Kind::boolean);
    if (!argument_count(id, 1, 1)) return type;
    const bool category = kind == Question::Kind::subscribed;
    std::string name;
    if (literal_text(children[0], category ? "a category" : "a workflow", name)) {
        ConditionReferences& references = program_.references;
        (category ? references.categories : references.workflows).insert(name);
        mention(mentioned, name, children[0]);
    }
    Question question;
    question.kind = kind;
    question.names.push_back(std::move(name));
    return ask(id, std::move(question), type);
}

Type Checker::ask_stage(NodeId id) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(Kind::boolean);
    if (!argument_count(id, 1, 1)) return type;
    Question question;
    question.kind = Question::Kind::reached;
    std::string name;
    if (literal_text(children[0], "a stage", name)) {
        const std::vector<std::string>& stages = declarations_.stages();
        const auto at = std::find(stages.begin(), stages.end(), name);
        question.stage = static_cast<std::size_t>(at - stages.begin());
        if (at == stages.end()) {
            const std::string near = nearest(name, {stages.begin(), stages.end()});
            problem(tree_[children[0]].begin, "there is no lifecycle stage `" + name + "`",
                    near.empty() ? std::string() : "\"" + near + "\"")
                .reference = true;
        }
    }
    program_.references.lead_fields.insert("lifecycle_stage");
    return ask(id, std::move(question), type);
}

Type Checker::ask_tag(NodeId id) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(Kind::boolean);
    if (!argument_count(id, 1, 1)) return type;
    const Type tag = check(children[0]);
    if (!may_be(tag, Kind::text)) {
        problem(tree_[children[0]].begin, "a tag is a string, and this is " + described(tag));
    }
    program_.references.reads_tags = true;
    Question question;
    question.kind = Question::Kind::tag;
    return ask(id, std::move(question), type);
}

} // namespace nurture::inline v0::cel
