// SPDX-License-Identifier: BSL-1.0
#include "engine/kept.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/object_text.hpp"

namespace nurture::inline v0 {

namespace {

std::int64_t number(std::size_t count) {
    constexpr std::size_t most = INT64_MAX;
    return static_cast<std::int64_t>(std::min(count, most));
}

Value as_value(const Capabilities& can) {
    return Fields{{"idempotent", can.idempotent},      {"lookup", can.lookup},
                  {"batch", number(can.batch)},        {"in_flight", number(can.in_flight)},
                  {"rate", number(can.rate.messages)}, {"rate_ms", std::int64_t{can.rate.per.count()}}};
}

/// The parts of a step behind its time.
struct Parts {
    ObjectText& text;
    Instant at;

    void operator()(const Input&) const {}
    void operator()(const EngineOpened& opened) const {
        Fields channels;
        for (const auto& [id, can] : opened.channels) {
            channels.set(id.str(), as_value(can));
        }
        text.add("type", "engine_opened").add("first", opened.is_first).add("virtual", opened.is_virtual);
        text.add("records", opened.records_messages).add("links", opened.has_links).add("doubts", opened.has_doubts);
        text.add("jitter", opened.retry_jitter).add("answer_within_ms", std::int64_t{opened.answer_within.count()});
        if (opened.driven_to != Instant::min()) {
            text.add("driven_to", opened.driven_to);
        }
        text.add("zone_data", opened.zone_data).add("channels", channels);
    }
    void operator()(const LeadMet& met) const {
        Fields subscriptions;
        for (const auto& [category, subscribed] : met.lead.subscriptions) {
            subscriptions.set(category, subscribed);
        }
        text.add("lead", met.lead.id.str()).add("type", "lead_met").add("sweep", met.by_sweep);
        text.add("fields", met.lead.fields).add_account(met.lead.account).add("subscriptions", subscriptions);
    }
    void operator()(const Dispatched& step) const { of_turn("dispatched", step.key, step.driven_to); }
    void operator()(const DoubtDecided& step) const { of_turn("doubt_decided", step.key, step.driven_to); }
    void operator()(const TakenBack& step) const { text.add("type", "taken_back").add("key", step.key.str()); }
    void operator()(const TimersDecided& timers) const {
        text.add("type", "timers_decided").add("count", static_cast<std::int64_t>(timers.count));
    }

    void of_turn(std::string_view type, const MessageKey& key, Instant driven_to) const {
        text.add("type", type).add("key", key.str());
        if (driven_to != at) {
            text.add("driven_to", driven_to);
        }
    }
};

/// The members of one object that kept() may have written. What is missing has no value.
class Members {
public:
    explicit Members(const Document& document) : document_(document) {}

