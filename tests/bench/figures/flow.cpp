// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/flow.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include <nurture/runtime/decide.hpp>

#include "support/nursery.hpp"

namespace nurture::figures {

// The verbs `score` and `notify` that the reference flow has are not there yet: `tag` and `note` stand in for them.
const char* const flow_in_words =
    "flow: trigger, send A, wait up to 3 days for its open (half open, an hour later); opened: tag, set, note; else: "
    "send B. tag and note stand in for score and notify, which do not exist yet.";

namespace {

constexpr std::string_view flow_documents = R"json([
  {"workflow": "flow", "trigger": {"event": "form_submitted", "where": "event.form == 'guide'"},
   "when": "lead.lifecycle_stage in ['subscriber', 'lead'] && lead.industry != 'education'",
   "steps": [
    {"send": "a", "id": "a"},
    {"wait": {"event": "message_opened", "message": "a"}, "timeout": "3d",
     "then": [{"tag": "engaged"}, {"set": {"lifecycle_stage": "mql"}}, {"note": "{{ lead.first_name }} opened the guide"}],
     "else": [{"send": "b"}]}]},
  {"content": "a", "channel": "email", "subject": "{{ lead.first_name }}, here is your guide",
   "text": "Hello {{ lead.first_name }}, here is the guide that {{ lead.company }} asked for: four short chapters and a worked example, a quarter of an hour in all. If anything in it is unclear, just answer this mail. Charles"},
  {"content": "b", "channel": "email", "subject": "{{ lead.first_name }}, did you miss it?",
   "text": "Hello {{ lead.first_name }}, we sent a guide to {{ lead.company }} three days ago. It takes a quarter of an hour to read, and the second chapter is the one that most people come back to. Shall we call? Charles"}
])json";

constexpr std::size_t portion = 10'000;

std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

} // namespace

const Plan& flow_plan() {
    static const Plan plan = testing_support::plan_of(flow_documents);
    return plan;
}

Instant flow_begin() {
    return testing_support::monday;
}

LeadId lead_id(std::size_t number) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(mixed(number)));
    return text.data();
}

Lead lead_of_flow(std::size_t number) {
    const LeadId id = lead_id(number);
    return {.id = id,
            .fields = {{"email", id.str() + "@example.com"},
                       {"first_name", "Ada"},
                       {"company", "Example"},
                       {"industry", "software"},
                       {"lifecycle_stage", "lead"}}};
}

Event joining(std::size_t number) {
    return {.lead = lead_id(number), .type = "form_submitted", .properties = {{"form", "guide"}}};
}

Event opening_of_first(std::size_t number) {
    LeadId id = lead_id(number);
    std::string key = message_key("", id, 1, flow_workflow, flow_first_send, 1).str();
    return {.lead = std::move(id), .type = "message_opened", .properties = {{"message", std::move(key)}}};
}

Event page_view(std::size_t number) {
    return {.lead = lead_id(number), .type = "page_visited", .properties = {{"path", "/pricing"}}};
}

Instant FlowInputs::join_of(std::size_t number) const {
    return flow_begin() + apart_ * static_cast<std::int64_t>(number);
}

Instant FlowInputs::last_join() const {
    return join_of(leads_ == 0 ? 0 : leads_ - 1);
}

std::vector<TimedEvent> FlowInputs::next(std::size_t at_most) {
    std::vector<TimedEvent> inputs;
    while (inputs.size() < at_most) {
        const bool may_join = joined_ < leads_;
        const bool may_open = with_opens_ && opened_ < leads_;
        if (may_open && (!may_join || join_of(opened_) + opens_after <= join_of(joined_))) {
            inputs.push_back({join_of(opened_) + opens_after, opening_of_first(opened_)});
            opened_ += 2;
        } else if (may_join) {
            inputs.push_back({join_of(joined_), joining(joined_)});
            ++joined_;
        } else {
            break;
        }
    }
    return inputs;
}

void drive_to_last_input(Engine& engine, FlowInputs inputs, Stopwatch& watch) {
    for (std::vector<TimedEvent> next = inputs.next(portion); !next.empty(); next = inputs.next(portion)) {
        const Instant last = next.back().at;
        watch.go();
        for (TimedEvent& input : next) {
            (void)expect(engine.accept(std::move(input.event), {.at = input.at}));
        }
        (void)expect(engine.run_due(last));
        watch.stop();
    }
}

void drive(Engine& engine, FlowInputs inputs, Stopwatch& watch) {
    const Instant end = inputs.last_join() + times_out_after + opens_after;
    drive_to_last_input(engine, std::move(inputs), watch);
    watch.go();
    (void)expect(engine.run_due(end));
    watch.stop();
}

void AcceptingChannel::deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) {
    for (const Message& message : messages) {
        ++count_;
        sink->answer(message.key, {});
    }
}

} // namespace nurture::figures
