// SPDX-License-Identifier: BSL-1.0

#include "content/renderer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <new>
#include <optional>
#include <utility>

#include "content/escape.hpp"
#include "content/number.hpp"
#include "content/values.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr std::int64_t no_count = std::numeric_limits<std::int64_t>::min();

/// A name of the template: what was assigned to it, and its counter.
struct Slot {
    Datum value = of_kind(Kind::unset);
    std::int64_t count = no_count;
};

/// The names of one piece while it is written.
struct Frame {
    Slot* slots = nullptr;
    std::map<std::string, std::size_t> cycles{};
    const LoopState* loop = nullptr;
    std::string last_change{};
    bool has_changed = false;
};

/// How a list of nodes ended.
enum class End { normal, leave, skip };

/// Which items of a collection a loop goes through.
struct Span {
    Datum items{};
    std::size_t first = 0;
    std::size_t size = 0;
    bool reversed = false;
};

class Renderer {
public:
    Renderer(const Program& program, const Source& source, const RenderContext& context)
        : program_(program), source_(source), workspace_(context), continues_(workspace_.take_numbers(program.groups)) {
    }

    std::string run() {
        out_.reserve(std::min(program_.written + program_.written / 8 + 64, workspace_.context().bytes));
        Frame frame;
        begin_piece(program_.pieces.front(), frame);
        run_piece(program_.pieces.front(), frame);
        if (workspace_.context().escaping == Escaping::header) {
            make_fit_for_header(out_);
        }
        return std::move(out_);
    }

private:
    // Output.

    void write(std::string_view text) {
        if (text.size() > workspace_.context().bytes - std::min(out_.size(), workspace_.context().bytes)) {
            throw Stop{RenderFailure::Kind::message_bytes,
                       "the rendered text is longer than " + std::to_string(workspace_.context().bytes) +
                           " bytes: shorten the template or its values, or raise the limit",
                       {}};
        }
        workspace_.spend(text.size() / 64);
        out_ += text;
    }

    void write_value(const Datum& datum) {
        const std::string_view text = text_of(datum, workspace_);
        const Escaping escaping = workspace_.context().escaping;
        if (datum.safe || escaping == Escaping::none || escaping == Escaping::header) {
            write(text);
        } else if (escaping == Escaping::html) {
            write_as_html(text);
        } else {
            write_as_url(text);
        }
    }

    void write_as_html(std::string_view text) {
        while (!text.empty()) {
            const std::size_t plain = std::min(text.find_first_of(markup_characters), text.size());
            write(text.substr(0, plain));
            if (plain == text.size()) {
                return;
            }
            write(reference_of(text[plain]));
            text.remove_prefix(plain + 1);
        }
    }

    void write_as_url(std::string_view text) {
        TextBuilder encoded(workspace_, text.size());
        for (const char c : text) {
            if (is_plain_in_urls(c)) {
                encoded.append(c);
            } else {
                append_percent(encoded, c);
            }
        }
        write(encoded.finish().view());
    }

    /// Collects what `body` writes, and takes it out of the output again.
    template <class Body>
    Datum collect(End& end, Body body) {
        const std::size_t before = out_.size();
        end = body();
        Datum made = workspace_.keep(std::string_view(out_).substr(before));
        made.safe = true; // It was escaped when it was written.
        out_.resize(before);
        return made;
    }

    // Values.

    Datum value_of(const Operand& operand) {
        workspace_.spend(1);
        switch (operand.kind) {
        case Operand::Kind::constant: return operand.at == none ? Datum() : program_.constants[operand.at];
        case Operand::Kind::range: return range_of(program_.ranges[operand.at]);
        case Operand::Kind::path: return path_of(program_.paths[operand.at]);
        }
        return {};
    }

    Datum range_of(const Range& range) {
        return of_range(bound_of(value_of(range.first)), bound_of(value_of(range.last)));
    }

    static std::int64_t bound_of(const Datum& datum) {
        const Datum number = to_number(datum);
        if (number.kind == Kind::integer) {
            return number.integer;
        }
        return number.real < 0 ? rounded_up(number).integer : rounded_down(number).integer;
    }

