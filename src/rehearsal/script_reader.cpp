// SPDX-License-Identifier: BSL-1.0
// Scenario documents become scripts.

#include <algorithm>
#include <array>
#include <string_view>

#include "rehearsal/offset.hpp"
#include "rehearsal/script.hpp"

namespace nurture::inline v0::rehearsal {

namespace {

using reading::Key;
using reading::KeyedMap;
using reading::Known;
using reading::Reading;

/// Reads the timeline, one entry at a time.
class ScriptReader {
public:
    ScriptReader(const Head& head, const FieldTypes& types, const Reading& reading)
        : head_(head), types_(types), reading_(reading) {}

    Script read(const KeyedMap& map) {
        script_.until = head_.start;
        if (const Document* accounts = map.find("accounts")) {
            read_accounts(*accounts);
        }
        if (const Document* leads = map.find("leads")) {
            read_leads(*leads);
        }
        if (const Document* timeline = map.find("timeline")) {
            read_timeline(*timeline);
        }
        if (const Document* expect = map.find("expect")) {
            script_.expect = read_expectations(*expect, head_, types_, reading_);
        }
        if (const Document* until = map.find("until")) {
            const auto at = read_moment(*until, "until", head_.start, reading_);
            if (at && *at < script_.until) {
                reading_.error("timeline", until->place, "\"until\" is before the end of the timeline");
            } else if (at) {
                script_.until = *at;
            }
        }
        return std::move(script_);
    }

private:
    void read_accounts(const Document& map) {
        for (const DocumentMember& member : members_of(map, "accounts", reading_)) {
            Account account{AccountId(member.key), {}};
            for (const DocumentMember& field : members_of(member.value, member.key, reading_)) {
                if (auto value = read_account_value(field, types_, reading_)) {
                    account.fields.set(field.key, *std::move(value));
                }
            }
            script_.accounts.insert_or_assign(account.id, std::move(account));
        }
    }

    void read_leads(const Document& map) {
        for (const DocumentMember& member : members_of(map, "leads", reading_)) {
            Lead lead = read_lead(LeadId(member.key), member.value);
            const Document* const created = member.value.find("created");
            const auto at = created == nullptr ? std::nullopt : read_moment(*created, "created", head_.start, reading_);
            if (at) {
                created_.push_back({*at, member.place, Create{std::move(lead)}});
            } else {
                script_.leads.push_back(std::move(lead));
            }
        }
        std::stable_sort(created_.begin(), created_.end(), [](const Entry& a, const Entry& b) { return a.at < b.at; });
    }

    Lead read_lead(LeadId id, const Document& map) {
        Lead lead;
        lead.id = std::move(id);
        bool suppressed = false;
        for (const DocumentMember& member : members_of(map, lead.id.str(), reading_)) {
            if (member.key == "created") {
                continue;
            }
            if (member.key == "suppressed") {
                suppressed = reading::read_bool(member.value, member.key, reading_).value_or(false);
            } else if (member.key == "subscriptions") {
                read_subscriptions(member.value, lead);
            } else if (auto value = read_lead_value(member, types_, reading_)) {
                lead.fields.set(member.key, *std::move(value));
            }
        }
        if (const Value* const account = lead.fields.find("account_id")) {
            lead.account = account_of(*account);
        }
        if (suppressed) {
            script_.suppressed.emplace_back(lead.id, lead.fields);
        }
        return lead;
    }

    void read_subscriptions(const Document& map, Lead& lead) {
        for (const DocumentMember& member : members_of(map, "subscriptions", reading_)) {
            if (const auto flag = reading::read_bool(member.value, member.key, reading_)) {
                lead.subscriptions[member.key] = *flag;
            }
        }
    }

    [[nodiscard]] Account account_of(const Value& account_id) const {
        const AccountId id(to_text(account_id));
        const auto at = script_.accounts.find(id);
        return at == script_.accounts.end() ? Account{id, {}} : at->second;
    }

