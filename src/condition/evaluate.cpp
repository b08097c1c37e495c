// SPDX-License-Identifier: BSL-1.0
#include "condition/evaluate.hpp"

#include <string>

#include "condition/arithmetic.hpp"
#include "condition/type.hpp"

namespace nurture::inline v0::cel {

Evaluation::Evaluation(const CompiledCondition& program, const Facts& facts, Instant at, const std::vector<Datum>* free)
    : program_(program), facts_(facts), at_(at), free_(free), work_(program.prepared) {
    if (program.stack_size > inline_stack) large_.resize(program.stack_size);
    bottom_ = large_.empty() ? reinterpret_cast<Datum*>(small_.data()) : large_.data();
    loops_.resize(program.loops);
}

Datum Evaluation::run() {
    return run(0, static_cast<std::uint32_t>(program_.code.size()));
}

Datum Evaluation::run(std::uint32_t begin, std::uint32_t end) {
    const Instruction* const code = program_.code.data();
    top_ = bottom_;
    for (std::uint32_t next = begin; next < end && work_.meter.spend(1);) {
        const Instruction& at = code[next++];
        switch (at.op) {
        case Op::constant: push(program_.constants[at.a]); break;
        case Op::compare:
            push(compared(code + next));
            next += spelled_comparison;
            break;
        case Op::skip_if_false:
        case Op::skip_if_true:
            if (top_[-1].is(at.op == Op::skip_if_true)) next = at.a;
            break;
        case Op::both:
        case Op::either:
            --top_;
            top_[-1] = join(at.op == Op::both, top_[-1], *top_, work_);
            break;
        case Op::not_: top_[-1] = invert(top_[-1], work_); break;
        case Op::jump: next = at.a; break;
        case Op::choose: choose(at, next); break;
        case Op::loop_begin:
        case Op::loop_next:
        case Op::loop_filter:
        case Op::loop_step:
        case Op::loop_end: step_in_loop(at, next); break;
        default: step(at); break;
        }
    }
    return work_.meter.exhausted() ? work_.fail(Meter::out_of_budget()) : *bottom_;
}

Datum Evaluation::compared(const Instruction* spelled) {
    const Datum value = fact(spelled[0]);
    if (value.failed()) return value;
    return apply(static_cast<BinaryOp>(spelled[2].a), value, program_.constants[spelled[1].a], work_);
}

void Evaluation::choose(const Instruction& at, std::uint32_t& next) {
    const Datum& condition = top_[-1];
    if (condition.kind == Kind::boolean) {
        if (!condition.flag) next = at.a;
        --top_;
        return;
    }
    if (!condition.failed()) top_[-1] = work_.no_overload("`? :`", top_ - 1, 1);
    next = at.b;
}

void Evaluation::step(const Instruction& at) {
    switch (at.op) {
    case Op::fail: push(program_.constants[at.a]); return;
    case Op::free: push((*free_)[at.a]); return;
    case Op::local: push(loops_[at.a].variable); return;
    case Op::lead:
    case Op::account:
    case Op::event:
    case Op::trigger:
    case Op::lead_score:
    case Op::fit:
    case Op::engagement:
    case Op::now: push(fact(at)); return;
    case Op::ask: {
        const Question& question = program_.questions[at.a];
        if (question.kind != Question::Kind::tag) {
            push(answer(question));
        } else {
            top_[-1] = has_tag(top_[-1]);
        }
        return;
    }
    case Op::select: top_[-1] = select(top_[-1], program_.constants[at.a], at.b != 0); return;
    case Op::negate:
        if (!top_[-1].failed()) top_[-1] = negate(top_[-1], work_);
        return;
    case Op::index:
    case Op::binary: {
        const Datum& b = *--top_;
        Datum& a = top_[-1];
        if (a.failed()) return;
        a = b.failed() ? b : at.op == Op::index ? index(a, b, work_) : apply(static_cast<BinaryOp>(at.a), a, b, work_);
        return;
    }
    case Op::call:
        top_ -= at.b;
        push(call(at, top_));
        return;
    case Op::list:
        top_ -= at.a;
        push(make_list(top_, at.a));
        return;
    default: // Op::map
        top_ -= at.a;
        push(make_map(top_, at.a));
        return;
    }
}

Datum Evaluation::call(const Instruction& at, const Datum* arguments) {
    for (std::uint32_t i = 0; i < at.b; ++i) {
        if (arguments[i].failed()) return arguments[i];
    }
    return functions()[at.a].code(work_, arguments, at.b);
}

Datum Evaluation::select(const Datum& map, const Datum& name, bool only_asks) {
    if (map.failed()) return map;
    if (!map.is_map()) return work_.fail("`." + std::string(name.view()) + "` cannot look into " + described(map.kind));
    Datum found;
    const bool there = find_key(map, name, work_.meter, found);
    if (only_asks) return of_bool(there);
    if (there) return found;
    // A part of a value of the host is a field like any other: not there means absent.
    if (map.kind == Kind::host_map) return refer(Kind::absent, name.view());
    return work_.fail("there is no key `" + std::string(name.view()) + "`");
}

Datum Evaluation::make_list(const Datum* items, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (items[i].failed()) return items[i];
    }
    return work_.list({items, items + count});
}

