// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/hand_written.hpp"

#include <stdexcept>

#include <nurture/runtime/journal.hpp>

namespace nurture::figures {

namespace {

constexpr std::size_t block_size = 1024 * 1024;

/// Which cause a line of lead 0 or 1 had, by its instant.
WrittenByEngine::Cause cause_of(const JournalLine& line) {
    const Milliseconds after = line.at - flow_begin();
    return after >= times_out_after ? WrittenByEngine::timed_out
           : after >= opens_after   ? WrittenByEngine::opened
                                    : WrittenByEngine::joined;
}

} // namespace

WrittenByEngine written_by_engine(EngineStore& store) {
    WrittenByEngine written;
    const auto read = [&](std::size_t lead, auto wanted) {
        expect(store.journal({.lead = lead_id(lead)}, [&](const JournalLine& line) {
            if (const WrittenByEngine::Cause cause = cause_of(line); wanted(cause)) {
                written.journal[cause] += to_json(line) + '\n';
            }
        }));
    };
    read(0, [](WrittenByEngine::Cause cause) { return cause != WrittenByEngine::timed_out; });
    read(1, [](WrittenByEngine::Cause cause) { return cause == WrittenByEngine::timed_out; });
    const LeadId late = lead_id(1);
    expect(store.messages([&](Instant, const Message& message) {
        if (message.lead == late) {
            const bool is_first = message.step.str() == flow_first_send;
            written.messages[is_first ? WrittenByEngine::joined : WrittenByEngine::timed_out] = message;
        }
    }));
    if (written.messages[WrittenByEngine::joined].text.empty() ||
        written.messages[WrittenByEngine::timed_out].text.empty() || written.journal[WrittenByEngine::opened].empty()) {
        throw std::logic_error("the flow did not run as it should");
    }
    return written;
}

void HandWrittenLoop::take(const TimedEvent& input) {
    run_to(input.at - Milliseconds(1)); // A timer loses to an input of its instant.
    const auto found = leads_.find(input.event.lead.str());
    if (found == leads_.end()) {
        return;
    }
    State& state = found->second;
    if (input.event.type == "form_submitted" && state.stage == Stage::none) {
        write(WrittenByEngine::joined);
        send(found->first, written_.messages[WrittenByEngine::joined]);
        state.stage = Stage::waiting;
        timeouts_.emplace_back(input.at + times_out_after, &*found);
    } else if (input.event.type == "message_opened" && state.stage == Stage::waiting) {
        write(WrittenByEngine::opened);
        state.stage = Stage::engaged;
    }
}

void HandWrittenLoop::run_to(Instant now) {
    while (!timeouts_.empty() && timeouts_.front().first <= now) {
        auto& [id, state] = *timeouts_.front().second;
        timeouts_.pop_front();
        if (state.stage == Stage::waiting) {
            write(WrittenByEngine::timed_out);
            send(id, written_.messages[WrittenByEngine::timed_out]);
            state.stage = Stage::reminded;
        }
    }
}

void HandWrittenLoop::write(WrittenByEngine::Cause cause) {
    const std::string& lines = written_.journal[cause];
    if (block_.size() + lines.size() > block_.capacity()) {
        if (!block_.empty()) {
            blocks_.push_back(std::move(block_));
        }
        block_ = {};
        block_.reserve(block_size);
    }
    block_ += lines;
    journal_bytes_ += lines.size();
}

void HandWrittenLoop::send(const std::string& lead, const Message& message) {
    outbox_.push_back({.lead = lead, .to = message.to, .subject = message.subject, .text = message.text});
}

} // namespace nurture::figures
