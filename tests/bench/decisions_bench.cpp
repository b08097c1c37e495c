// SPDX-License-Identifier: BSL-1.0
/// \file
/// What deciding costs: one condition, and a lead's whole way through the reference flow in memory.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include <nurture/condition/condition.hpp>
#include <nurture/runtime/decide.hpp>

#include "support/nursery.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

/// A lead with three fields.
class ThreeFields final : public Facts {
public:
    [[nodiscard]] Instant now() const override { return monday; }
    [[nodiscard]] const Zone& zone() const override { return zone_; }
    [[nodiscard]] ScoreParts score(Instant) const override { return {.fit = 40, .engagement = 22}; }
    [[nodiscard]] const Value* lead(std::string_view name) const override { return fields_.find(name); }

private:
    Fields fields_{{"lifecycle_stage", "lead"}, {"industry", "software"}};
    Zone zone_;
};

void typical_entry_condition(benchmark::State& state) {
    std::vector<ConditionProblem> problems;
    const auto condition = Condition::compile(
        R"(lead.lifecycle_stage in ["subscriber", "lead"] && lead.score >= 50 && !(lead.industry == "education"))", {},
        problems);
    if (!condition || !condition->holds(ThreeFields())) {
        state.SkipWithError("the condition does not hold");
        return;
    }
    const ThreeFields facts;
    for (auto _ : state) {
        benchmark::DoNotOptimize(condition->holds(facts));
    }
}
BENCHMARK(typical_entry_condition);

/// Send, wait up to three days for the open, then tag and note, or a reminder. Half of the leads open.
constexpr std::string_view reference_flow = R"([
  {"workflow": "flow", "trigger": {"event": "joined"}, "steps": [
    {"send": "first", "id": "first"},
    {"wait": {"event": "message_opened", "message": "first"}, "timeout": "3d",
     "then": [{"tag": "opened"}, {"set": {"stage": "mql"}}, {"note": "opened"}], "else": [{"send": "second"}]}]},
  {"content": "first", "channel": "email", "subject": "Hello {{ lead.first_name }}",
   "text": "Two hundred bytes of text, more or less, as a mail has them at the very least: {{ lead.first_name }} of {{ lead.company }}, what would you like to read next? We have gathered three short pieces for you."},
  {"content": "second", "channel": "email", "subject": "Still there?", "text": "A reminder for {{ lead.first_name }}"}])";

void reference_flow_in_memory(benchmark::State& state) {
    const Plan plan = plan_of(reference_flow);
    const int leads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        Nursery nursery(plan, true);
        for (int i = 0; i < leads; ++i) {
            nursery.lead("lead-" + std::to_string(i), {{"first_name", "Ada"}, {"company", "Example"}});
        }
        nursery.engine();
        state.ResumeTiming();
        for (int i = 0; i < leads; ++i) {
            nursery.event(0h, "lead-" + std::to_string(i), "joined");
        }
        nursery.run_to(0h);
        for (int i = 0; i < leads; i += 2) {
            const LeadId lead = "lead-" + std::to_string(i);
            nursery.event(1h, lead, "message_opened",
                          {{"message", message_key("", lead, 1, "flow", "first", 1).str()}});
        }
        nursery.run_to(24h * 4);
    }
    state.SetItemsProcessed(state.iterations() * leads);
}
BENCHMARK(reference_flow_in_memory)->Arg(10'000)->Unit(benchmark::kMillisecond);

} // namespace
