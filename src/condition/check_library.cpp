// SPDX-License-Identifier: BSL-1.0
/// \file
/// The functions of this library: what they ask for stands in the expression as text and is checked here.

#include <algorithm>
#include <iterator>

#include "condition/checker.hpp"
#include "condition/spelling.hpp"

namespace nurture::inline v0::cel {

namespace {

struct LibraryFunction {
    std::string_view name;
    Type (*check)(Checker&, NodeId);
};

} // namespace

bool Checker::check_library(NodeId id, Type& type) {
    using Q = Question::Kind;
    using H = HistoryQuestion::Kind;
    using M = ConditionMention::Kind;
    using C = Checker;
    using N = NodeId;
    static constexpr LibraryFunction table[] = {
        {"sent", [](C& c, N at) { return c.ask_engagement(at, Engagement::sent); }},
        {"delivered", [](C& c, N at) { return c.ask_engagement(at, Engagement::delivered); }},
        {"opened", [](C& c, N at) { return c.ask_engagement(at, Engagement::opened); }},
        {"clicked", [](C& c, N at) { return c.ask_engagement(at, Engagement::clicked); }},
        {"replied", [](C& c, N at) { return c.ask_engagement(at, Engagement::replied); }},
        {"bounced", [](C& c, N at) { return c.ask_engagement(at, Engagement::bounced); }},
        {"count", [](C& c, N at) { return c.ask_windowed(at, H::count); }},
        {"last", [](C& c, N at) { return c.ask_history(at, Q::last); }},
        {"latest", [](C& c, N at) { return c.ask_latest(at); }},
        {"inactive", [](C& c, N at) { return c.ask_inactive(at); }},
        {"interest", [](C& c, N at) { return c.ask_interest(at); }},
        {"accountCount", [](C& c, N at) { return c.ask_windowed(at, H::account_count); }},
        {"accountLeads", [](C& c, N at) { return c.ask_windowed(at, H::account_leads); }},
        {"subscribed", [](C& c, N at) { return c.ask_name(at, Q::subscribed, M::category); }},
        {"enrolledIn", [](C& c, N at) { return c.ask_name(at, Q::enrolled_in, M::workflow); }},
        {"completed", [](C& c, N at) { return c.ask_name(at, Q::completed, M::workflow); }},
        {"inSegment", [](C& c, N at) { return c.ask_name(at, Q::in_segment, M::segment); }},
        {"result", [](C& c, N at) { return c.ask_name(at, Q::result, M::result); }},
        {"reached", [](C& c, N at) { return c.ask_stage(at); }},
        {"hasTag", [](C& c, N at) { return c.ask_tag(at); }},
    };
    Node& node = tree_[id];
    if (node.has_receiver || free_ != nullptr) return false;
    const std::string_view name = node.name;
    const auto* const known = std::find_if(std::begin(table), std::end(table),
                                           [name](const LibraryFunction& each) { return each.name == name; });
    if (known == std::end(table)) return false;
    if (sight_ == Sight::event) {
        problem(node.at, "a predicate sees only `event` and literals, not `" + std::string(name) +
                             "()`: its answers are kept while events arrive");
        node.meaning = Meaning::unknown;
        type = {};
    } else {
        type = known->check(*this, id);
    }
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
    if (children.empty()) mention(ConditionMention::Kind::enrollment, std::string(tree_[id].name), id);
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
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(kind == Question::Kind::count ? Kind::integer : Kind::timestamp);
    if (!argument_count(id, 1, 1)) return type;
    Question question;
    question.kind = kind;
    question.names = event_types(children[0]);
    return ask(id, std::move(question), type);
}

Type Checker::ask_name(NodeId id, Question::Kind kind, ConditionMention::Kind mentioned) {
    using M = ConditionMention::Kind;
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = mentioned == M::result ? Type{} : simple(Kind::boolean);
    if (!argument_count(id, 1, 1)) return type;
    ConditionReferences& references = program_.references;
    std::string_view what = "a step";
    auto* named = &references.results;
    switch (mentioned) {
    case M::category: what = "a category", named = &references.categories; break;
    case M::workflow: what = "a workflow", named = &references.workflows; break;
    case M::segment: what = "a segment", named = &references.segments; break;
    default: break;
    }
    std::string name;
    if (literal_text(children[0], what, name)) {
        named->insert(name);
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
