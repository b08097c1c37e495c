// SPDX-License-Identifier: BSL-1.0
// Loops, and texts that are rendered for each item.

#include <new>

#include "content/number.hpp"
#include "content/rendering.hpp"

namespace nurture::inline v0::liquid {

std::optional<std::int64_t> Renderer::number_of(const Operand& operand) {
    if (operand.at == none) {
        return std::nullopt;
    }
    const Datum value = value_of(operand);
    return value.is_nil() ? std::nullopt : std::optional(to_integer(value));
}

std::optional<std::int64_t> Renderer::lenient_number_of(const Operand& operand) {
    return operand.at == none ? std::nullopt : std::optional(bound_of(value_of(operand)));
}

Span Renderer::span_of(const Loop& loop, const Datum& collection, bool is_table) {
    Span span;
    span.reversed = loop.reversed;
    std::uint64_t all = 0;
    if (collection.is_list() || collection.kind == Kind::range) {
        span.items = collection;
        all = collection.kind == Kind::range ? range_size(collection) : collection.size;
    } else if (collection.is_map()) {
        span.items = pairs_of(collection, workspace_);
        all = collection.size;
    } else if (collection.is_text() && collection.size > 0) {
        span.items = items_of(collection, workspace_);
        span.size = 1;
        return span;
    }
    const std::int64_t wanted = loop.continues
                                    ? continues_[loop.group]
                                    : (is_table ? lenient_number_of(loop.offset) : number_of(loop.offset)).value_or(0);
    const auto first = wanted < 0 ? 0 : std::min(static_cast<std::uint64_t>(wanted), all);
    const std::optional<std::int64_t> limit = is_table ? lenient_number_of(loop.limit) : number_of(loop.limit);
    span.first = first;
    span.size = all - first;
    if (limit) {
        span.size = std::min<std::uint64_t>(span.size, *limit < 0 ? 0 : static_cast<std::uint64_t>(*limit));
    }
    return span;
}

Datum Renderer::item_of(const Span& span, std::size_t index) {
    return item(span.items, span.first + (span.reversed ? span.size - 1 - index : index));
}

LoopState& Renderer::new_state() {
    constexpr std::size_t count = (sizeof(LoopState) + sizeof(Datum) - 1) / sizeof(Datum);
    return *new (workspace_.take_items(count)) LoopState();
}

Datum Renderer::of_loop(const LoopState& state) {
    Datum made = of_kind(Kind::loop);
    made.loop = &state;
    return made;
}

End Renderer::run_loop(const Node& node, Index at) {
    const Loop& loop = program_.loops[node.a];
    const Span span = span_of(loop, value_of(loop.collection), false);
    continues_[loop.group] = static_cast<std::int64_t>(span.first + span.size);
    if (span.size == 0) {
        return run(node.b, node.next);
    }
    LoopState& state = new_state();
    state.name = loop.name;
    state.length = static_cast<std::int64_t>(span.size);
    state.parent = std::exchange(frame_->loop, &state);
    assign(loop.state, of_loop(state));
    End end = End::normal;
    for (std::size_t i = 0; i < span.size && end != End::leave; ++i) {
        workspace_.spend(2);
        state.index = static_cast<std::int64_t>(i);
        assign(loop.variable, item_of(span, i));
        end = run(at + 1, node.b);
    }
    frame_->loop = state.parent;
    return End::normal;
}

void Renderer::run_table(const Node& node, Index at) {
    const Loop& loop = program_.loops[node.a];
    const Datum collection = value_of(loop.collection);
    if (!is_true(collection)) {
        return;
    }
    const Span span = span_of(loop, collection, true);
    LoopState& state = new_state();
    state.length = static_cast<std::int64_t>(span.size);
    const std::int64_t columns = lenient_number_of(loop.columns).value_or(0);
    state.columns = columns > 0 ? columns : std::max<std::int64_t>(1, state.length);
    assign(loop.state, of_loop(state));
    write("<tr class=\"row1\">\n");
    for (std::size_t i = 0; i < span.size; ++i) {
        workspace_.spend(2);
        state.index = static_cast<std::int64_t>(i);
        assign(loop.variable, item_of(span, i));
        const std::int64_t column = state.index % state.columns + 1;
        write("<td class=\"col" + std::to_string(column) + "\">");
        const End end = run(at + 1, node.next);
        write("</td>");
        if (end == End::leave) {
            break;
        }
        if (column == state.columns && i + 1 < span.size) {
            write("</tr>\n<tr class=\"row" + std::to_string(state.index / state.columns + 2) + "\">");
        }
    }
    write("</tr>\n");
}

void Renderer::render(const Rendering& rendering) {
    const Datum bound = value_of(rendering.bound);
    const bool for_each = rendering.for_each && (bound.is_list() || bound.kind == Kind::range);
    if (!for_each) {
        LoopState& once = new_state();
        once.length = 1;
        render_once(rendering, bound, rendering.for_each ? &once : nullptr);
        return;
    }
    LoopState& state = new_state();
    const std::uint64_t size = bound.kind == Kind::range ? range_size(bound) : bound.size;
    state.length = static_cast<std::int64_t>(size);
    for (std::uint64_t i = 0; i < size; ++i) {
        state.index = static_cast<std::int64_t>(i);
        render_once(rendering, item(bound, i), &state);
    }
}

void Renderer::render_once(const Rendering& rendering, const Datum& bound, const LoopState* state) {
    const Piece& piece = program_.pieces[rendering.piece];
    workspace_.spend(4);
    Frame frame;
    begin_piece(piece, frame);
    for (const Argument& argument : rendering.arguments) {
        frame.slots[argument.slot].value = value_of(argument.value);
    }
    if (rendering.bound_slot != none) {
        frame.slots[rendering.bound_slot].value = bound;
    }
    if (state != nullptr && rendering.state_slot != none) {
        frame.slots[rendering.state_slot].value = of_loop(*state);
    }
    run_piece(piece, frame);
}

} // namespace nurture::inline v0::liquid