    void read_timeline(const Document& list) {
        Instant last = head_.start;
        std::optional<Instant> closed;
        for (const Document& item : items_of(list, "timeline", reading_)) {
            const Document* const when = item.find("at");
            const auto at = when == nullptr ? std::nullopt : read_moment(*when, "at", head_.start, reading_);
            if (!at) {
                if (when == nullptr) {
                    reading_.error("timeline", item.place, "an entry of the timeline needs \"at\"");
                }
                continue;
            }
            if (*at < last) {
                reading_.error("timeline", item.place,
                               "entries stand in order of time; this one is before the one above");
                continue;
            }
            last = *at;
            take_created(*at);
            Entry entry{*at, item.place, Restart{}};
            if (!read_entry(item, entry)) {
                continue;
            }
            const bool looks = std::holds_alternative<Expectations>(entry.act);
            if (!looks && closed == *at) {
                reading_.error("timeline", item.place,
                               "nothing may follow an \"expect\" at its instant; put it before that");
            }
            if (looks) {
                closed = *at;
            }
            const auto* const idle = std::get_if<Idle>(&entry.act);
            script_.until = std::max({script_.until, *at, idle == nullptr ? *at : idle->until});
            script_.timeline.push_back(std::move(entry));
        }
        take_created(end_of_time);
    }

    /// Leads that exist from an instant on come before whatever else happens then.
    void take_created(Instant up_to) {
        while (taken_ < created_.size() && created_[taken_].at <= up_to) {
            script_.until = std::max(script_.until, created_[taken_].at);
            script_.timeline.push_back(created_[taken_++]);
        }
    }

    bool read_entry(const Document& item, Entry& entry) {
        if (item.find("event") != nullptr) {
            return read_event(item, entry);
        }
        if (item.find("channel") != nullptr) {
            return read_channel(item, entry);
        }
        static constexpr std::array<Key, 20> keys{{{"at"},
                                                   {"lead"},
                                                   {"set"},
                                                   {"create"},
                                                   {"delete"},
                                                   {"forget"},
                                                   {"enroll"},
                                                   {"unenroll"},
                                                   {"subscribe"},
                                                   {"unsubscribe"},
                                                   {"restart"},
                                                   {"idle"},
                                                   {"expect"},
                                                   {"account", Known::later},
                                                   {"merge_into", Known::later},
                                                   {"hold", Known::later},
                                                   {"release", Known::later},
                                                   {"deploy", Known::later},
                                                   {"workflow", Known::companion},
                                                   {"until", Known::companion}}};
        const KeyedMap map(item, keys, "an entry of the timeline", reading_);
        const bool later = std::any_of(keys.begin(), keys.end(),
                                       [&](const Key& key) { return key.known == Known::later && map.has(key.name); });
        return map && !later && read_act(map, item, entry);
    }

    bool read_act(const KeyedMap& map, const Document& item, Entry& entry) {
        if (map.has("restart")) {
            return true;
        }
        if (const Document* const expect = map.find("expect")) {
            entry.act = read_expectations(*expect, head_, types_, reading_);
            return true;
        }
        if (const Document* const idle = map.find("idle")) {
            return read_idle(*idle, entry);
        }
        std::string lead;
        if (!read_lead_id(item, lead)) {
            return false;
        }
        if (const Document* const set = map.find("set")) {
            return read_set(*set, LeadId(lead), entry);
        }
        if (const Document* const create = map.find("create")) {
            entry.act = Create{read_lead(LeadId(lead), *create)};
            return true;
        }
        if (const bool forget = map.has("forget"); forget || map.has("delete")) {
            entry.act = Delete{LeadId(lead), forget};
            return true;
        }
        return read_command(map, item, LeadId(lead), entry);
    }

    bool read_idle(const Document& value, Entry& entry) {
        const auto until = read_moment(value, "idle", head_.start, reading_);
        if (until && *until < entry.at) {
            reading_.error("timeline", value.place,
                           "\"idle\" says until when the engine is not driven, an instant or an offset from the start; "
                           "this one is before \"at\"");
        }
        entry.act = Idle{until.value_or(entry.at)};
        return until.has_value();
    }

    bool read_lead_id(const Document& item, std::string& out) {
        const Document* const lead = item.find("lead");
        if (lead == nullptr) {
            reading_.error("timeline", item.place, "this entry needs \"lead\"");
            return false;
        }
        const auto text = reading::read_text(*lead, "lead", reading_);
        out = text.value_or("");
        return text.has_value();
    }