    Datum path_of(const Path& path) {
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

    /// The value of the name; `used` is how many of its segments are already looked up.
    Datum named(const Path& path, Index& used) {
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

    Datum computed_name(const Path& path) {
        const Datum name = value_of(path.computed);
        Datum value;
        return name.is_text() && source_.find({std::string(name.view())}, value) ? value : Datum();
    }

    Datum value_of(const Expression& expression) {
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

    bool holds(Index at) {
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

    bool holds(const Comparison& comparison) {
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

    static bool has_order(const Datum& datum) {
        return datum.kind == Kind::integer || datum.kind == Kind::real || datum.is_text() ||
               datum.kind == Kind::instant;
    }

    bool stand_so(const Datum& left, const Datum& right, Compare how) {
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

    // Nodes.

    void begin_piece(const Piece& piece, Frame& frame) {
        const std::size_t count = (piece.slots * sizeof(Slot) + sizeof(Datum) - 1) / sizeof(Datum);
        static_assert(alignof(Slot) <= alignof(Datum));
        auto* slots = reinterpret_cast<Slot*>(workspace_.take_items(count));
        for (Index i = 0; i < piece.slots; ++i) {
            new (slots + i) Slot();
        }
        frame.slots = slots;
    }

    void run_piece(const Piece& piece, Frame& frame) {
        Frame* const outer = std::exchange(frame_, &frame);
        (void)run(piece.begin, piece.end);
        frame_ = outer;
    }

    End run(Index at, Index end) {
        while (at < end) {
            const Node& node = program_.nodes[at];
            workspace_.spend(1);
            const End how = run(node, at);
            if (how != End::normal) {
                return how;
            }
            at = node.next;
        }
        return End::normal;
    }

    End run(const Node& node, Index at) {
        switch (node.op) {
        case Op::text: write(node.text); break;
        case Op::output: write_value(value_of(program_.expressions[node.a])); break;
        case Op::choice: return run_choice(node, at);
        case Op::pick: return run_pick(node, at);
        case Op::loop: return run_loop(node, at);
        case Op::table: run_table(node, at); break;
        case Op::leave: return End::leave;
        case Op::skip: return End::skip;
        case Op::assign: assign(node.a, value_of(program_.expressions[node.b])); break;
        case Op::capture: return run_capture(node, at);
        case Op::count_up: count(node.a, 1); break;
        case Op::count_down: count(node.a, -1); break;
        case Op::cycle: run_cycle(program_.cycles[node.a]); break;
        case Op::if_changed: return run_if_changed(node, at);
        case Op::render: render(program_.renderings[node.a]); break;
        case Op::arm:
        case Op::when: break; // Only inside their blocks.
        }
        return End::normal;
    }

    void assign(Index slot, const Datum& value) { frame_->slots[slot].value = value; }

    End run_choice(const Node& node, Index at) {
        for (Index arm = at + 1; arm < node.next; arm = program_.nodes[arm].next) {
            const Node& each = program_.nodes[arm];
            const bool negated = each.b == 1;
            if (each.a == none || holds(each.a) != negated) {
                return run(arm + 1, each.next);
            }
        }
        return End::normal;
    }

    End run_pick(const Node& node, Index at) {
        const Datum value = value_of(program_.operands[node.a]);
        bool found = false;
        for (Index arm = at + 1; arm < node.next; arm = program_.nodes[arm].next) {
            const Node& each = program_.nodes[arm];
            Index times = each.a == none && !found ? 1 : 0;
            if (each.a != none) {
                for (Index i = 0; i < each.b; ++i) {
                    times += equal(value, value_of(program_.operands[each.a + i]), workspace_) ? 1 : 0;
                }
                found = found || times > 0;
            }
            for (Index i = 0; i < times; ++i) {
                const End end = run(arm + 1, each.next);
                if (end != End::normal) {
                    return end;
                }
            }
        }
        return End::normal;
    }

    End run_capture(const Node& node, Index at) {
        End end = End::normal;
        assign(node.a, collect(end, [&] { return run(at + 1, node.next); }));
        return end;
    }

    End run_if_changed(const Node& node, Index at) {
        End end = End::normal;
        const Datum made = collect(end, [&] { return run(at + 1, node.next); });
        if (!frame_->has_changed || frame_->last_change != made.view()) {
            frame_->has_changed = true;
            frame_->last_change = made.view();
            write(made.view());
        }
        return end;
    }

    /// `increment` writes the number before it counts, `decrement` after.
    void count(Index at, std::int64_t step) {
        Slot& slot = frame_->slots[at];
        const std::int64_t before = slot.count == no_count ? 0 : slot.count;
        slot.count = before + step;
        write(text_of(of_integer(step > 0 ? before : slot.count), workspace_));
    }

    void run_cycle(const Cycle& cycle) {
        std::string key = cycle.key;
        if (cycle.name.at != none) {
            key = '\n' + std::string(text_of(value_of(cycle.name), workspace_));
        }
        workspace_.spend(key.size() / 8 + 4);
        if (frame_->cycles.size() > most_cycles) {
            mistake("there are too many cycles");
        }
        std::size_t& turn = frame_->cycles[std::move(key)];
        if (turn < cycle.size) {
            write_value(value_of(program_.operands[cycle.first + turn]));
        }
        ++turn;
        turn = turn >= cycle.size ? 0 : turn;
    }

    // Loops.

    std::optional<std::int64_t> number_of(const Operand& operand) {
        if (operand.at == none) {
            return std::nullopt;
        }
        const Datum value = value_of(operand);
        return value.is_nil() ? std::nullopt : std::optional(to_integer(value));
    }

    Span span_of(const Loop& loop, const Datum& collection) {
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
        const std::int64_t wanted = loop.continues ? continues_[loop.group] : number_of(loop.offset).value_or(0);
        const auto first = wanted < 0 ? 0 : std::min(static_cast<std::uint64_t>(wanted), all);
        const std::optional<std::int64_t> limit = number_of(loop.limit);
        span.first = first;
        span.size = all - first;
        if (limit) {
            span.size = std::min<std::uint64_t>(span.size, *limit < 0 ? 0 : static_cast<std::uint64_t>(*limit));
        }
        return span;
    }

    static Datum item_of(const Span& span, std::size_t index) {
        return item(span.items, span.first + (span.reversed ? span.size - 1 - index : index));
    }

    /// Kept as long as the rendering, as the template may assign it to a name.
    LoopState& new_state() {
        constexpr std::size_t count = (sizeof(LoopState) + sizeof(Datum) - 1) / sizeof(Datum);
        return *new (workspace_.take_items(count)) LoopState();
    }

    static Datum of_loop(const LoopState& state) {
        Datum made = of_kind(Kind::loop);
        made.loop = &state;
        return made;
    }

    End run_loop(const Node& node, Index at) {
        const Loop& loop = program_.loops[node.a];
        const Span span = span_of(loop, value_of(loop.collection));
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

    void run_table(const Node& node, Index at) {
        const Loop& loop = program_.loops[node.a];
        const Datum collection = value_of(loop.collection);
        if (!is_true(collection)) {
            return;
        }
        const Span span = span_of(loop, collection);
        LoopState& state = new_state();
        state.length = static_cast<std::int64_t>(span.size);
        state.columns = std::max<std::int64_t>(1, number_of(loop.columns).value_or(state.length));
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

    // Pieces.

    void render(const Rendering& rendering) {
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

    void render_once(const Rendering& rendering, const Datum& bound, const LoopState* state) {
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

    static constexpr std::size_t most_cycles = 10'000;

    const Program& program_;
    const Source& source_;
    Workspace workspace_;
    std::string out_{};
    Frame* frame_ = nullptr;
    std::int64_t* continues_; ///< By group, where `offset: continue` goes on.
};

} // namespace

std::string render_program(const Program& program, const Source& source, const RenderContext& context) {
    return Renderer(program, source, context).run();
}

} // namespace nurture::inline v0::liquid
