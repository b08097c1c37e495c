// SPDX-License-Identifier: BSL-1.0
/// \file
/// Calls: macros, and the functions of the table.

#include <algorithm>
#include <memory>

#include "condition/checker.hpp"
#include "condition/spelling.hpp"

namespace nurture::inline v0::cel {

namespace {

struct MacroName {
    std::string_view name;
    Macro macro;
};

constexpr MacroName macro_names[] = {
    {"all", Macro::all}, {"exists", Macro::exists}, {"exists_one", Macro::exists_one}, {"existsOne", Macro::exists_one},
    {"map", Macro::map}, {"filter", Macro::filter}};

bool takes(Kind parameter, const Type& type) noexcept {
    return parameter == any || may_be(type, parameter);
}

std::vector<const FunctionEntry*> find(std::string_view name, bool member) {
    std::vector<const FunctionEntry*> found;
    for (const FunctionEntry& entry : functions()) {
        if (entry.name == name && entry.member == member) found.push_back(&entry);
    }
    return found;
}

} // namespace

Type Checker::check_call(NodeId id) {
    const Node& node = tree_[id];
    if (!node.has_receiver && node.name == "has") return check_has(id);
    Type type;
    if (check_macro(id, type) || check_library(id, type) || check_function(id, type)) return type;
    return unknown_function(id);
}

Type Checker::check_has(NodeId id) {
    const Node& node = tree_[id];
    if (node.children.size() != 1 || tree_[node.children[0]].kind != NodeKind::select) {
        problem(node.begin, "`has` asks for one field, such as has(lead.email)");
        tree_[id].meaning = Meaning::unknown;
        return simple(Kind::boolean);
    }
    tree_[id].meaning = Meaning::has;
    tree_[node.children[0]].type = check_select(node.children[0], true);
    return simple(Kind::boolean);
}

bool Checker::check_macro(NodeId id, Type& type) {
    const Node& node = tree_[id];
    for (const MacroName& known : macro_names) {
        if (!node.has_receiver || node.name != known.name) continue;
        const std::size_t count = node.children.size() - 1;
        if (count != 2 && !(known.macro == Macro::map && count == 3)) {
            problem(node.at, "`" + std::string(node.name) + "` takes a name and an expression, such as list." +
                                 std::string(node.name) + "(x, …)");
            tree_[id].meaning = Meaning::unknown;
            return true;
        }
        type = check_macro_of(id, known.macro);
        return true;
    }
    return false;
}

Type Checker::check_macro_of(NodeId id, Macro macro) {
    const std::vector<NodeId> children = tree_[id].children;
    const Type range = check(children[0]);
    if (!may_be(range, Kind::list) && !may_be(range, Kind::map)) {
        problem(tree_[id].at,
                "`" + std::string(tree_[id].name) + "` goes over a list or a map, and this is " + described(range));
    }
    const Node& variable = tree_[children[1]];
    if (variable.kind != NodeKind::name) {
        problem(variable.begin, "a simple name for the elements is needed here");
        tree_[id].meaning = Meaning::unknown;
        return {};
    }
    const Type* element = range.kind == Kind::map ? range.key.get() : range.item.get();
    const auto slot = static_cast<std::uint32_t>(locals_.size());
    locals_.push_back({variable.name, range.dynamic || element == nullptr ? Type{} : *element, slot});
    program_.loops = std::max(program_.loops, locals_.size());
    const Type element_type = locals_.back().type;
    Type body;
    for (std::size_t i = 2; i < children.size(); ++i) {
        body = check(children[i]);
        const bool condition = macro != Macro::map || i + 1 < children.size();
        if (condition && !may_be(body, Kind::boolean)) {
            problem(tree_[children[i]].begin,
                    "this is asked of every element, so it is true or false, not " + described(body));
        }
    }
    locals_.pop_back();
    Node& node = tree_[id];
    node.meaning = Meaning::macro;
    node.macro = macro;
    node.detail = slot;
    if (macro == Macro::map) return list_of(body);
    return macro == Macro::filter ? list_of(element_type) : simple(Kind::boolean);
}

bool Checker::check_function(NodeId id, Type& type) {
    const Node& node = tree_[id];
    std::vector<NodeId> arguments = node.children;
    std::string name(node.name);
    bool member = node.has_receiver;
    if (member && tree_[node.children[0]].kind == NodeKind::name) {
        const std::string qualified = std::string(tree_[node.children[0]].name) + "." + name;
        if (!find(qualified, false).empty()) {
            name = qualified;
            member = false;
            arguments.erase(arguments.begin());
        }
    }
    if (find(name, member).empty()) return false;
    for (const NodeId argument : arguments) {
        check(argument);
    }
    type = choose_overload(id, name, member, arguments);
    return true;
}

Type Checker::choose_overload(NodeId id, std::string_view name, bool member, const std::vector<NodeId>& arguments) {
    const std::vector<const FunctionEntry*> entries = find(name, member);
    const FunctionEntry* chosen = nullptr;
    Type result;
    bool first = true;
    for (const FunctionEntry* entry : entries) {
        for (const Overload& overload : entry->overloads) {
            bool fits = overload.parameters.size() == arguments.size();
            for (std::size_t i = 0; fits && i < arguments.size(); ++i) {
                fits = takes(overload.parameters[i], tree_[arguments[i]].type);
            }
            if (!fits) continue;
            chosen = entry;
            Type given = overload.result == any ? Type{} : simple(overload.result);
            if (overload.result == Kind::list) given = list_of(overload.item == any ? Type{} : simple(overload.item));
            result = first ? given : join(result, given);
            first = false;
        }
    }
    if (chosen == nullptr && (free_ == nullptr || !free_->lenient)) return no_overload(id, entries, arguments);
    if (chosen == nullptr) chosen = entries.front();
    Node& node = tree_[id];
    node.meaning = Meaning::function;
    node.detail = static_cast<std::uint32_t>(chosen - functions().data());
    node.has_receiver = member;
    node.children = arguments; // without the first half of a qualified name
    prepare_literals(id, name, arguments);
    return result;
}

void Checker::prepare_literals(NodeId id, std::string_view name, const std::vector<NodeId>& arguments) {
    Node& node = tree_[id];
    if (arguments.empty()) return;
    const Node& last = tree_[arguments.back()];
    if (last.kind != NodeKind::literal || last.value.kind != Kind::text) return;
    const std::string text(last.value.view());
    if (arguments.size() == 1 && (name == "timestamp" || name == "duration")) {
        Workspace work(program_.prepared);
        const Datum made = functions()[node.detail].code(work, &last.value, 1);
        if (made.failed()) {
            problem(last.begin, std::string(made.view()));
        } else {
            node.meaning = Meaning::constant;
            node.value = made;
        }
    } else if (arguments.size() == 2 && name == "matches") {
        std::string wrong;
        if (auto pattern = compile_pattern(text, wrong)) {
            program_.prepared.patterns.emplace_back(text, std::move(pattern));
        } else {
            problem(last.begin, std::move(wrong));
        }
    } else if (arguments.size() == 2 && name.substr(0, 3) == "get") {
        if (auto zone = find_zone(text)) {
            program_.prepared.zones.emplace_back(text, std::move(*zone));
        } else {
            problem(last.begin, "`" + text + "` is not a known time zone", "\"Europe/Berlin\"");
        }
    }
}

Type Checker::no_overload(NodeId id, const std::vector<const FunctionEntry*>& entries,
                          const std::vector<NodeId>& arguments) {
    Node& node = tree_[id];
    node.meaning = Meaning::unknown;
    const bool member = entries.front()->member;
    std::string message = "`" + std::string(entries.front()->name) + "()`";
    std::string given;
    for (std::size_t i = member ? 1 : 0; i < arguments.size(); ++i) {
        given += (given.empty() ? "" : ", ") + described(tree_[arguments[i]].type);
    }
    if (given.empty()) given = "no arguments";
    message += " does not take " + given;
    if (member) message += ", called on " + described(tree_[arguments.front()].type);
    std::string hint;
    for (const FunctionEntry* entry : entries) {
        for (const Overload& overload : entry->overloads) {
            for (std::size_t i = 0; i < arguments.size() && overload.parameters.size() == arguments.size(); ++i) {
                const Kind wanted = overload.parameters[i];
                if (hint.empty() && wanted != any) hint = literal_hint(simple(wanted), arguments[i]);
            }
        }
    }
    problem(node.at, std::move(message), std::move(hint));
    const Overload& overload = entries.front()->overloads.front();
    return overload.result == any || overload.result == Kind::list ? Type{} : simple(overload.result);
}

Type Checker::unknown_function(NodeId id) {
    const std::vector<NodeId> children = tree_[id].children;
    for (const NodeId child : children) {
        if (free_ == nullptr) check(child);
    }
    Node& node = tree_[id];
    node.meaning = Meaning::unknown;
    const std::string name(node.name);
    if (!find(name, !node.has_receiver).empty() && !children.empty()) {
        const bool member = node.has_receiver;
        std::string rest;
        for (std::size_t i = 1; i < children.size(); ++i) {
            rest += (rest.empty() ? "" : ", ") + std::string(tree_.source(children[i]));
        }
        const std::string first(tree_.source(children[0]));
        problem(node.at, member ? "`" + name + "` is not called with a dot" : "`" + name + "` is called with a dot",
                member ? name + "(" + first + (rest.empty() ? "" : ", ") + rest + ")"
                       : first + "." + name + "(" + rest + ")");
        return {};
    }
    std::vector<std::string_view> names = {
        "has",    "count",      "last",    "latest",   "inactive",  "sent",         "delivered",
        "opened", "clicked",    "replied", "bounced",  "inSegment", "enrolledIn",   "completed",
        "hasTag", "subscribed", "reached", "interest", "result",    "accountCount", "accountLeads"};
    for (const FunctionEntry& entry : functions()) {
        names.push_back(entry.name);
    }
    for (const MacroName& known : macro_names) {
        names.push_back(known.name);
    }
    problem(node.at, "there is no function `" + name + "`", nearest(name, names));
    return {};
}

} // namespace nurture::inline v0::cel