    bool read_set(const Document& map, LeadId lead, Entry& entry) {
        SetFields act{std::move(lead), {}};
        for (const DocumentMember& member : members_of(map, "set", reading_)) {
            if (auto value = read_lead_value(member, types_, reading_)) {
                act.fields.push_back({member.key, *std::move(value)});
            }
        }
        entry.act = std::move(act);
        return true;
    }

    bool read_command(const KeyedMap& map, const Document& item, const LeadId& lead, Entry& entry) {
        if (const Document* const enroll = map.find("enroll")) {
            return read_enroll(*enroll, lead, entry);
        }
        for (const std::string_view verb : {"unenroll", "subscribe", "unsubscribe"}) {
            const Document* const value = map.find(verb);
            if (value == nullptr) {
                continue;
            }
            const auto text = reading::read_text(*value, verb, reading_);
            if (!text) {
                return false;
            }
            if (verb == "unenroll") {
                entry.act = Command{Unenroll{lead, WorkflowId(*text)}};
            } else {
                entry.act = Command{ConsentGiven{lead, *text, verb == "subscribe", "scenario"}};
            }
            return true;
        }
        reading_.error("timeline", item.place,
                       "this entry says nothing that happens; write \"event\", \"set\", \"expect\" …");
        return false;
    }

    bool read_enroll(const Document& value, const LeadId& lead, Entry& entry) {
        Enroll enroll{lead, {}, false, {}};
        if (value.kind == Document::Kind::map) {
            static constexpr std::array<Key, 3> keys{{{"workflow"}, {"force"}, {"properties"}}};
            const KeyedMap map(value, keys, "\"enroll\"", reading_);
            if (const Document* const id = map.find("workflow")) {
                enroll.workflow = WorkflowId(reading::read_text(*id, "workflow", reading_).value_or(""));
            }
            if (const Document* const force = map.find("force")) {
                enroll.force = reading::read_bool(*force, "force", reading_).value_or(false);
            }
            if (const Document* const properties = map.find("properties")) {
                read_properties(*properties, "", enroll.properties);
            }
        } else {
            enroll.workflow = WorkflowId(reading::read_text(value, "enroll", reading_).value_or(""));
        }
        entry.act = Command{std::move(enroll)};
        return true;
    }

    bool read_event(const Document& item, Entry& entry) {
        Happen act;
        std::string lead;
        const auto type = reading::read_text(*item.find("event"), "event", reading_);
        if (!read_lead_id(item, lead) || !type) {
            return false;
        }
        act.event.lead = LeadId(lead);
        act.event.type = *type;
        if (const Document* const id = item.find("id")) {
            act.event.id = reading::read_text(*id, "id", reading_).value_or("");
        }
        if (const Document* const time = item.find("time")) {
            act.event.time = read_moment(*time, "time", head_.start, reading_);
        }
        const bool engages = type->compare(0, 8, "message_") == 0;
        if (const Document* const message = item.find("message"); engages && message != nullptr) {
            act.message = read_message_name(*message);
        }
        Document others = item;
        const auto framed = [&](const DocumentMember& member) {
            return member.key == "at" || member.key == "lead" || member.key == "event" || member.key == "id" ||
                   member.key == "time" || member.key == "properties" || (engages && member.key == "message");
        };
        others.members.erase(std::remove_if(others.members.begin(), others.members.end(), framed),
                             others.members.end());
        read_properties(others, *type, act.event.properties);
        if (const Document* const more = item.find("properties")) {
            read_properties(*more, *type, act.event.properties);
        }
        entry.act = std::move(act);
        return true;
    }

    std::optional<MessageName> read_message_name(const Document& value) {
        MessageName name;
        if (value.kind != Document::Kind::map) {
            name.of = reading::read_text(value, "message", reading_).value_or("");
            return name;
        }
        static constexpr std::array<Key, 2> keys{{{"step"}, {"enrollment"}}};
        const KeyedMap map(value, keys, "\"message\"", reading_);
        if (const Document* const step = map.find("step")) {
            name.of = reading::read_text(*step, "step", reading_).value_or("");
        }
        if (const Document* const number = map.find("enrollment")) {
            if (const auto value_read = reading::read_integer(*number, "enrollment", reading_)) {
                name.enrollment = static_cast<std::uint64_t>(*value_read);
            }
        }
        return name;
    }

