// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "runtime/rendering.hpp"
#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

/// How rarely a channel is asked at last what became of a message. Who was away for months makes up for each time.
constexpr Milliseconds rarest_question = std::chrono::hours(1);

} // namespace

Milliseconds retry_delay(const RetryPolicy& policy, std::uint32_t attempts, const MessageKey& key, bool jitter) {
    double wait = static_cast<double>(policy.first.count());
    const double at_most = static_cast<double>(policy.at_most.count());
    for (std::uint32_t n = 1; n < attempts && wait < at_most; ++n) {
        wait *= policy.factor;
    }
    wait = std::min(wait, at_most);
    if (jitter) {
        const Digest hash = sha256(key.str() + '/' + std::to_string(attempts));
        const unsigned bits = (static_cast<unsigned>(hash.bytes[0]) << 8) | hash.bytes[1];
        wait += wait * 0.2 * (static_cast<double>(bits) / 65536.0);
    }
    return Milliseconds(static_cast<std::int64_t>(wait));
}

bool Turn::is_exempt(const MessageRow& message) const {
    if (message.message.category == "transactional") {
        return true;
    }
    const CompiledWorkflow* workflow = plan_.find(message.message.workflow);
    return workflow != nullptr && workflow->transactional;
}

void Turn::reach_send(EnrollmentRow& row) {
    const CompiledWorkflow& workflow = workflow_of(row);
    const CompiledNode& compiled = node_of(row);
    const Content& content = plan_.contents[compiled.content].definition;
    MessageRow message;
    message.message.key = message_key(plan_.catalog.settings.delivery.name_space, state_.lead.id, row.number,
                                      row.workflow, row.step, row.visit);
    message.message.lead = state_.lead.id;
    message.message.channel = content.channel;
    message.message.workflow = row.workflow;
    message.message.version = workflow.version_hex;
    message.message.step = row.step;
    message.message.content = content.id;
    message.message.category = compiled.category;
    message.enrollment = row.number;
    message.visit = row.visit;
    message.reached_at = now_;
    message.queued_at = now_;
    message.priority = workflow.definition.priority;
    row.standing = Standing::sending;
    changed(row);
    changed(message);
    state_.messages.push_back(std::move(message));
}

void Turn::take_dispatch(const MessageKey& key, const MessageLinks& links) {
    MessageRow* message = state_.message(key);
    if (message == nullptr || message->state != MessageState::queued) {
        return;
    }
    const EnrollmentRow* row = state_.enrollment(message->enrollment);
    if (row == nullptr) {
        message->state = MessageState::canceled;
        changed(*message);
        return;
    }
    const CompiledContent& content = plan_.contents[node_of(*row).content];
    const std::string_view reason = objection(*message, *row, content, links);
    if (!reason.empty()) {
        skip_message(*message, reason);
        return;
    }
    if (finds_closed(*message, *row) || finds_full(*message, *row)) {
        return;
    }
    message->put_off_by = PutOffBy::failure;
    message->full_since = end_of_time;
    message->state = MessageState::handing_over;
    message->message.attempt = ++message->attempts;
    message->handed_over_at = now_;
    message->first_attempt = std::min(message->first_attempt, now_);
    changed(*message);
}

/// Quiet hours and window: outside of them the message waits for the next opening of both together (S15), where all is
/// asked anew.
bool Turn::finds_closed(MessageRow& message, const EnrollmentRow& row) {
    const CompiledWorkflow& workflow = workflow_of(row);
    const Window* const quiet =
        plan_.outside_quiet_hours && !is_exempt(message) ? &*plan_.outside_quiet_hours : nullptr;
    const std::optional<Window>& window = node_of(row).window;
    std::vector<const Window*> all;
    if (quiet != nullptr) {
        all.push_back(quiet);
    }
    if (window) {
        all.push_back(&*window);
    }
    const Zone& here = zone(&workflow);
    const Instant open = next_open(now_, all, here);
    if (open <= now_) {
        return false;
    }
    const bool is_quiet = quiet != nullptr && !quiet->is_open(now_, here);
    if (is_quiet && plan_.catalog.settings.skips_in_quiet_hours) {
        skip_message(message, "quiet_hours");
        return true;
    }
    wait_until(message, open, PutOffBy::hours);
    journal(JournalKind::delayed, &row, {{"until", open}, {"reason", is_quiet ? "quiet_hours" : "window"}});
    return true;
}

