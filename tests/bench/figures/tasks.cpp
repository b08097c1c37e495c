// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/tasks.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "bench/figures/files.hpp"
#include "bench/figures/flow.hpp"
#include "bench/figures/machine.hpp"

namespace nurture::figures {

namespace {

Opening opening_of(const Task& task) {
    return {.cached_leads = task.cached_leads, .cache_bytes = task.cache_bytes};
}

void give(Engine& engine, std::vector<TimedEvent> inputs) {
    const Instant last = inputs.back().at;
    for (TimedEvent& input : inputs) {
        (void)expect(engine.accept(std::move(input.event), {.at = input.at}));
    }
    (void)expect(engine.run_due(last));
}

/// Leads that wait, each once, all over the file.
class Scattered {
public:
    explicit Scattered(std::size_t waiting) : waiting_(waiting) {}
    std::size_t next() {
        constexpr std::size_t stride = 7'919; // A prime, so that it divides no size.
        place_ = (place_ + stride) % waiting_;
        return place_;
    }

private:
    std::size_t waiting_;
    std::size_t place_ = 0;
};

std::vector<TimedEvent> half_joins_half_opens(const Task& task, std::size_t joined_before) {
    std::vector<TimedEvent> inputs;
    Scattered scattered(task.waiting);
    for (std::size_t skipped = 0; skipped < joined_before; ++skipped) {
        (void)scattered.next();
    }
    for (std::size_t i = 0; i < task.inputs; ++i) {
        const Instant at = all_wait(task.waiting) + Milliseconds(static_cast<std::int64_t>(joined_before * 2 + i));
        const std::size_t spare = task.waiting + joined_before + i / 2;
        inputs.push_back({at, i % 2 == 0 ? joining(spare) : opening_of_first(scattered.next())});
    }
    return inputs;
}

void do_inputs(const Task& task, Answers& answers) {
    OpenEngine open(task.file, opening_of(task));
    give(open.engine(), half_joins_half_opens(task, 0)); // What is done once, at the first input, is not measured.
    std::vector<TimedEvent> inputs = half_joins_half_opens(task, task.inputs / 2);
    measure(answers, [&] { give(open.engine(), std::move(inputs)); });
}

void do_tick(const Task& task, Answers& answers) {
    OpenEngine open(task.file, opening_of(task));
    const Instant now = all_wait(task.waiting) + std::chrono::minutes(1);
    (void)expect(open.engine().run_due(now));
    const std::size_t calls = open.store().calls;
    measure(answers, [&] {
        for (std::size_t i = 1; i <= task.inputs; ++i) {
            (void)expect(open.engine().run_due(now + std::chrono::seconds(i)));
        }
    });
    answers["store_calls"] = static_cast<double>(open.store().calls - calls);
}

void do_open(const Task& task, Answers& answers) {
    std::optional<OpenEngine> open;
    std::vector<TimedEvent> first{{all_wait(task.waiting), page_view(task.waiting / 2)}};
    (void)flow_plan(); // The host compiles its catalog in any case.
    measure(answers, [&] {
        open.emplace(task.file, opening_of(task));
        give(open->engine(), std::move(first));
    });
}

void do_memory(const Task& task, Answers& answers) {
    constexpr std::size_t portion = 1'000;
    OpenEngine open(task.file, opening_of(task));
    Scattered scattered(task.waiting);
    for (std::size_t done = 0; done < task.inputs; done += portion) {
        std::vector<TimedEvent> inputs;
        for (std::size_t i = 0; i < portion; ++i) {
            inputs.push_back({all_wait(task.waiting) + Milliseconds(static_cast<std::int64_t>(done + i)),
                              page_view(scattered.next())});
        }
        give(open.engine(), std::move(inputs));
    }
    answers["peak_bytes"] = static_cast<double>(peak_resident_bytes());
}

} // namespace

Answers run_task(const Task& task) {
    Answers answers;
    if (task.what == "inputs") {
        do_inputs(task, answers);
    } else if (task.what == "tick") {
        do_tick(task, answers);
    } else if (task.what == "open") {
        do_open(task, answers);
    } else if (task.what == "memory") {
        do_memory(task, answers);
    } else {
        throw std::logic_error("there is no task " + task.what);
    }
    return answers;
}

} // namespace nurture::figures
