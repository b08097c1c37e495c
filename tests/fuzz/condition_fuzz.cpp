// SPDX-License-Identifier: BSL-1.0
/// \file
/// Any bytes are a condition or have problems inside of them; what compiles ends, says the same twice, and explains
/// itself in a line.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/condition/condition.hpp>

namespace {

using namespace nurture;

/// Has a value of every kind under every name that begins with one of eight letters; others are absent.
class Everything final : public Facts {
public:
    [[nodiscard]] Instant now() const override { return Instant(std::chrono::hours(500'000)); }
    [[nodiscard]] const Zone& zone() const override { return zone_; }
    [[nodiscard]] const Value* lead(std::string_view name) const override {
        return name.empty() || name[0] < 'a' || name[0] > 'h' ? nullptr
                                                              : &values_[static_cast<std::size_t>(name[0] - 'a')];
    }
    [[nodiscard]] const Value* account(std::string_view name) const override { return lead(name); }
    [[nodiscard]] const Event* event() const override { return &event_; }
    [[nodiscard]] ScoreParts score() const override { return {1e300, -0.5}; }
    [[nodiscard]] std::int64_t count(std::string_view) const override { return INT64_MAX; }
    [[nodiscard]] std::optional<Instant> last(std::string_view type) const override {
        if (type.size() % 2 == 0) return {};
        return now();
    }
    [[nodiscard]] bool engaged(Engagement, std::optional<std::string_view> step,
                               std::optional<std::string_view>) const override {
        return step.has_value();
    }

private:
    Zone zone_{};
    std::vector<Value> values_ = {
        Value(true),
        Value(std::int64_t{INT64_MIN}),
        Value(-0.0),
        Value("a\xC3\xA4\xFFz"),
        Value(Instant(std::chrono::hours(-1))),
        Value(Value::List(300, Value(std::string(1000, 'x')))),
        Value(Value::Map{{"a", Value(Value::List{Value(1), Value()})}, {"b", Value(2.5)}}),
        Value(std::string(10'000, 'h')),
    };
    Event event_{"l", "form_submitted", "e", Instant{}, {{"a", Value(3)}, {"d", Value("x")}}};
};

const FieldTypes& some_fields() {
    static const FieldTypes fields = [] {
        FieldTypes made;
        made.declared = true;
        made.lead = {{"a", {FieldKind::boolean, {}, {}}},
                     {"b", {FieldKind::integer, {}, {}}},
                     {"d", {FieldKind::date, {}, {}}},
                     {"e", {FieldKind::enumeration, {"x", "y"}, Value("x")}},
                     {"f", {FieldKind::text_list, {}, {}}}};
        made.events["form_submitted"] = {{"a", {FieldKind::integer, {}, {}}}};
        return made;
    }();
    return fields;
}

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void run(std::string_view text, const ConditionScope& scope) {
    static const Everything facts;
    std::vector<ConditionProblem> problems;
    const auto compiled = Condition::compile(text, scope, problems);
    require(compiled.has_value() == problems.empty());
    for (const ConditionProblem& problem : problems) {
        require(problem.offset <= text.size() && !problem.message.empty() && problem.line >= 1 && problem.column >= 1);
    }
    if (!compiled) {
        return;
    }
    require(compiled->text() == text);
    const Outcome first = compiled->evaluate(facts);
    const Outcome second = compiled->evaluate(facts);
    require(first.kind == second.kind && first.error == second.error);
    std::string failure;
    const bool holds = compiled->holds(facts, &failure);
    require(!holds || failure.empty());
    const std::string because = compiled->because(facts);
    require(because.size() < 500 && because.find('\n') == std::string::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ConditionScope scope;
    scope.has_event = true;
    scope.has_trigger = true;
    run(text, scope);
    scope.fields = &some_fields();
    scope.event_types = {"form_submitted"};
    scope.result = ConditionScope::Result::value;
    run(text, scope);
    return 0;
}
