// SPDX-License-Identifier: BSL-1.0
#include <iostream>
#include <nurture/engine/engine.hpp>
#include <nurture/runtime/memory_lead_store.hpp>
#include <nurture/runtime/memory_store.hpp>
#include <nurture/yaml/load.hpp>

struct Console : nurture::Channel { // your mail service
    void deliver(std::span<const nurture::Message> messages, std::shared_ptr<nurture::DeliverySink> sink) override {
        for (const nurture::Message& message : messages) {
            std::cout << message.to << ": " << message.subject << '\n';
            sink->answer(message.key, {.kind = nurture::DeliveryKind::accepted});
        }
    }
};

int main() {
    const auto catalog = nurture::yaml::load("examples/quickstart/catalog");
    const auto plan = nurture::compile(*catalog); // all mistakes are in catalog.diagnostics and plan.diagnostics
    nurture::MemoryLeadStore leads;               // your CRM
    leads.put({.id = "ada", .fields = {{"email", "ada@example.com"}, {"first_name", "Ada"}}});
    nurture::MemoryStore store;
    nurture::VirtualClock clock(nurture::parse_instant("2026-03-02T09:00:00Z").value());
    Console email;
    auto engine =
        nurture::Engine::open(*plan, {.store = store, .leads = leads, .clock = clock, .channels = {{"email", &email}}});
    if (!engine) {
        return std::cerr << engine.error().message << '\n', 1;
    }

    const nurture::Event asked{.lead = "ada", .type = "form_submitted", .properties = {{"form", "guide"}}};
    const auto settled = (*engine)->accept_now(asked);                             // the first message leaves
    const auto progress = (*engine)->run_due(clock.now() + std::chrono::days(30)); // a month in a millisecond
    return settled && progress ? 0 : 1;
}
