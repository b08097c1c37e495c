// SPDX-License-Identifier: BSL-1.0

#include "content/renderer.hpp"

#include <new>

#include "content/escape.hpp"
#include "content/rendering.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr std::size_t most_cycles = 10'000;

} // namespace

std::string Renderer::run() {
    out_.reserve(std::min(program_.written + program_.written / 8 + 64, workspace_.context().bytes));
    Frame frame;
    begin_piece(program_.pieces.front(), frame);
    run_piece(program_.pieces.front(), frame);
    if (workspace_.context().escaping == Escaping::header) {
        make_fit_for_header(out_);
    }
    return std::move(out_);
}

void Renderer::write(std::string_view text) {
    if (text.size() > workspace_.context().bytes - std::min(out_.size(), workspace_.context().bytes)) {
        throw Stop{RenderFailure::Kind::message_bytes,
                   "the rendered text is longer than " + std::to_string(workspace_.context().bytes) +
                       " bytes: shorten the template or its values, or raise the limit",
                   {}};
    }
    workspace_.spend(text.size() / 64);
    out_ += text;
}

void Renderer::write_value(const Datum& datum) {
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

void Renderer::write_as_html(std::string_view text) {
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

void Renderer::write_as_url(std::string_view text) {
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

void Renderer::begin_piece(const Piece& piece, Frame& frame) {
    const std::size_t count = (piece.slots * sizeof(Slot) + sizeof(Datum) - 1) / sizeof(Datum);
    static_assert(alignof(Slot) <= alignof(Datum));
    auto* slots = reinterpret_cast<Slot*>(workspace_.take_items(count));
    for (Index i = 0; i < piece.slots; ++i) {
        new (slots + i) Slot();
    }
    frame.slots = slots;
}

void Renderer::run_piece(const Piece& piece, Frame& frame) {
    Frame* const outer = std::exchange(frame_, &frame);
    (void)run(piece.begin, piece.end);
    frame_ = outer;
}

End Renderer::run(Index at, Index end) {
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

End Renderer::run(const Node& node, Index at) {
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

End Renderer::run_choice(const Node& node, Index at) {
    for (Index arm = at + 1; arm < node.next; arm = program_.nodes[arm].next) {
        const Node& each = program_.nodes[arm];
        const bool negated = each.b == 1;
        if (each.a == none || holds(each.a) != negated) {
            return run(arm + 1, each.next);
        }
    }
    return End::normal;
}

End Renderer::run_pick(const Node& node, Index at) {
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

End Renderer::run_capture(const Node& node, Index at) {
    End end = End::normal;
    assign(node.a, collect(end, [&] { return run(at + 1, node.next); }));
    return end;
}

End Renderer::run_if_changed(const Node& node, Index at) {
    End end = End::normal;
    const Datum made = collect(end, [&] { return run(at + 1, node.next); });
    if (!frame_->has_changed || frame_->last_change != made.view()) {
        frame_->has_changed = true;
        frame_->last_change = made.view();
        write(made.view());
    }
    return end;
}

void Renderer::count(Index at, std::int64_t step) {
    Slot& slot = frame_->slots[at];
    const std::int64_t before = slot.count == no_count ? 0 : slot.count;
    slot.count = before + step;
    write(text_of(of_integer(step > 0 ? before : slot.count), workspace_));
}

void Renderer::run_cycle(const Cycle& cycle) {
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

std::string render_program(const Program& program, const Source& source, const RenderContext& context) {
    return Renderer(program, source, context).run();
}

} // namespace nurture::inline v0::liquid
