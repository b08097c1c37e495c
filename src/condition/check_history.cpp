// SPDX-License-Identifier: BSL-1.0
/// \file
/// The functions of this library that ask for what happened: types, windows, predicates.

#include <algorithm>
#include <utility>

#include <nurture/time/calendar_duration.hpp>

#include "condition/checker.hpp"
#include "condition/compile.hpp"
#include "condition/questions.hpp"

namespace nurture::inline v0::cel {

/// The literals of a list, or the one thing that stands there.
std::vector<NodeId> Checker::items_of(NodeId id) const {
    return tree_[id].kind == NodeKind::list ? tree_[id].children : std::vector<NodeId>{id};
}

std::vector<std::string> Checker::event_types(NodeId id) {
    std::vector<std::string> types;
    for (const NodeId at : items_of(id)) {
        std::string name;
        if (!literal_text(at, "an event type", name)) continue;
        const Declared declared = declarations_.event_type(name);
        if (!declared.known) {
            problem(tree_[at].begin, "there is no event type `" + name + "`",
                    declared.near.empty() ? std::string() : "\"" + declared.near + "\"")
                .reference = true;
            continue;
        }
        program_.references.history.insert(name);
        mention(ConditionMention::Kind::event_type, name, at);
        // Named twice is counted once.
        if (std::find(types.begin(), types.end(), name) == types.end()) types.push_back(std::move(name));
    }
    if (tree_[id].kind == NodeKind::list && tree_[id].children.empty()) {
        problem(tree_[id].begin, "no event type is named here");
    }
    return types;
}

std::optional<Milliseconds> Checker::window(NodeId id) {
    const Node& node = tree_[id];
    if (node.kind == NodeKind::call && node.name == "duration" && node.children.size() == 1) {
        problem(node.begin, "a window stands in quotes without `duration()`",
                std::string(tree_.source(node.children[0])));
        return {};
    }
    std::string text;
    if (!literal_text(id, "a window such as \"7d\"", text)) return {};
    const Result<Milliseconds> read = parse_elapsed(text);
    if (!read) {
        problem(tree_[id].begin, read.error().message);
        return {};
    }
    if (read->count() == 0) {
        problem(tree_[id].begin, "a window of no length holds nothing; write for example \"7d\"");
        return {};
    }
    return *read;
}

std::shared_ptr<const Condition> Checker::predicate(NodeId id, const std::vector<std::string>& types) {
    const Node& node = tree_[id];
    if (node.kind == NodeKind::bad) return {};
    ConditionScope scope;
    scope.fields = scope_.fields;
    scope.has_event = true;
    scope.event_types = types;
    std::vector<ConditionProblem> wrong;
    auto program = compile(tree_.source(id), scope, nullptr, wrong, Sight::event);
    for (ConditionProblem& each : wrong) {
        ConditionProblem& placed = problem(node.begin + each.offset, std::move(each.message), std::move(each.hint));
        placed.reference = each.reference;
        placed.unsupported = each.unsupported;
    }
    if (program == nullptr) return {};
    return std::make_shared<const Condition>(CompiledCondition::condition(std::move(program)));
}

/// Each question once, however often an expression asks it.
std::shared_ptr<const HistoryQuestion> Checker::keep(HistoryQuestion question) {
    identify(question);
    auto& questions = program_.references.questions;
    const auto same = [&question](const auto& known) { return known->id == question.id; };
    const auto at = std::find_if(questions.begin(), questions.end(), same);
    if (at != questions.end()) return *at;
    questions.push_back(std::make_shared<const HistoryQuestion>(std::move(question)));
    return questions.back();
}

Type Checker::ask_windowed(NodeId id, HistoryQuestion::Kind kind) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(Kind::integer);
    const bool may_be_unlimited = kind == HistoryQuestion::Kind::count;
    if (!argument_count(id, may_be_unlimited ? 1 : 2, 3)) return type;
    if (children.size() == 1) return ask_history(id, Question::Kind::count);
    HistoryQuestion asked;
    asked.kind = kind;
    asked.types = event_types(children[0]);
    asked.window = window(children[1]);
    if (children.size() > 2) asked.predicate = predicate(children[2], asked.types);
    program_.references.timed = true;
    Question question;
    question.kind = Question::Kind::windowed;
    question.asked = keep(std::move(asked));
    return ask(id, std::move(question), type);
}