Datum Evaluation::make_map(const Datum* items, std::size_t count) {
    MapData made;
    Datum map;
    map.kind = Kind::map;
    map.map = &made;
    for (std::size_t i = 0; i + 1 < count; i += 2) {
        const Datum& key = items[i];
        if (key.failed()) return key;
        if (items[i + 1].failed()) return items[i + 1];
        const bool usable = key.kind == Kind::text || key.kind == Kind::boolean || key.kind == Kind::integer ||
                            key.kind == Kind::unsigned_integer;
        if (!usable) return work_.fail("the key of a map cannot be " + described(key.kind));
        Datum unused;
        if (find_key(map, key, work_.meter, unused)) return work_.fail("a key occurs twice in a map");
        made.entries.emplace_back(key, items[i + 1]);
    }
    return work_.map(std::move(made.entries));
}

void Evaluation::step_in_loop(const Instruction& at, std::uint32_t& next) {
    Loop& loop = loops_[at.a];
    switch (at.op) {
    case Op::loop_begin:
        if (begin_loop(loop, top_[-1])) {
            --top_;
        } else {
            if (!top_[-1].failed()) top_[-1] = work_.no_overload("a macro", top_ - 1, 1);
            next = at.b;
        }
        return;
    case Op::loop_next:
        if (loop.next >= loop.size) {
            next = at.b;
            return;
        }
        loop.variable = loop.range.is_list() ? item_of(loop.range, loop.next) : key_of(loop.range, loop.next);
        ++loop.next;
        return;
    case Op::loop_filter: {
        const Datum& condition = *--top_;
        if (condition.is(true)) return;
        next = at.b;
        if (condition.is(false)) return;
        loop.failure = condition.failed() ? condition : work_.no_overload("map()", &condition, 1);
        loop.next = loop.size;
        return;
    }
    case Op::loop_step:
        step_loop(loop, static_cast<Macro>(at.detail), *--top_);
        next = at.b;
        return;
    default: push(end_loop(loop, static_cast<Macro>(at.detail))); return;
    }
}

bool Evaluation::begin_loop(Loop& loop, const Datum& range) {
    if (!range.is_list() && !range.is_map()) return false;
    loop.range = range;
    loop.failure = Datum{};
    loop.next = 0;
    loop.size = range.is_list() ? size_of_list(range) : size_of_map(range);
    loop.held = 0;
    loop.made.clear();
    return true;
}

void Evaluation::step_loop(Loop& loop, Macro macro, const Datum& value) {
    Datum failure;
    if (value.failed()) {
        failure = value;
    } else if (macro != Macro::map && value.kind != Kind::boolean) {
        failure = work_.no_overload("the condition of a macro", &value, 1);
    }
    if (failure.failed()) {
        if (!loop.failure.failed()) loop.failure = failure;
        // all() and exists() are chains of && and ||: a later element may still decide.
        if (macro != Macro::all && macro != Macro::exists) loop.next = loop.size;
        return;
    }
    switch (macro) {
    case Macro::all:
    case Macro::exists:
        if (value.flag != (macro == Macro::exists)) return;
        loop.held = 1;
        loop.next = loop.size;
        return;
    case Macro::exists_one: loop.held += value.flag ? 1 : 0; return;
    case Macro::map: loop.made.push_back(value); return;
    case Macro::filter:
        if (value.flag) loop.made.push_back(loop.variable);
        return;
    }
}

Datum Evaluation::end_loop(Loop& loop, Macro macro) {
    const bool decided = (macro == Macro::all || macro == Macro::exists) && loop.held == 1;
    if (!decided && loop.failure.failed()) return loop.failure;
    switch (macro) {
    case Macro::all: return of_bool(!decided);
    case Macro::exists: return of_bool(decided);
    case Macro::exists_one: return of_bool(loop.held == 1);
    default: return work_.list(std::move(loop.made));
    }
}

} // namespace nurture::inline v0::cel