    void read_properties(const Document& map, const std::string& type, Fields& out) {
        static const FieldTypes::Named none{};
        const auto declared = types_.events.find(type);
        const auto built_in = built_in_events().find(type);
        for (const DocumentMember& member : members_of(map, "properties", reading_)) {
            const FieldType* const wanted =
                find_type(declared == types_.events.end() ? none : declared->second,
                          built_in == built_in_events().end() ? none : built_in->second, member.key);
            if (auto value = read_value(member, wanted, reading_)) {
                out.set(member.key, *std::move(value));
            }
        }
    }

    bool read_channel(const Document& item, Entry& entry) {
        static constexpr std::array<Key, 8> keys{
            {{"at"}, {"channel"}, {"fail"}, {"times"}, {"for"}, {"lead"}, {"capabilities"}, {"crash"}}};
        const KeyedMap map(item, keys, "an entry about a channel", reading_);
        const auto channel = reading::read_text(*item.find("channel"), "channel", reading_);
        if (!channel) {
            return false;
        }
        if (const Document* const point = map.find("crash")) {
            return read_crash(*point, ChannelId(*channel), entry);
        }
        if (const Document* const capabilities = map.find("capabilities")) {
            read_capabilities(*capabilities, ChannelId(*channel));
            return false;
        }
        if (!map.has("fail")) {
            reading_.error("timeline", item.place,
                           "an entry about a channel needs \"fail\", \"crash\" or \"capabilities\"");
            return false;
        }
        ChannelRule rule;
        rule.channel = ChannelId(*channel);
        const auto fail = reading::read_word(*map.find("fail"), "fail", {"temporary", "permanent", "down"}, reading_);
        if (!fail) {
            return false;
        }
        constexpr std::array<DeliveryKind, 3> answers{DeliveryKind::deferred, DeliveryKind::rejected,
                                                      DeliveryKind::unavailable};
        rule.answer = answers.at(*fail);
        read_extent(map, entry.at, rule);
        entry.act = std::move(rule);
        return true;
    }

    bool read_crash(const Document& value, ChannelId channel, Entry& entry) {
        const auto point =
            reading::read_word(value, "crash", {"before_handover", "after_handover", "after_accept"}, reading_);
        if (point) {
            entry.act = Crash{std::move(channel), static_cast<Crash::Point>(*point)};
        }
        return point.has_value();
    }

    void read_extent(const KeyedMap& map, Instant from, ChannelRule& rule) {
        if (const Document* const times = map.find("times")) {
            if (const auto count = reading::read_integer(*times, "times", reading_)) {
                rule.times = static_cast<std::uint64_t>(*count);
            }
        }
        if (const Document* const length = map.find("for")) {
            const Result<Milliseconds> offset = parse_offset(length->text);
            if (offset) {
                rule.until = from + *offset;
            } else {
                reading_.wrong_type(length->place, "\"for\": " + offset.error().message);
            }
        }
        if (const Document* const lead = map.find("lead")) {
            rule.lead = LeadId(reading::read_text(*lead, "lead", reading_).value_or(""));
        }
    }

    void read_capabilities(const Document& value, const ChannelId& channel) {
        static constexpr std::array<Key, 2> keys{{{"idempotent"}, {"lookup"}}};
        const KeyedMap map(value, keys, "\"capabilities\"", reading_);
        const auto read = [&](std::string_view name, bool& target) {
            if (const Document* const flag = map.find(name)) {
                target = reading::read_bool(*flag, name, reading_).value_or(false);
            }
        };
        read("idempotent", script_.capabilities[channel].idempotent);
        read("lookup", script_.capabilities[channel].lookup);
    }

    const Head& head_;
    const FieldTypes& types_;
    const Reading& reading_;
    Script script_{};
    std::vector<Entry> created_{};
    std::size_t taken_ = 0;
};

} // namespace

Script read_script(const Document& document, const Head& head, const FieldTypes& types, const Reading& reading) {
    Diagnostics said_before; // read_head() remarked on the keys
    const KeyedMap map = scenario_map(document, Reading(said_before));
    return ScriptReader(head, types, reading).read(map);
}

} // namespace nurture::inline v0::rehearsal
