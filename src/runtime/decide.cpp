// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/decide.hpp>

#include <array>
#include <variant>

#include "runtime/turn.hpp"

namespace nurture::inline v0 {

Decision decide(const Plans& plans, LeadState& state, Shared& shared, const Input& input, Instant now) {
    Turn turn(plans, state, shared, now);
    std::visit([&](const auto& what) { turn.take(what); }, input);
    return turn.finish();
}

Decision decide_timer(const Plans& plans, LeadState& state, Shared& shared, Instant now) {
    Turn turn(plans, state, shared, now);
    turn.take_timer();
    return turn.finish();
}

Decision dispatch(const Plans& plans, LeadState& state, Shared& shared, const MessageKey& key,
                  const MessageLinks& links, Instant now) {
    Turn turn(plans, state, shared, now);
    turn.take_dispatch(key, links);
    return turn.finish();
}

Decision decide_doubt(const Plans& plans, LeadState& state, Shared& shared, const MessageKey& key, Instant now) {
    Turn turn(plans, state, shared, now);
    turn.take_doubt(key, false);
    return turn.finish();
}

Decision decide_sweep(const Plans& plans, LeadState& state, Shared& shared, const SweepRow& sweep, Instant now) {
    Turn turn(plans, state, shared, now);
    turn.take_sweep(sweep);
    return turn.finish();
}

Decision decide_account_changed(const Plans& plans, LeadState& state, Shared& shared, Instant now) {
    Turn turn(plans, state, shared, now);
    turn.take_account_changed();
    return turn.finish();
}

Decision decide_withdrawn(const Plans& plans, LeadState& state, Shared& shared, const MessageKey& key, Instant now) {
    Turn turn(plans, state, shared, now);
    turn.take_withdrawn(key);
    return turn.finish();
}

Account account_kept(const CompiledPlan& plan, const Account& account) {
    Account kept{.id = account.id};
    for (const Field& field : account.fields) {
        if (plan.account_fields.contains(field.name)) {
            kept.fields.set(field.name, field.value);
        }
    }
    return kept;
}

LeadState first_met(const Plans& plans, const Lead& lead, Instant now) {
    const CompiledPlan& plan = plans.current.compiled();
    LeadState state;
    state.lead.id = lead.id;
    for (const Field& field : lead.fields) {
        if (plan.lead_fields.contains(field.name)) {
            state.lead.fields.set(field.name, field.value);
        }
    }
    state.lead.account = account_kept(plan, lead.account);
    for (const auto& [category, subscribed] : lead.subscriptions) {
        state.lead.consent[category] = {.subscribed = subscribed, .source = "lead store", .at = now};
    }
    return state;
}

void meet_again(const Plans& plans, LeadState& state, const Lead& lead, Instant now) {
    LeadRow row = first_met(plans, lead, now).lead;
    row.enrollments = state.lead.enrollments;
    row.seq = state.lead.seq;
    row.chain = state.lead.chain;
    row.swept = state.lead.swept;
    state.lead = std::move(row);
    for (MessageRow& message : state.messages) {
        message.message.content = {}; // So that neither `once` nor `duplicate` counts it.
        message.content_hash = {};
    }
}

namespace {

/// Upper case of an address names the same mailbox for every provider in use (RFC 5321 allows otherwise; suppressing
/// one mailbox too many is the harmless mistake).
std::string normalized(std::string_view address) {
    std::string text;
    for (const char c : address) {
        if (c != ' ' && c != '\t') {
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return text;
}

} // namespace

Digest address_hash(const Plans& plans, const ChannelId& channel, std::string_view address) {
    return Sha256()
        .update("suppressed")
        .update(std::string_view("\0", 1))
        .update(plans.current.compiled().catalog.settings.delivery.name_space)
        .update(std::string_view("\0", 1))
        .update(channel.str())
        .update(std::string_view("\0", 1))
        .update(normalized(address))
        .digest();
}

std::vector<Digest> address_hashes(const Plans& plans, const LeadState& state) {
    std::set<ChannelId> channels;
    for (const CompiledContent& content : plans.current.compiled().contents) {
        channels.insert(content.definition.channel);
    }
    std::vector<Digest> hashes;
    for (const ChannelId& channel : channels) {
        const Value* address = address_on(channel, state.lead.fields);
        if (address != nullptr) {
            hashes.push_back(address_hash(plans, channel, to_text(*address)));
        }
    }
    for (const MessageRow& row : state.messages) { // A later attempt goes where the first one went.
        if (!row.is_final() && !row.message.to.empty()) {
            hashes.push_back(address_hash(plans, row.message.channel, row.message.to));
        }
    }
    return hashes;
}

MessageKey message_key(std::string_view name_space, const LeadId& lead, std::uint64_t enrollment,
                       const WorkflowId& workflow, const StepId& step, std::uint32_t visit) {
    const std::string_view separator("\0", 1);
    const Digest digest = Sha256()
                              .update(name_space)
                              .update(separator)
                              .update(lead.str())
                              .update(separator)
                              .update(std::to_string(enrollment))
                              .update(separator)
                              .update(workflow.str())
                              .update(separator)
                              .update(step.str())
                              .update(separator)
                              .update(std::to_string(visit))
                              .digest();
    // RFC 4648 base32 without padding: 128 bits are 25 characters of five bits and one of three.
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        bits = (bits << 8) | digest.bytes[i];
        for (held += 8; held >= 5; held -= 5) {
            text += alphabet[(bits >> (held - 5)) & 31];
        }
        bits &= (1U << held) - 1;
    }
    text += alphabet[(bits << (5 - held)) & 31];
    return text;
}

} // namespace nurture::inline v0
