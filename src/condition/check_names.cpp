// SPDX-License-Identifier: BSL-1.0
/// \file
/// Names and fields: what they stand for and what is declared of them.

#include <algorithm>

#include "condition/checker.hpp"
#include "condition/spelling.hpp"

namespace nurture::inline v0::cel {

namespace {

struct TypeName {
    std::string_view name;
    Kind kind;
};

constexpr TypeName type_names[] = {{"bool", Kind::boolean}, {"int", Kind::integer}, {"uint", Kind::unsigned_integer},
                                   {"double", Kind::real},  {"string", Kind::text}, {"bytes", Kind::bytes},
                                   {"list", Kind::list},    {"map", Kind::map},     {"null_type", Kind::null},
                                   {"type", Kind::type}};

struct Variable {
    std::string_view name;
    Meaning meaning;
};

constexpr Variable variables[] = {{"lead", Meaning::lead},   {"account", Meaning::account},
                                  {"event", Meaning::event}, {"trigger", Meaning::trigger},
                                  {"score", Meaning::score}, {"now", Meaning::now}};

std::string_view name_of(Meaning owner) {
    for (const Variable& variable : variables) {
        if (variable.meaning == owner) return variable.name;
    }
    return {};
}

} // namespace

const Checker::Local* Checker::local(std::string_view name) const {
    const auto at = std::find_if(locals_.rbegin(), locals_.rend(), [name](const Local& l) { return l.name == name; });
    return at != locals_.rend() ? &*at : nullptr;
}

std::string Checker::dotted(NodeId id) const {
    const Node& node = tree_[id];
    if (node.kind == NodeKind::name) return local(node.name) != nullptr ? std::string() : std::string(node.name);
    if (node.kind != NodeKind::select) return {};
    std::string before = dotted(node.children[0]);
    return before.empty() ? before : before + "." + std::string(node.name);
}

bool Checker::free_name(NodeId id) {
    if (free_ == nullptr) return false;
    const std::string name = dotted(id);
    const auto at = std::find(free_->names.begin(), free_->names.end(), name);
    if (name.empty() || at == free_->names.end()) return false;
    tree_[id].meaning = Meaning::free;
    tree_[id].detail = static_cast<std::uint32_t>(at - free_->names.begin());
    return true;
}

Type Checker::check_name(NodeId id) {
    Node& node = tree_[id];
    if (const Local* found = local(node.name)) {
        node.meaning = Meaning::local;
        node.detail = found->slot;
        return found->type;
    }
    if (free_name(id)) return {};
    for (const Variable& variable : variables) {
        if (free_ != nullptr || variable.name != node.name) continue;
        if (sight_ == Sight::event && variable.meaning != Meaning::event) {
            node.meaning = Meaning::unknown;
            problem(node.begin, "a predicate sees only `event` and literals, not `" + std::string(node.name) +
                                    "`: its answers are kept while events arrive");
            return {};
        }
        node.meaning = variable.meaning;
        program_.references.timed |= variable.meaning == Meaning::now;
        return variable.meaning == Meaning::now ? simple(Kind::timestamp) : Type{};
    }
    for (const TypeName& type : type_names) {
        if (type.name != node.name) continue;
        node.meaning = Meaning::constant;
        node.value = of_type(type.kind);
        return simple(Kind::type);
    }
    node.meaning = Meaning::unknown;
    std::vector<std::string_view> names = {"true", "false"};
    for (const Variable& variable : variables) {
        names.push_back(variable.name);
    }
    for (const Local& known : locals_) {
        names.push_back(known.name);
    }
    const bool nothing = node.name == "None" || node.name == "nil" || node.name == "NULL" || node.name == "undefined";
    if (nothing) {
        problem(node.begin, "`" + std::string(node.name) +
                                "` is not known; whether a field has a value is asked by "
                                "`has(lead.…)`");
        return {};
    }
    std::string near = nearest(node.name, names);
    const Declared field = declarations_.lead(node.name);
    if (field.known && field.field != nullptr) near = "lead." + std::string(node.name);
    std::string message = "`" + std::string(node.name) + "` is not known here";
    if (near.empty()) message += "; a text stands in quotes, a field behind its owner such as `lead.email`";
    problem(node.begin, std::move(message), std::move(near));
    return {};
}

bool Checker::is_variable(NodeId id, Meaning& owner) {
    const Node& node = tree_[id];
    const bool variable = node.kind == NodeKind::name && free_ == nullptr && local(node.name) == nullptr &&
                          std::any_of(std::begin(variables), std::end(variables), [&node](const Variable& known) {
                              return known.name == node.name && known.meaning != Meaning::now;
                          });
    if (!variable) return false;
    check_name(id);
    owner = tree_[id].meaning;
    return true;
}

void Checker::whole_variable(NodeId id) {
    const Node& node = tree_[id];
    if (node.meaning == Meaning::happened) {
        const std::string source(tree_.source(id));
        problem(node.begin, "`" + source + "` has no value of its own, only its fields have", source + ".time");
        return;
    }
    if (node.meaning < Meaning::lead || node.meaning > Meaning::score) return;
    problem(node.begin, "`" + std::string(node.name) + "` has no value of its own, only its fields have",
            node.meaning == Meaning::score ? "lead.score" : "");
}

Type Checker::check_select(NodeId id, bool only_asks) {
    if (!only_asks && free_name(id)) return {};
    const NodeId operand = tree_[id].children[0];
    Meaning owner = Meaning::plain;
    if (is_variable(operand, owner)) return field_of(id, owner, tree_[id].name, only_asks);
    if (is_latest(operand)) return latest_field(id, tree_[id].name, only_asks);
    const Type type = check(operand);
    if (type.dynamic) return {};
    if (type.kind == Kind::map) return type.item ? *type.item : Type{};
    const Node& node = tree_[id];
    const bool method = std::any_of(functions().begin(), functions().end(), [&node](const FunctionEntry& entry) {
        return entry.member && entry.name == node.name;
    });
    problem(node.at, "`." + std::string(node.name) + "` asks for a field, and this is " + described(type),
            method ? std::string(tree_.source(id)) + "()" : std::string());
    return {};
}

Type Checker::check_index(NodeId id) {
    const Node& node = tree_[id];
    Meaning owner = Meaning::plain;
    const NodeId index = node.children[1];
    const bool latest = is_latest(node.children[0]);
    if (latest || is_variable(node.children[0], owner)) {
        const Node& key = tree_[index];
        if (key.kind == NodeKind::literal && key.value.kind == Kind::text) {
            return latest ? latest_field(id, key.value.view(), false) : field_of(id, owner, key.value.view(), false);
        }
        check(index);
        problem(key.begin, "the name of a field is a text in quotes here; it is checked when the catalog is loaded");
        return {};
    }
    const Type type = check(node.children[0]);
    const Type key = check(index);
    if (type.dynamic) return {};
    if (type.kind == Kind::list) {
        if (!key.dynamic && key.kind != Kind::integer) {
            problem(tree_[index].begin, "a place in a list is an int, and this is " + described(key));
        }
    } else if (type.kind == Kind::map) {
        if (type.key && !compatible(*type.key, key)) {
            problem(tree_[index].begin, "the keys are " + described(*type.key) + ", and this is " + described(key));
        }
    } else {
        problem(node.at, "`[ ]` looks into a list or a map, and this is " + described(type));
        return {};
    }
    return type.item ? *type.item : Type{};
}

void Checker::unknown_field(NodeId id, std::string_view owner, std::string_view field, const std::string& near) {
    problem(tree_[id].at, "`" + std::string(owner) + "` has no field `" + std::string(field) + "`",
            near.empty() ? std::string() : std::string(owner) + "." + near);
}

Type Checker::use_field(NodeId id, Meaning owner, std::string_view field, const Declared& declared) {
    if (!declared.known) unknown_field(id, name_of(owner), field, declared.near);
    Node& node = tree_[id];
    node.meaning = Meaning::fields;
    node.owner = owner;
    node.detail = add_field(field, std::string(name_of(owner)) + "." + std::string(field), declared);
    return declared.type;
}

std::uint32_t Checker::add_field(std::string_view field, std::string shown, const Declared& declared) {
    FieldUse use;
    use.name = std::string(field);
    use.shown = std::move(shown);
    if (declared.field != nullptr) {
        use.kind = declared.field->kind;
        use.fallback = declared.field->fallback;
    }
    program_.fields.push_back(std::move(use));
    return static_cast<std::uint32_t>(program_.fields.size() - 1);
}

Type Checker::field_of(NodeId id, Meaning owner, std::string_view field, bool) {
    ConditionReferences& references = program_.references;
    switch (owner) {
    case Meaning::lead: {
        const Declared declared = declarations_.lead(field);
        if (declared.known) references.lead_fields.emplace(field);
        references.reads_score |= field == "score";
        return use_field(id, owner, field, declared);
    }
    case Meaning::account: {
        const Declared declared = declarations_.account(field);
        if (declared.known) references.account_fields.emplace(field);
        references.reads_score |= field == "score";
        return use_field(id, owner, field, declared);
    }
    case Meaning::score: return score_field(id, field);
    case Meaning::unknown: return {};
    default: return event_field(id, owner, field);
    }
}

Type Checker::score_field(NodeId id, std::string_view field) {
    program_.references.reads_score = true;
    Declared declared;
    declared.type = simple(Kind::real);
    if (field != "fit" && field != "engagement") {
        declared = Declared{};
        declared.known = false;
        declared.near = nearest(field, {"fit", "engagement"});
    }
    return use_field(id, Meaning::score, field, declared);
}

Type Checker::event_field(NodeId id, Meaning owner, std::string_view field) {
    const bool is_event = owner == Meaning::event;
    const bool there = is_event ? scope_.has_event : scope_.has_trigger;
    (is_event ? program_.references.reads_event : program_.references.reads_trigger) |= there;
    if (!there) {
        problem(tree_[id].begin, is_event ? "there is no `event` here, only in `where` and in `then` of the wait that "
                                            "it ended"
                                          : "there is no `trigger` here, only inside of a workflow");
        use_field(id, owner, field, {});
        return {};
    }
    const std::vector<std::string>& types = is_event ? scope_.event_types : scope_.trigger_types;
    if (field != "type" && field != "time") return use_field(id, owner, field, declarations_.property(types, field));
    Declared declared;
    declared.type = simple(field == "type" ? Kind::text : Kind::timestamp);
    if (field == "type" && !types.empty()) declared.type.values = &types;
    return use_field(id, owner, field, declared);
}

} // namespace nurture::inline v0::cel
