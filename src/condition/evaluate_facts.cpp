// SPDX-License-Identifier: BSL-1.0
/// \file
/// What an evaluation asks the facts.

#include <chrono>
#include <cmath>
#include <string>

#include "condition/evaluate.hpp"
#include "condition/time_text.hpp"
#include "condition/type.hpp"

namespace nurture::inline v0::cel {

namespace {

Datum rounded(double score, Workspace& work) {
    if (!(std::fabs(score) < 9e18)) return work.fail("the score is out of the range of int");
    return of_int(std::llround(score));
}

/// `inactive(W)`: nothing for that long, to the millisecond. A lead of which nothing is known is not inactive.
bool is_inactive(const Facts& facts, const HistoryQuestion& question, Instant at) {
    const std::optional<Instant> last = facts.last_active(question);
    return last && at >= later_by(*last, *question.window);
}

} // namespace

Datum Evaluation::fact(const Instruction& at) {
    const bool only_asks = at.b != 0;
    switch (at.op) {
    case Op::lead: {
        const FieldUse& use = program_.fields[at.a];
        return field(use, facts_.lead(use.name), only_asks);
    }
    case Op::account: {
        const FieldUse& use = program_.fields[at.a];
        if (at.detail != 0) {
            if (const auto score = facts_.account_score(at_)) return only_asks ? of_bool(true) : rounded(*score, work_);
        }
        return field(use, facts_.account(use.name), only_asks);
    }
    case Op::event: return of_event(at, facts_.event());
    case Op::trigger: return of_event(at, facts_.trigger());
    case Op::now: return of_instant(at_);
    default: break;
    }
    if (only_asks) return of_bool(true); // a score is always there
    if (at.op == Op::lead_score) return lead_score();
    return of_double(at.op == Op::fit ? facts_.score(at_).fit : facts_.score(at_).engagement);
}

Datum Evaluation::has_tag(const Datum& tag) {
    if (tag.failed()) return tag;
    return tag.kind == Kind::text ? of_bool(facts_.has_tag(tag.view())) : work_.no_overload("hasTag()", &tag, 1);
}

Datum Evaluation::field(const FieldUse& use, const Value* value, bool only_asks) {
    if (value == nullptr || value->is_absent()) value = use.fallback.is_absent() ? nullptr : &use.fallback;
    if (only_asks) return of_bool(value != nullptr);
    return value == nullptr ? refer(Kind::absent, use.shown) : converted(use, *value);
}

Datum Evaluation::converted(const FieldUse& use, const Value& value) {
    const Datum as_is = of_value(value);
    switch (use.kind) {
    case FieldKind::date: return as_is.kind == Kind::text ? date(use, as_is.view()) : as_is;
    case FieldKind::timestamp:
        if (as_is.kind != Kind::text) return as_is;
        if (const auto read = read_timestamp(as_is.view())) return *read;
        return work_.fail("`" + use.shown + "` is not a timestamp");
    case FieldKind::real: // a host need not tell 5 from 5.0
        return as_is.kind == Kind::integer ? of_double(static_cast<double>(as_is.whole)) : as_is;
    default: return as_is;
    }
}

Datum Evaluation::date(const FieldUse& use, std::string_view text) {
    const auto midnight = text.size() == 10 ? read_timestamp(std::string(text) + "T00:00:00Z") : std::nullopt;
    if (!midnight) return work_.fail("`" + use.shown + "` is not a date");
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(to_instant(*midnight)));
    LocalTime local;
    local.year = static_cast<int>(day.year());
    local.month = static_cast<std::uint8_t>(static_cast<unsigned>(day.month()));
    local.day = static_cast<std::uint8_t>(static_cast<unsigned>(day.day()));
    return of_instant(facts_.zone().to_instant(local));
}

Datum Evaluation::of_event(const Instruction& at, const Event* event) {
    const FieldUse& use = program_.fields[at.a];
    const bool only_asks = at.b != 0;
    if (event == nullptr) return only_asks ? of_bool(false) : refer(Kind::absent, use.shown);
    if (at.detail == 0) return field(use, event->properties.find(use.name), only_asks);
    if (at.detail == 1) return only_asks ? of_bool(true) : refer(Kind::text, event->type);
    if (only_asks) return of_bool(event->time.has_value());
    return event->time ? of_instant(*event->time) : refer(Kind::absent, use.shown);
}

Datum Evaluation::lead_score() {
    const ScoreParts parts = facts_.score(at_);
    return rounded(parts.fit + parts.engagement, work_);
}

Datum Evaluation::answer(const Question& question) {
    switch (question.kind) {
    case Question::Kind::engaged: {
        const auto view = [](const std::optional<std::string>& text) {
            return text ? std::optional<std::string_view>(*text) : std::nullopt;
        };
        return of_bool(facts_.engaged(question.engagement, view(question.step), view(question.link)));
    }
    case Question::Kind::count:
    case Question::Kind::last: return history(question);
    case Question::Kind::subscribed: return of_bool(facts_.subscribed(question.names.front()));
    case Question::Kind::enrolled_in: return of_bool(facts_.enrolled_in(question.names.front()));
    case Question::Kind::completed: return of_bool(facts_.completed(question.names.front()));
    case Question::Kind::reached: return of_bool(reached(question));
    case Question::Kind::windowed: return of_int(facts_.count(*question.asked, at_));
    case Question::Kind::latest: return of_event(question.field, facts_.latest(*question.asked));
    case Question::Kind::inactive: return of_bool(is_inactive(facts_, *question.asked, at_));
    case Question::Kind::interest: {
        const Datum topic = *--top_;
        if (topic.failed()) return topic;
        return topic.kind == Kind::text ? of_int(facts_.interest(topic.view(), at_))
                                        : work_.no_overload("interest()", &topic, 1);
    }
    case Question::Kind::in_segment: return of_bool(facts_.in_segment(question.names.front(), at_));
    case Question::Kind::result: {
        const Value* value = facts_.result(question.names.front());
        return value != nullptr && !value->is_absent() ? of_value(*value) : refer(Kind::absent, question.shown);
    }
    case Question::Kind::tag: break;
    }
    return {};
}

Datum Evaluation::history(const Question& question) {
    if (question.kind == Question::Kind::count) {
        std::int64_t total = 0;
        for (const std::string& type : question.names) {
            if (__builtin_add_overflow(total, facts_.count(type), &total)) return work_.fail("count() overflows");
        }
        return of_int(total);
    }
    std::optional<Instant> latest;
    for (const std::string& type : question.names) {
        const auto at = facts_.last(type);
        if (at && (!latest || *at > *latest)) latest = at;
    }
    return latest ? of_instant(*latest) : refer(Kind::absent, question.shown);
}

bool Evaluation::reached(const Question& question) {
    const Value* stage = facts_.lead("lifecycle_stage");
    const std::string* name = stage != nullptr ? stage->as_string() : nullptr;
    for (std::size_t i = question.stage; name != nullptr && i < program_.stages.size(); ++i) {
        if (program_.stages[i] == *name) return true;
    }
    return false;
}

} // namespace nurture::inline v0::cel
