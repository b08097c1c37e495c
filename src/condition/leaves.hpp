// SPDX-License-Identifier: BSL-1.0
/// \file
/// The parts of a condition that are true or false by themselves.

#pragma once

#include "condition/ast.hpp"

namespace nurture::inline v0::cel {

/// Goes over what `&&`, `||`, `!` and `? :` join, in the order of the text.
template <class Leaf>
void for_each_leaf(const Tree& tree, NodeId id, const Leaf& leaf) {
    const Node& node = tree[id];
    const bool joins = node.kind == NodeKind::all_of || node.kind == NodeKind::any_of || node.kind == NodeKind::not_ ||
                       node.kind == NodeKind::choice;
    if (!joins) {
        leaf(id);
        return;
    }
    for (const NodeId child : node.children) {
        for_each_leaf(tree, child, leaf);
    }
}

} // namespace nurture::inline v0::cel