/// Takes out of a message what a dispatch has put in.
void Turn::drop_rendered(MessageRow& row) {
    Message& message = row.message;
    message.to.clear();
    message.from.clear();
    message.reply_to.clear();
    message.subject.clear();
    message.preview.clear();
    message.text.clear();
    message.html.clear();
    message.data = {};
    row.content_hash = {};
}

/// Puts a message off that is not overdue by that (S33); then all is asked anew.
void Turn::wait_until(MessageRow& message, Instant until, PutOffBy by) {
    if (message.attempts == 0) { // Nothing of it is fixed.
        drop_rendered(message);
    }
    message.state = MessageState::deferred;
    message.next_attempt = until;
    message.put_off_by = by;
    message.reached_at = later_by(message.reached_at, until - now_);
    changed(message);
}

/// What a message was put off for has come about earlier: all is asked anew now.
void Turn::queue_again(MessageRow& message) {
    message.reached_at = later_by(message.reached_at, now_ - message.next_attempt);
    message.state = MessageState::queued;
    message.queued_at = now_;
    message.next_attempt = end_of_time;
    message.put_off_by = PutOffBy::failure;
    changed(message);
}

/// The questions of S26 in their order; the name of the first *no*, or "".
std::string_view Turn::objection(MessageRow& message, const EnrollmentRow& row, const CompiledContent& content,
                                 const MessageLinks& links) {
    const Value* address = address_on(message.message.channel, state_.lead.fields);
    const bool by_id = message.message.channel == "in_app" || message.message.channel == "push";
    const bool first_attempt = message.attempts == 0;
    // Later attempts send the same bytes to the same address (S29).
    const std::string to = !first_attempt       ? message.message.to
                           : address != nullptr ? to_text(*address)
                           : by_id              ? state_.lead.id.str()
                                                : "";
    if (to.empty() || (address == nullptr && !by_id)) {
        return "no_address";
    }
    if (shared_.suppressed.contains(address_hash(plans_, message.message.channel, to))) {
        return "suppressed";
    }
    if (!is_exempt(message) && !is_subscribed(plan_, state_.lead, message.message.category)) {
        return "unsubscribed";
    }
    if (content.definition.expires_at && now_ > *content.definition.expires_at) {
        return "expired";
    }
    if (!holds(content.when, facts(&row), &row)) {
        return "not_eligible";
    }
    const bool sent_before = std::any_of(state_.messages.begin(), state_.messages.end(), [&](const MessageRow& other) {
        return other.message.content == message.message.content && other.message.key != message.message.key &&
               (other.was_sent() || other.state == MessageState::handing_over);
    });
    if (content.definition.once && sent_before) {
        return "already_sent";
    }
    if (first_attempt) {
        message.message.to = to;
        const std::string_view reason = render(message, row, content, links);
        if (!reason.empty()) {
            return reason;
        }
    }
    if (!is_exempt(message)) {
        if (is_duplicate(message)) {
            return "duplicate";
        }
        if (now_ - message.reached_at > plan_.catalog.settings.delivery.stale_after) {
            return "stale";
        }
    }
    return {};
}

std::string_view Turn::render(MessageRow& message, const EnrollmentRow& row, const CompiledContent& content,
                              const MessageLinks& links) {
    const CompiledTexts& texts = texts_for(content, state_.lead.id);
    const LeadFacts scope = facts(&row, nullptr, &links);
    const bool has_footer = message.message.channel.str() == "email" && !is_exempt(message);
    const TextRenderer renderer(plan_, scope, has_footer);
    std::optional<Unrendered> failed = renderer.render(texts, message.message);
    if (failed) {
        journal(JournalKind::error, &row,
                {{"where", "content " + message.message.content.str()}, {"cause", failed->cause}});
        return "missing_value";
    }
    message.content_hash = hash_of_texts(message.message);
    if (renderer.has_links(texts)) { // They name the message, so two of the same text would never be equal.
        const MessageLinks alike{"unsubscribe_url", "preferences_url"};
        const LeadFacts same = facts(&row, nullptr, &alike);
        Message compared;
        compared.content = message.message.content;
        failed = TextRenderer(plan_, same, has_footer).render_compared(texts, compared);
        if (!failed) {
            message.content_hash = hash_of_texts(compared);
        }
    }
    return {};
}

bool Turn::is_duplicate(const MessageRow& message) const {
    const auto& within = plan_.catalog.settings.delivery.duplicates_within;
    if (!within) {
        return false;
    }
    return std::any_of(state_.messages.begin(), state_.messages.end(), [&](const MessageRow& other) {
        return other.message.key != message.message.key && other.content_hash == message.content_hash &&
               (other.was_sent() || other.state == MessageState::handing_over) && other.handed_over_at > now_ - *within;
    });
}

