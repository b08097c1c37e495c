// SPDX-License-Identifier: BSL-1.0
// What expressions and conditions give.

#include "content/number.hpp"
#include "content/rendering.hpp"

namespace nurture::inline v0::liquid {

Datum Renderer::value_of(const Operand& operand) {
    workspace_.spend(1);
    switch (operand.kind) {
    case Operand::Kind::constant: return operand.at == none ? Datum() : program_.constants[operand.at];
    case Operand::Kind::range: return range_of(program_.ranges[operand.at]);
    case Operand::Kind::path: return path_of(program_.paths[operand.at]);
    }
    return {};
}

Datum Renderer::range_of(const Range& range) {
    return of_range(bound_of(value_of(range.first)), bound_of(value_of(range.last)));
}

std::int64_t Renderer::bound_of(const Datum& datum) {
    const Datum number = to_number(datum);
    if (number.kind == Kind::integer) {
        return number.integer;
    }
    return number.real < 0 ? rounded_up(number).integer : rounded_down(number).integer;
}

Datum Renderer::path_of(const Path& path) {
    Index used = 0;
    Datum value;
    if (path.slot == none) {
        value = computed_name(path);
    } else {
        value = named(path, used);
    }
    for (Index i = used; i < path.segments; ++i) {
        const Segment& segment = program_.segments[path.first_segment + i];
        const Datum key = segment.computed.at == none ? segment.key : value_of(segment.computed);
        value = member(value, key, segment.behind_dot, workspace_);
    }
    return value;
}

Datum Renderer::named(const Path& path, Index& used) {
    const Slot& slot = frame_->slots[path.slot];
    if (slot.value.kind != Kind::unset) {
        return slot.value;
    }
    if (slot.count != no_count) {
        return of_integer(slot.count);
    }
    Datum value;
    for (Index i = 0; i < path.prefixes; ++i) {
        workspace_.spend(1);
        if (source_.find(program_.prefixes[path.first_prefix + i], value)) {
            used = path.prefixes - 1 - i;
            return value;
        }
    }
    return {};
}

Datum Renderer::computed_name(const Path& path) {
    const Datum name = value_of(path.computed);
    Datum value;
    return name.is_text() && source_.find({std::string(name.view())}, value) ? value : Datum();
}

Datum Renderer::value_of(const Expression& expression) {
    Datum value = value_of(expression.operand);
    for (Index i = 0; i < expression.filters; ++i) {
        const FilterCall& call = program_.filters[expression.first_filter + i];
        workspace_.spend(2);
        Arguments arguments;
        for (Index argument = 0; argument < call.arguments; ++argument) {
            arguments.add(value_of(program_.operands[call.first_argument + argument]));
        }
        if (call.allow_false.at != none) {
            arguments.allow_false(value_of(call.allow_false));
        }
        if (value.is_nil() && call.filter->name == required_filter) {
            throw Stop{RenderFailure::Kind::missing_value, std::string(call.subject) + " is required and absent",
                       std::string(call.subject)};
        }
        value = call.filter->function(workspace_, value, arguments);
    }
    return value;
}

bool Renderer::holds(Index at) {
    while (true) {
        const Comparison& comparison = program_.comparisons[at];
        const bool held = holds(comparison);
        const bool decided = comparison.link == Link::end || (comparison.link == Link::both) != held;
        if (decided) {
            return held;
        }
        ++at;
    }
}

bool Renderer::holds(const Comparison& comparison) {
    const Datum left = value_of(comparison.left);
    if (comparison.how == Compare::truth) {
        return is_true(left);
    }
    const Datum right = value_of(comparison.right);
    switch (comparison.how) {
    case Compare::equal: return equal(left, right, workspace_);
    case Compare::unequal: return !equal(left, right, workspace_);
    case Compare::contains: return contains(left, right, workspace_);
    default: return stand_so(left, right, comparison.how);
    }
}

bool Renderer::has_order(const Datum& datum) {
    return datum.kind == Kind::integer || datum.kind == Kind::real || datum.is_text() || datum.kind == Kind::instant;
}

bool Renderer::stand_so(const Datum& left, const Datum& right, Compare how) {
    if (!has_order(left) || !has_order(right)) {
        return false;
    }
    const Order order = order_of(left, right, workspace_);
    if (order == Order::unordered) {
        mistake(std::string(kind_name(left)) + " and " + std::string(kind_name(right)) + " cannot be compared");
    }
    switch (how) {
    case Compare::less: return order == Order::less;
    case Compare::greater: return order == Order::greater;
    case Compare::at_most: return order != Order::greater;
    default: return order != Order::less;
    }
}

} // namespace nurture::inline v0::liquid