bool Checker::is_latest(NodeId id) const {
    const Node& node = tree_[id];
    return node.kind == NodeKind::call && !node.has_receiver && node.name == "latest" && free_ == nullptr;
}

Type Checker::ask_latest(NodeId id) {
    const std::vector<NodeId> children = tree_[id].children;
    if (!argument_count(id, 1, 2)) return {};
    HistoryQuestion asked;
    asked.kind = HistoryQuestion::Kind::latest;
    asked.types = event_types(children[0]);
    if (children.size() > 1) asked.predicate = predicate(children[1], asked.types);
    Question question;
    question.kind = Question::Kind::latest;
    question.asked = keep(std::move(asked));
    ask(id, std::move(question), {});
    tree_[id].meaning = Meaning::happened;
    return {};
}

Type Checker::latest_field(NodeId id, std::string_view field, bool only_asks) {
    const NodeId event = tree_[id].children[0];
    check_library(event, tree_[event].type);
    if (tree_[event].meaning != Meaning::happened) return {}; // reported already
    Question question = program_.questions[tree_[event].detail];
    const std::vector<std::string>& types = question.asked->types;
    Declared declared;
    if (field != "type" && field != "time") {
        declared = declarations_.property(types, field);
        if (!declared.known) unknown_field(id, tree_.source(event), field, declared.near);
    } else {
        declared.type = simple(field == "type" ? Kind::text : Kind::timestamp);
        if (field == "type") declared.type.values = &types;
    }
    question.field.op = Op::event;
    question.field.detail = field == "type" ? 1 : field == "time" ? 2 : 0;
    question.field.a = add_field(field, std::string(tree_.source(id)), declared);
    question.field.b = only_asks ? 1 : 0;
    return ask(id, std::move(question), declared.type);
}

Type Checker::ask_inactive(NodeId id) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(Kind::boolean);
    if (!argument_count(id, 1, 2)) return type;
    HistoryQuestion asked;
    asked.kind = HistoryQuestion::Kind::inactive;
    asked.window = window(children[0]);
    if (children.size() > 1) {
        asked.types = event_types(children[1]);
        for (const NodeId at : items_of(children[1])) {
            const Node& node = tree_[at];
            if (node.kind != NodeKind::literal || node.value.kind != Kind::text) continue;
            const std::string name(node.value.view());
            if (is_caused_by_lead(name)) continue;
            problem(node.begin, "`" + name +
                                    "` is nothing that the lead does; `inactive` looks at the events of your own "
                                    "types, message_opened, message_clicked and message_replied");
        }
    }
    program_.references.timed = true;
    Question question;
    question.kind = Question::Kind::inactive;
    question.asked = keep(std::move(asked));
    return ask(id, std::move(question), type);
}

Type Checker::ask_interest(NodeId id) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type type = simple(Kind::integer);
    if (!argument_count(id, 1, 1)) return type;
    const Type topic = check(children[0]);
    if (!may_be(topic, Kind::text)) {
        problem(tree_[children[0]].begin, "a topic is a string, and this is " + described(topic));
    }
    HistoryQuestion asked;
    asked.kind = HistoryQuestion::Kind::interest;
    asked.window = interest_window;
    program_.references.timed = true;
    Question question;
    question.kind = Question::Kind::interest;
    question.asked = keep(std::move(asked));
    return ask(id, std::move(question), type);
}

} // namespace nurture::inline v0::cel
