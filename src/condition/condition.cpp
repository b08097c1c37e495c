// SPDX-License-Identifier: BSL-1.0
#include <nurture/condition/condition.hpp>

#include <chrono>
#include <utility>

#include "condition/account_parts.hpp"
#include "condition/compile.hpp"
#include "condition/evaluate.hpp"
#include "condition/explain.hpp"
#include "condition/timing.hpp"
#include "condition/type.hpp"

namespace nurture::inline v0 {

namespace {

Outcome failed(std::string error) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::error;
    outcome.error = std::move(error);
    return outcome;
}

/// Spends what copying takes of which the host has its own form.
bool spend_copy(const cel::Datum& datum, cel::Meter& meter) {
    if (!meter.spend_bytes(datum.kind == cel::Kind::text ? datum.extra : 0)) return false;
    if (datum.kind == cel::Kind::host_list) {
        for (const Value& item : *datum.host_list) {
            if (!spend_copy(cel::of_value(item), meter)) return false;
        }
    } else if (datum.kind == cel::Kind::host_map) {
        for (const Field& field : *datum.host_map) {
            if (!meter.spend_bytes(field.name.size()) || !spend_copy(cel::of_value(field.value), meter)) return false;
        }
    }
    return true;
}

/// A value as the host holds it; false with a reason where there is none. What an expression has made may hold the
/// same part any number of times, which is copied as often: so copying is work too.
bool to_value(const cel::Datum& datum, Value& value, cel::Meter& meter, std::string& problem) {
    using cel::Kind;
    if (!spend_copy(datum, meter)) {
        problem = cel::Meter::out_of_budget();
        return false;
    }
    switch (datum.kind) {
    case Kind::null: return true;
    case Kind::boolean: value = Value(datum.flag); return true;
    case Kind::integer: value = Value(datum.whole); return true;
    case Kind::unsigned_integer:
        if (datum.whole < 0) break;
        value = Value(datum.whole);
        return true;
    case Kind::real: value = Value(datum.number); return true;
    case Kind::text: value = Value(datum.view()); return true;
    case Kind::timestamp: value = Value(cel::to_instant(datum)); return true;
    case Kind::host_list: value = Value(*datum.host_list); return true;
    case Kind::host_map: value = Value(*datum.host_map); return true;
    case Kind::list: {
        Value::List list(datum.list->items.size());
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (!to_value(datum.list->items[i], list[i], meter, problem)) return false;
        }
        value = Value(std::move(list));
        return true;
    }
    case Kind::map: {
        Value::Map map;
        for (const auto& [key, item] : datum.map->entries) {
            Value held;
            if (!to_value(item, held, meter, problem)) return false;
            if (key.kind != Kind::text) {
                problem = "a field can hold a map only if its keys are text";
                return false;
            }
            map.set(key.view(), std::move(held));
        }
        value = Value(std::move(map));
        return true;
    }
    default: break;
    }
    problem = "a field cannot hold " + cel::described(datum.kind);
    if (datum.kind == Kind::unsigned_integer) problem += " of this size";
    return false;
}

Outcome outcome_of(const cel::Datum& datum, cel::Meter& meter) {
    if (datum.kind == cel::Kind::error) return failed(std::string(datum.view()));
    Outcome outcome;
    if (datum.kind == cel::Kind::absent) {
        outcome.error = "`" + std::string(datum.view()) + "` has no value";
        return outcome;
    }
    if (datum.kind == cel::Kind::null) return outcome; // null clears a field, which is what absent means
    outcome.kind = Outcome::Kind::value;
    if (datum.kind == cel::Kind::duration) {
        outcome.duration = std::chrono::floor<Milliseconds>(std::chrono::nanoseconds(datum.whole));
        return outcome;
    }
    std::string problem;
    return to_value(datum, outcome.value, meter, problem) ? outcome : failed(std::move(problem));
}

} // namespace

std::optional<Condition> Condition::compile(std::string_view text, const ConditionScope& scope,
                                            std::vector<ConditionProblem>& problems) {
    auto program = cel::compile(text, scope, nullptr, problems);
    if (program == nullptr) return {};
    return CompiledCondition::condition(std::move(program));
}

Condition CompiledCondition::condition(std::shared_ptr<const CompiledCondition> program) {
    Condition made;
    made.program_ = std::move(program);
    return made;
}

const std::string& Condition::text() const noexcept {
    static const std::string nothing;
    return program_ != nullptr ? program_->text : nothing;
}

const ConditionReferences& Condition::references() const noexcept {
    static const ConditionReferences nothing;
    return program_ != nullptr ? program_->references : nothing;
}

bool Condition::holds(const Facts& facts, std::string* failure) const {
    if (program_ == nullptr) return true;
    cel::Evaluation evaluation(*program_, facts);
    const cel::Datum value = evaluation.run();
    if (value.kind == cel::Kind::boolean) return value.flag;
    if (failure != nullptr && value.kind != cel::Kind::absent) {
        *failure = value.kind == cel::Kind::error
                       ? std::string(value.view())
                       : "a condition is true or false, and this is " + cel::described(value.kind);
    }
    return false;
}

Outcome Condition::evaluate(const Facts& facts) const {
    if (program_ == nullptr) {
        Outcome always;
        always.kind = Outcome::Kind::value;
        always.value = Value(true);
        return always;
    }
    cel::Evaluation evaluation(*program_, facts);
    const cel::Datum value = evaluation.run();
    return outcome_of(value, evaluation.work().meter);
}

bool Condition::holds_at(const Facts& facts, Instant at) const {
    return program_ == nullptr || cel::Evaluation(*program_, facts, at).run().is(true);
}

Instant Condition::next_change(const Facts& facts) const {
    return program_ == nullptr ? end_of_time : cel::next_change(*program_, facts);
}

std::optional<std::string> Condition::account_answers(const Facts& facts) const {
    return program_ == nullptr ? std::string() : cel::account_answers(*program_, facts);
}

Explanation Condition::explain(const Facts& facts) const {
    if (program_ != nullptr) return cel::explain(*program_, facts);
    Explanation always;
    always.text = "true";
    always.outcome = Explanation::Outcome::holds;
    return always;
}

} // namespace nurture::inline v0