    [[nodiscard]] const Document* find(std::string_view key) const { return document_.find(key); }
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    [[nodiscard]] std::string text(std::string_view key) const {
        const Value value = value_of(key);
        return value.as_string() != nullptr ? *value.as_string() : std::string();
    }
    [[nodiscard]] bool flag(std::string_view key) const {
        const Value value = value_of(key);
        return value.as_bool() != nullptr && *value.as_bool();
    }
    [[nodiscard]] std::int64_t number(std::string_view key) const {
        const Value value = value_of(key);
        return value.as_int() != nullptr ? *value.as_int() : 0;
    }
    [[nodiscard]] std::optional<Instant> instant(std::string_view key) const {
        const Value value = value_of(key);
        return value.as_instant() != nullptr ? std::optional(*value.as_instant()) : std::nullopt;
    }
    [[nodiscard]] Fields fields(std::string_view key) const {
        const Document* const found = find(key);
        return found == nullptr ? Fields{} : read_fields_exactly(*found);
    }

private:
    [[nodiscard]] Value value_of(std::string_view key) const {
        const Document* const found = find(key);
        return found == nullptr ? Value() : read_exactly(*found);
    }
    const Document& document_;
};

Account account_in(const Document& written) {
    const Members members(written);
    return {.id = AccountId(members.text("id")), .fields = members.fields("fields")};
}

std::size_t count_in(const Fields& fields, std::string_view name) {
    const Value* const value = fields.find(name);
    return value != nullptr && value->as_int() != nullptr ? static_cast<std::size_t>(*value->as_int()) : 0;
}

Capabilities capabilities_in(const Value& value) {
    const Fields fields = value.as_map() != nullptr ? *value.as_map() : Fields{};
    const auto is = [&](std::string_view name) {
        const Value* const flag = fields.find(name);
        return flag != nullptr && *flag == Value(true);
    };
    return {.idempotent = is("idempotent"),
            .lookup = is("lookup"),
            .batch = count_in(fields, "batch"),
            .in_flight = count_in(fields, "in_flight"),
            .rate = {.messages = count_in(fields, "rate"), .per = Milliseconds(count_in(fields, "rate_ms"))}};
}

EngineOpened opened_in(const Members& members) {
    EngineOpened opened{.is_first = members.flag("first"),
                        .is_virtual = members.flag("virtual"),
                        .records_messages = members.flag("records"),
                        .has_links = members.flag("links"),
                        .has_doubts = members.flag("doubts"),
                        .driven_to = members.instant("driven_to").value_or(Instant::min()),
                        .retry_jitter = members.flag("jitter"),
                        .answer_within = Milliseconds(members.number("answer_within_ms")),
                        .zone_data = members.text("zone_data")};
    for (const Field& channel : members.fields("channels")) {
        opened.channels.emplace(channel.name, capabilities_in(channel.value));
    }
    return opened;
}

LeadMet lead_in(const Members& members) {
    LeadMet met{.lead = {.id = LeadId(members.text("lead")), .fields = members.fields("fields")},
                .by_sweep = members.flag("sweep")};
    if (const Document* const account = members.find("account")) {
        met.lead.account = account_in(*account);
    }
    for (const Field& each : members.fields("subscriptions")) {
        met.lead.subscriptions.emplace(each.name, each.value == Value(true));
    }
    return met;
}

LeadChanged change_in(const Members& members) {
    LeadChanged change{.lead = LeadId(members.text("lead"))};
    for (const DocumentMember& member : members.find("properties")->members) {
        change.fields.push_back({member.key, read_exactly(member.value)});
    }
    if (const Document* const account = members.find("account")) {
        change.account = account_in(*account);
    }
    return change;
}

std::optional<Input> answer_in(const Members& members) {
    constexpr std::array kinds{DeliveryKind::accepted,    DeliveryKind::deferred, DeliveryKind::rejected,
                               DeliveryKind::unavailable, DeliveryKind::in_doubt, DeliveryKind::unknown};
    const std::string wanted = members.text("answer");
    for (const DeliveryKind kind : kinds) {
        if (name(kind) == wanted) {
            return ChannelAnswered{.key = MessageKey(members.text("key")),
                                   .attempt = static_cast<std::uint32_t>(members.number("attempt")),
                                   .delivery = {.kind = kind,
                                                .reason = members.text("reason"),
                                                .not_before = Milliseconds(members.number("not_before_ms"))}};
        }
    }
    return std::nullopt;
}

/// What has no lead, or is no input.
std::optional<KeptStep> step_in(const Members& members, const std::string& type, Instant at) {
    const MessageKey key(members.text("key"));
    if (type == "engine_opened") {
        return opened_in(members);
    }
    if (type == "dispatched") {
        return Dispatched{key, members.instant("driven_to").value_or(at)};
    }
    if (type == "doubt_decided") {
        return DoubtDecided{key, members.instant("driven_to").value_or(at)};
    }
    if (type == "taken_back") {
        return TakenBack{key};
    }
    if (type == "timers_decided") {
        return TimersDecided{static_cast<std::uint64_t>(members.number("count"))};
    }
    if (type == "channel_answered") {
        if (std::optional<Input> answer = answer_in(members)) {
            return KeptStep(*std::move(answer));
        }
    }
    return std::nullopt;
}

/// A host may call its events as it likes: what has properties and nothing else is an event.
std::optional<KeptStep> step_of_lead(const Members& members, const std::string& type) {
    const LeadId lead(members.text("lead"));
    if (type == "lead_met" && members.has("fields")) {
        return lead_in(members);
    }
    if (members.has("workflow")) {
        const WorkflowId workflow(members.text("workflow"));
        return type == "unenroll" ? KeptStep(Input(Unenroll{.lead = lead, .workflow = workflow}))
                                  : KeptStep(Input(Enroll{.lead = lead,
                                                          .workflow = workflow,
                                                          .force = members.flag("force"),
                                                          .properties = members.fields("properties")}));
    }
    if (members.has("properties")) {
        return type == "lead_changed" ? KeptStep(Input(change_in(members)))
                                      : KeptStep(Input(Event{.lead = lead,
                                                             .type = type,
                                                             .id = members.text("id"),
                                                             .time = members.instant("occurred"),
                                                             .properties = members.fields("properties")}));
    }
    if (members.has("category")) {
        return KeptStep(Input(ConsentGiven{.lead = lead,
                                           .category = members.text("category"),
                                           .subscribed = members.flag("subscribed"),
                                           .source = members.text("source")}));
    }
    return type == "lead_deleted" ? std::optional<KeptStep>(Input(LeadDeleted{lead})) : std::nullopt;
}

} // namespace

KeptInput kept(const KeptStep& step, const LeadId& lead, Instant at) {
    if (const auto* input = std::get_if<Input>(&step)) {
        return {.at = at, .lead = lead, .json = to_json(*input, at)};
    }
    ObjectText text;
    text.add("time", at);
    std::visit(Parts{text, at}, step);
    return {.at = at, .lead = lead, .json = text.done()};
}

Result<Kept> read_kept(const std::string& json) {
    const auto unreadable = [&json](const char* what) {
        return Error{Errc::unreadable, std::string(what) + ": " + json.substr(0, 200)};
    };
    const Checked<Document> document = read_json(std::make_shared<const SourceText>(SourceText{"input", json}));
    if (!document.ok() || document->kind != Document::Kind::map) {
        return unreadable("a kept input is no JSON object");
    }
    const Members members(*document);
    const std::optional<Instant> at = members.instant("time");
    if (!at) {
        return unreadable("a kept input has no time");
    }
    const std::string type = members.text("type");
    std::optional<KeptStep> step = members.has("lead") ? step_of_lead(members, type) : step_in(members, type, *at);
    return step ? Result<Kept>(Kept{*at, *std::move(step)})
                : Result<Kept>(unreadable("a kept input is of no known kind"));
}

} // namespace nurture::inline v0
