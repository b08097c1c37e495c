// SPDX-License-Identifier: BSL-1.0
/// \file
/// What kind of node a node is, its verb, and what stands for a condition.

#include <nurture/definition/workflow.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "time/quoted.hpp"

namespace nurture::inline v0 {
namespace {

struct KindOf {
    NodeKind operator()(const TriggerNode&) const { return NodeKind::trigger; }
    NodeKind operator()(const SendNode&) const { return NodeKind::action; }
    NodeKind operator()(const SetNode&) const { return NodeKind::action; }
    NodeKind operator()(const ComputeNode&) const { return NodeKind::action; }
    NodeKind operator()(const TagNode&) const { return NodeKind::action; }
    NodeKind operator()(const NoteNode&) const { return NodeKind::action; }
    NodeKind operator()(const ScoreNode&) const { return NodeKind::action; }
    NodeKind operator()(const SubscribeNode&) const { return NodeKind::action; }
    NodeKind operator()(const EnrollNode&) const { return NodeKind::action; }
    NodeKind operator()(const UnenrollNode&) const { return NodeKind::action; }
    NodeKind operator()(const DelayNode&) const { return NodeKind::delay; }
    NodeKind operator()(const WaitNode&) const { return NodeKind::delay; }
    NodeKind operator()(const BranchNode&) const { return NodeKind::branch; }
    NodeKind operator()(const SplitNode&) const { return NodeKind::branch; }
    NodeKind operator()(const GotoNode&) const { return NodeKind::jump; }
    NodeKind operator()(const ExitNode&) const { return NodeKind::exit; }
};

struct VerbOf {
    std::string_view operator()(const TriggerNode&) const { return "trigger"; }
    std::string_view operator()(const SendNode&) const { return "send"; }
    std::string_view operator()(const SetNode&) const { return "set"; }
    std::string_view operator()(const ComputeNode&) const { return "compute"; }
    std::string_view operator()(const TagNode& node) const { return node.remove ? "untag" : "tag"; }
    std::string_view operator()(const NoteNode&) const { return "note"; }
    std::string_view operator()(const ScoreNode&) const { return "score"; }
    std::string_view operator()(const SubscribeNode& node) const {
        return node.subscribed ? "subscribe" : "unsubscribe";
    }
    std::string_view operator()(const EnrollNode&) const { return "enroll"; }
    std::string_view operator()(const UnenrollNode&) const { return "unenroll"; }
    std::string_view operator()(const DelayNode&) const { return "delay"; }
    std::string_view operator()(const WaitNode&) const { return "wait"; }
    std::string_view operator()(const BranchNode&) const { return "branch"; }
    std::string_view operator()(const SplitNode&) const { return "split"; }
    std::string_view operator()(const GotoNode&) const { return "goto"; }
    std::string_view operator()(const ExitNode&) const { return "exit"; }
};

/// A text as a CEL literal.
std::string literal(std::string_view text) {
    std::string written = "\"";
    for (const char c : text) {
        switch (c) {
        case '"':
        case '\\': (written += '\\') += c; break;
        case '\n': written += "\\n"; break;
        case '\r': written += "\\r"; break;
        default: written += c; break;
        }
    }
    return written + "\"";
}

} // namespace

namespace {

constexpr std::array<std::string_view, 3> date_owners{"lead", "account", "trigger"};

} // namespace

std::string to_string(const DateField& field) {
    return std::string(date_owners[static_cast<std::size_t>(field.owner)]) + '.' + field.name;
}

Result<DateField> parse_date_field(std::string_view text) {
    const std::size_t dot = text.find('.');
    const auto owner = std::find(date_owners.begin(), date_owners.end(), text.substr(0, dot));
    const std::string_view name = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
    if (owner == date_owners.end() || name.empty() || name.find('.') != std::string_view::npos) {
        return Error{Errc::unreadable,
                     "expected a field such as lead.renewal_date, of lead, account or trigger, not " + quoted(text)};
    }
    return DateField{static_cast<DateField::Owner>(owner - date_owners.begin()), std::string(name)};
}

std::string inactive_condition(std::string_view window, const std::vector<std::string>& events) {
    std::string types;
    for (const std::string& event : events) {
        types += (types.empty() ? "" : ", ") + literal(event);
    }
    return "inactive(" + literal(window) + (types.empty() ? "" : ", [" + types + "]") + ")";
}

NodeKind kind_of(const Node& node) noexcept {
    return std::visit(KindOf{}, node.what);
}

std::string_view verb_of(const Node& node) noexcept {
    return std::visit(VerbOf{}, node.what);
}

} // namespace nurture::inline v0