void Turn::take(const ChannelAnswered& answer) {
    MessageRow* message = state_.message(answer.key);
    if (message == nullptr) {
        return;
    }
    if (message->state == MessageState::handing_over && message->attempts == answer.attempt) {
        answered(*message, answer.delivery);
        ask_caps_again();
        return;
    }
    // Late, or of an earlier attempt (S29).
    const std::string_view kind = name(answer.delivery.kind);
    journal(JournalKind::event, nullptr, {{"type", "late_answer"}, {"key", answer.key.str()}, {"answer", kind}});
    if (answer.delivery.kind != DeliveryKind::accepted || state_.lead.forgotten) {
        return;
    }
    if (message->state == MessageState::assumed_sent) {
        message->state = MessageState::accepted;
        changed(*message);
    } else if (!message->is_final()) { // It was to go again, but it has arrived.
        if (message->state == MessageState::handing_over) {
            decision_.take_back.insert(message->message.key);
        }
        accept_message(*message, MessageState::accepted);
    }
}

void Turn::answered(MessageRow& message, const Delivery& delivery) {
    switch (delivery.kind) {
    case DeliveryKind::accepted: accept_message(message, MessageState::accepted); break;
    case DeliveryKind::rejected: refuse_message(message, "rejected", delivery.reason); break;
    case DeliveryKind::deferred: put_off(message, MessageState::deferred, delivery); break;
    case DeliveryKind::unavailable: put_off(message, MessageState::held, delivery); break;
    case DeliveryKind::in_doubt: doubt(message, delivery); break;
    case DeliveryKind::unknown: go_after_look_up(message, delivery); break;
    }
}

/// The channel never had it. After the end of a process it goes at once, else by the schedule: a channel that neither
/// takes a message nor knows of it would be asked without a pause.
void Turn::go_after_look_up(MessageRow& message, const Delivery& delivery) {
    const EnrollmentRow* row = state_.enrollment(message.enrollment);
    if (row != nullptr && message.doubts == 0) {
        hand_over_again(message, *row);
    } else {
        put_off(message, MessageState::deferred, delivery);
    }
}

/// The channel itself cannot say whether the message went (S29). What may go again follows the schedule of a deferred
/// message, so a channel that always breaks off is not called without a pause, nor for longer than `give_up_after`.
void Turn::doubt(MessageRow& message, const Delivery& delivery) {
    ++message.doubts;
    if (looks_up(message)) {
        return;
    }
    if (state_.enrollment(message.enrollment) != nullptr && goes_again(message)) {
        put_off(message, MessageState::deferred, delivery);
    } else {
        accept_message(message, MessageState::assumed_sent);
    }
}

/// Has the channel asked what became of the message if it can say; again when it stays silent, ever more rarely.
bool Turn::looks_up(MessageRow& message) {
    if (!plans_.lookup_channels.contains(message.message.channel)) {
        return false;
    }
    Milliseconds wait = plans_.answer_within;
    for (std::uint32_t n = 1; n < message.doubts && wait < rarest_question; ++n) {
        wait *= 2;
    }
    message.next_attempt = later_by(now_, std::max(plans_.answer_within, std::min(wait, rarest_question)));
    changed(message);
    decision_.find.insert(message.message.key);
    return true;
}

/// Whether a message in doubt may go to its channel once more.
bool Turn::goes_again(const MessageRow& message) const {
    const DeliverySettings& delivery = plan_.catalog.settings.delivery;
    const InDoubt policy = is_exempt(message) ? delivery.in_doubt_transactional : delivery.in_doubt_marketing;
    return plans_.idempotent_channels.contains(message.message.channel) || policy == InDoubt::resend;
}

void Turn::hand_over_again(MessageRow& message, const EnrollmentRow& row) {
    message.state = MessageState::queued;
    message.queued_at = now_;
    message.next_attempt = end_of_time;
    changed(message);
    journal(JournalKind::delayed, &row,
            {{"until", now_}, {"reason", "in_doubt"}, {"attempt", static_cast<std::int64_t>(message.attempts)}});
}

void Turn::accept_message(MessageRow& message, MessageState state) {
    message.state = state;
    message.next_attempt = end_of_time;
    changed(message);
    look_again_ = true;
    const Message& sent = message.message;
    Fields because{{"key", sent.key.str()},
                   {"content", sent.content.str()},
                   {"channel", sent.channel.str()},
                   {"to", sent.to},
                   {"category", sent.category},
                   {"subject", sent.subject},
                   {"hash", to_hex(message.content_hash)}};
    if (state == MessageState::assumed_sent) {
        because.set("assumed", true);
    }
    if (sent.variant != "base" || plan_.has_variants(sent.content)) {
        because.set("variant", sent.variant);
    }
    const EnrollmentRow* row = state_.enrollment(message.enrollment);
    JournalLine& line = journal(JournalKind::sent, row, std::move(because));
    if (row == nullptr) { // It left while the message was on its way.
        line.workflow = sent.workflow;
        line.enrollment = message.enrollment;
        line.step = sent.step;
    }
    pass_send(message);
}

/// The enrollment goes on behind its send.
void Turn::pass_send(MessageRow& message) {
    EnrollmentRow* row = state_.enrollment(message.enrollment);
    if (row != nullptr && row->standing == Standing::sending && row->visit == message.visit &&
        row->step == message.message.step) {
        go(*row, node_of(*row).next);
    }
}

void Turn::skip_message(MessageRow& message, std::string_view reason) {
    message.state = reason == "withdrawn" ? MessageState::withdrawn : MessageState::skipped;
    message.next_attempt = end_of_time;
    changed(message);
    Fields because{{"reason", reason}, {"content", message.message.content.str()}};
    JournalLine& line = journal(JournalKind::skipped, state_.enrollment(message.enrollment), std::move(because));
    line.workflow = message.message.workflow;
    line.enrollment = message.enrollment;
    line.step = message.message.step;
    pass_send(message);
}

void Turn::refuse_message(MessageRow& message, std::string_view reason, std::string_view words) {
    message.state = MessageState::rejected;
    message.next_attempt = end_of_time;
    changed(message);
    EnrollmentRow* row = state_.enrollment(message.enrollment);
    Fields because{{"reason", reason},
                   {"content", message.message.content.str()},
                   {"attempt", static_cast<std::int64_t>(message.attempts)}};
    if (!words.empty()) {
        because.set("answer", words);
    }
    journal(JournalKind::skipped, row, std::move(because));
    if (row == nullptr || row->standing != Standing::sending) {
        return;
    }
    switch (std::get<SendNode>(definition_of(*row).what).on_failure) {
    case SendNode::OnFailure::go_on: pass_send(message); break;
    case SendNode::OnFailure::exit: leave(row->number, EnrollmentState::failed, "send_refused"); break;
    case SendNode::OnFailure::step: go(*row, node_of(*row).failed); break;
    }
}

void Turn::put_off(MessageRow& message, MessageState state, const Delivery& delivery) {
    const RetryPolicy& retry = plan_.catalog.settings.delivery.retry;
    const Milliseconds wait = retry_delay(retry, message.attempts, message.message.key, plans_.retry_jitter);
    const Instant next = later_by(now_, std::max(wait, delivery.not_before));
    const EnrollmentRow* row = state_.enrollment(message.enrollment);
    if (row == nullptr) {
        message.state = MessageState::canceled;
        changed(message);
        return;
    }
    if (state == MessageState::deferred && next > message.first_attempt + retry.give_up_after) {
        refuse_message(message, "gave_up", delivery.reason);
        return;
    }
    message.state = state;
    message.next_attempt = next;
    message.put_off_by = state == MessageState::held ? PutOffBy::channel : PutOffBy::failure;
    changed(message);
    Fields because{
        {"until", next}, {"reason", name(delivery.kind)}, {"attempt", static_cast<std::int64_t>(message.attempts)}};
    if (!delivery.reason.empty()) {
        because.set("answer", delivery.reason);
    }
    journal(JournalKind::delayed, row, std::move(because));
}

void Turn::take_doubt(const MessageKey& key, bool was_silent) {
    MessageRow* message = state_.message(key);
    if (message == nullptr || message->state != MessageState::handing_over) {
        return;
    }
    message->doubts += was_silent ? 1 : 0;
    if (!state_.lead.forgotten && looks_up(*message)) {
        return;
    }
    const EnrollmentRow* row = state_.enrollment(message->enrollment);
    if (row == nullptr || !goes_again(*message)) {
        accept_message(*message, MessageState::assumed_sent);
    } else if (message->doubts <= 1) {
        hand_over_again(*message, *row);
    } else { // A channel that is silent again and again.
        put_off(*message, MessageState::deferred, {DeliveryKind::in_doubt, "the channel did not answer"});
    }
}

void Turn::take_withdrawn(const MessageKey& key) {
    MessageRow* message = state_.message(key);
    if (message != nullptr && message->state == MessageState::handing_over) {
        skip_message(*message, "withdrawn");
    }
}

} // namespace nurture::inline v0
