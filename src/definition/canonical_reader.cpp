// SPDX-License-Identifier: BSL-1.0
/// \file
/// The canonical forms of workflows and segments, read. Strict: what was not written by to_canonical is refused.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <nurture/definition/catalog.hpp>

#include "definition/canonical.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {
namespace {

/// Thrown inside this file only.
struct Unreadable {
    std::string message{};
};

[[noreturn]] void fail(const Document& where, std::string_view message) {
    throw Unreadable{fmt::format("line {}, column {}: {}", where.place.line, where.place.column, message)};
}

const std::string& text(const Document& document) {
    if (document.kind != Document::Kind::scalar || !document.quoted) {
        fail(document, "expected a text");
    }
    return document.text;
}

template <class Integer>
Integer whole(const Document& document) {
    Integer value{};
    const char* end = document.text.data() + document.text.size();
    const auto [stopped, failure] = std::from_chars(document.text.data(), end, value);
    if (document.kind != Document::Kind::scalar || document.quoted || failure != std::errc() || stopped != end) {
        fail(document, "expected a whole number");
    }
    return value;
}

const std::vector<Document>& items(const Document& document, std::size_t least = 0,
                                   std::size_t most = std::numeric_limits<std::size_t>::max()) {
    if (document.kind != Document::Kind::list || document.items.size() < least || document.items.size() > most) {
        fail(document, "expected a list");
    }
    return document.items;
}

std::vector<std::string> texts(const Document& document) {
    std::vector<std::string> all;
    for (const Document& item : items(document)) {
        all.push_back(text(item));
    }
    return all;
}

CalendarDuration duration(const Document& document) {
    const auto& parts = items(document, 2, 5);
    if (parts.size() == 2) {
        return {.days = whole<std::int32_t>(parts[0]), .exact = Milliseconds(whole<std::int64_t>(parts[1]))};
    }
    if (parts.size() != 5) {
        fail(document, "expected the parts of a duration");
    }
    return {.days = whole<std::int32_t>(parts[1]),
            .exact = Milliseconds(whole<std::int64_t>(parts[4])),
            .months = whole<std::int32_t>(parts[0]),
            .business_days = whole<std::int32_t>(parts[2]),
            .business_hours = whole<std::int32_t>(parts[3])};
}

template <class T>
T parsed(Result<T> read, const Document& document) {
    if (!read) {
        fail(document, read.error().message);
    }
    return *std::move(read);
}

template <std::size_t Count>
std::size_t word(const Document& document, const std::array<std::string_view, Count>& words) {
    const auto found = std::find(words.begin(), words.end(), text(document));
    if (found == words.end()) {
        fail(document, fmt::format("{} is not expected here", quoted(document.text)));
    }
    return static_cast<std::size_t>(found - words.begin());
}

/// The members of a map. done() refuses those that nobody asked for, which includes second ones of a key.
class Members {
public:
    explicit Members(const Document& map) : map_(map), taken_(map.members.size(), false) {
        if (map.kind != Document::Kind::map) {
            fail(map, "expected a map");
        }
    }

    const Document* find(std::string_view key) {
        for (std::size_t i = 0; i < map_.members.size(); ++i) {
            if (map_.members[i].key == key) {
                taken_[i] = true;
                return &map_.members[i].value;
            }
        }
        return nullptr;
    }

    const Document& get(std::string_view key) {
        const Document* value = find(key);
        if (value == nullptr) {
            fail(map_, fmt::format("\"{}\" is missing", key));
        }
        return *value;
    }

    std::string text_or_empty(std::string_view key) {
        const Document* value = find(key);
        return value == nullptr ? std::string() : text(*value);
    }

    std::vector<std::string> texts_or_none(std::string_view key) {
        const Document* value = find(key);
        return value == nullptr ? std::vector<std::string>() : texts(*value);
    }

    bool flag(std::string_view key) {
        const Document* value = find(key);
        if (value != nullptr && (value->quoted || value->text != "true")) {
            fail(*value, "expected true");
        }
        return value != nullptr;
    }

    void done() const {
        for (std::size_t i = 0; i < taken_.size(); ++i) {
            if (!taken_[i]) {
                fail(map_.members[i].value, fmt::format("{} is not expected here", quoted(map_.members[i].key)));
            }
        }
    }

private:
    const Document& map_;
    std::vector<bool> taken_;
};

Value literal(const Document& document);

Value wrapped(const Document& document) {
    const auto& members = document.members;
    const std::string_view key = members.size() == 1 ? std::string_view(members.front().key) : "";
    const Document& value = members.empty() ? document : members.front().value;
    if (key == canonical::instant_key) {
        return Instant(Milliseconds(whole<std::int64_t>(value)));
    }
    if (key == canonical::double_key) {
        const std::string& name = text(value);
        const double infinity = std::numeric_limits<double>::infinity();
        return name == "inf" ? infinity : name == "-inf" ? -infinity : std::numeric_limits<double>::quiet_NaN();
    }
    if (key != canonical::map_key || value.kind != Document::Kind::map) {
        fail(document, "this is no value");
    }
    Value::Map map;
    for (const DocumentMember& member : value.members) {
        map.set(member.key, literal(member.value));
    }
    return map;
}

Value scalar(const Document& document) {
    if (document.quoted) {
        return document.text;
    }
    if (document.text == "true" || document.text == "false") {
        return document.text == "true";
    }
    if (document.text.find_first_of(".eE") == std::string::npos) {
        return whole<std::int64_t>(document);
    }
    double value = 0;
    const char* end = document.text.data() + document.text.size();
    if (std::from_chars(document.text.data(), end, value).ec != std::errc()) {
        fail(document, "this number is too large");
    }
    return value;
}

Value literal(const Document& document) {
    switch (document.kind) {
    case Document::Kind::null: return {};
    case Document::Kind::scalar: return scalar(document);
    case Document::Kind::map: return wrapped(document);
    case Document::Kind::list: break;
    }
    Value::List list;
    for (const Document& item : document.items) {
        list.push_back(literal(item));
    }
    return list;
}

EventMatch match(Members& members) {
    return {members.texts_or_none("event"), members.text_or_empty("where")};
}

FieldName field_name(const Document& document) {
    const std::string& name = text(document);
    const std::size_t dot = name.find('.');
    const std::string owner = name.substr(0, dot);
    if (dot == std::string::npos || (owner != "lead" && owner != "account")) {
        fail(document, "expected a field of lead or account");
    }
    return {owner == "account" ? FieldName::Owner::account : FieldName::Owner::lead, name.substr(dot + 1)};
}

WaitFor wait_for(const Document& document) {
    Members members(document);
    WaitFor wait;
    wait.kind = static_cast<WaitFor::Kind>(word(members.get("kind"), canonical::wait_kinds));
    wait.match = match(members);
    for (std::string& step : members.texts_or_none("message")) {
        wait.messages.emplace_back(std::move(step));
    }
    wait.link = members.text_or_empty("link");
    wait.until = members.text_or_empty("until");
    wait.since_enrollment = members.flag("since_enrollment");
    members.done();
    return wait;
}

std::optional<TimeOfDay> time_of_day(Members& members) {
    const Document* at = members.find("at");
    return at == nullptr ? std::nullopt : std::optional(parsed(parse_time_of_day(text(*at)), *at));
}

DateMoment date_moment(Members& members) {
    return {.offset = {.length = duration(members.get("offset")), .before = members.flag("before")},
            .at = time_of_day(members)};
}

TriggerOnSchedule schedule(const Document& rule, Members& members) {
    std::optional<CivilDate> from;
    if (const Document* first = members.find("from")) {
        from = parsed(parse_date(text(*first)), *first);
    }
    const TimeOfDay at = time_of_day(members).value_or(TimeOfDay(0));
    return {parsed(Schedule::parse(text(rule), at, from), rule)};
}

TriggerNode trigger(Members& members) {
    if (const Document* becomes = members.find("becomes")) {
        return {TriggerOnBecoming{text(*becomes), members.text_or_empty("reset_when")}};
    }
    if (const Document* date = members.find("date")) {
        return {TriggerOnDate{parsed(parse_date_field(text(*date)), *date), date_moment(members)}};
    }
    if (const Document* rule = members.find("schedule")) {
        return {schedule(*rule, members)};
    }
    TriggerOnEvent on{.match = match(members)};
    if (const Document* count = members.find("count")) {
        on.count = whole<std::uint32_t>(*count);
    }
    if (const Document* within = members.find("within")) {
        on.within = Milliseconds(whole<std::int64_t>(*within));
    }
    return {std::move(on)};
}

SendNode send(Members& members) {
    SendNode node;
    node.content = members.text_or_empty("content");
    node.category = members.text_or_empty("category");
    node.window = members.text_or_empty("window");
    if (const Document* on_failure = members.find("on_failure")) {
        node.on_failure = static_cast<SendNode::OnFailure>(word(*on_failure, canonical::on_failure));
    }
    return node;
}

SetNode set(Members& members) {
    SetNode node;
    for (const Document& item : items(members.get("fields"))) {
        const auto& pair = items(item, 2, 2);
        node.fields.emplace_back(field_name(pair[0]), literal(pair[1]));
    }
    return node;
}

ComputeNode compute(Members& members) {
    ComputeNode node;
    for (const Document& item : items(members.get("fields"))) {
        const auto& pair = items(item, 2, 2);
        node.fields.emplace_back(field_name(pair[0]), text(pair[1]));
    }
    return node;
}

DayTime day_time(Members& members) {
    DayTime day{.at = time_of_day(members)};
    if (const Document* weekdays = members.find("weekdays")) {
        day.weekdays = {};
        for (const Document& item : items(*weekdays)) {
            day.weekdays.add(parsed(parse_weekday(text(item)), item));
        }
    }
    return day;
}

DelayNode delay(Members& members) {
    if (const Document* length = members.find("for")) {
        return {DelayFor{duration(*length), day_time(members), members.flag("cadence")}};
    }
    const Document* until = members.find("until");
    if (until == nullptr) {
        return {DelayComputed{text(members.get("compute"))}};
    }
    if (text(*until) == "time") {
        return {DelayUntilTime{day_time(members)}};
    }
    if (text(*until) == "instant") {
        return {DelayUntilInstant{Instant(Milliseconds(whole<std::int64_t>(members.get("instant"))))}};
    }
    DelayUntilDate date;
    const Document& field = members.get("field");
    date.field = parsed(parse_date_field(text(field)), field);
    date.moment = date_moment(members);
    date.if_past = members.flag("exit_if_past") ? IfPast::exit : IfPast::go_on;
    return {std::move(date)};
}

WaitNode wait(Members& members) {
    WaitNode node;
    for (const Document& item : items(members.get("any"))) {
        node.any.push_back(wait_for(item));
    }
    if (const Document* timeout = members.find("timeout")) {
        node.timeout = duration(*timeout);
    }
    return node;
}

BranchNode branch(Members& members) {
    BranchNode node;
    node.subject = members.text_or_empty("subject");
    for (std::string& arm : members.texts_or_none("arms")) {
        node.arms.emplace_back(std::move(arm));
    }
    return node;
}

ScoreNode score(Members& members) {
    const Document& points = members.get("points");
    const Value value = literal(points);
    if (value.as_double() == nullptr) {
        fail(points, "expected a number");
    }
    return {*value.as_double(), members.text_or_empty("reason")};
}

SplitNode split(Members& members) {
    SplitNode node;
    node.experiment = members.text_or_empty("experiment");
    for (const Document& item : items(members.get("arms"))) {
        Members arm(item);
        node.arms.push_back({arm.text_or_empty("name"), whole<std::uint32_t>(arm.get("weight")), arm.flag("holdout")});
        arm.done();
    }
    if (const Document* measure = members.find("measure")) {
        node.measure = static_cast<Measure>(word(*measure, canonical::measures));
    }
    return node;
}

Node::What verb(const Document& name, Members& members) {
    const std::string& verb = text(name);
    if (verb == "trigger") {
        return trigger(members);
    }
    if (verb == "send") {
        return send(members);
    }
    if (verb == "set") {
        return set(members);
    }
    if (verb == "compute") {
        return compute(members);
    }
    if (verb == "tag" || verb == "untag") {
        return TagNode{members.texts_or_none("tags"), verb == "untag"};
    }
    if (verb == "note") {
        return NoteNode{members.text_or_empty("text")};
    }
    if (verb == "subscribe" || verb == "unsubscribe") {
        return SubscribeNode{members.texts_or_none("categories"), verb == "subscribe"};
    }
    if (verb == "enroll") {
        return EnrollNode{members.text_or_empty("workflow")};
    }
    if (verb == "unenroll") {
        return UnenrollNode{members.text_or_empty("workflow")};
    }
    if (verb == "score") {
        return score(members);
    }
    if (verb == "delay") {
        return delay(members);
    }
    if (verb == "wait") {
        return wait(members);
    }
    if (verb == "branch") {
        return branch(members);
    }
    if (verb == "split") {
        return split(members);
    }
    if (verb == "goto") {
        return GotoNode{};
    }
    if (verb == "exit") {
        return ExitNode{members.text_or_empty("reason"), members.text_or_empty("to")};
    }
    fail(name, fmt::format("the verb {} is not known", quoted(verb)));
}

Node node(const Document& document) {
    Members members(document);
    Node node;
    node.id = members.text_or_empty("id");
    node.named = members.flag("named");
    node.condition = members.text_or_empty("if");
    node.what = verb(members.get("verb"), members);
    members.done();
    return node;
}

NodeIndex node_index(const Document& document, std::size_t nodes) {
    const auto index = whole<std::size_t>(document);
    if (index >= nodes) {
        fail(document, "there is no such node");
    }
    return index;
}

Edge edge(const Document& document, std::size_t nodes) {
    const auto& parts = items(document, 3, 4);
    Edge edge;
    edge.from = node_index(parts[0], nodes);
    edge.to = node_index(parts[1], nodes);
    edge.kind = static_cast<Edge::Kind>(word(parts[2], canonical::edge_kinds));
    edge.arm = parts.size() > 3 ? whole<std::size_t>(parts[3]) : 0;
    return edge;
}

std::vector<LeaveRule> rules(Members& members, std::string_view key) {
    std::vector<LeaveRule> all;
    if (const Document* list = members.find(key)) {
        for (const Document& item : items(*list)) {
            Members rule(item);
            all.push_back({match(rule), rule.text_or_empty("when"), rule.text_or_empty("reason"), {}});
            rule.done();
        }
    }
    return all;
}

void read_head(Members& members, Workflow& workflow) {
    workflow.id = text(members.get("workflow"));
    workflow.title = members.text_or_empty("title");
    workflow.description = members.text_or_empty("description");
    workflow.owner = members.text_or_empty("owner");
    workflow.stage = members.text_or_empty("stage");
    if (const Document* category = members.find("category")) {
        workflow.category = text(*category);
    }
    workflow.window = members.text_or_empty("window");
    if (const Document* priority = members.find("priority")) {
        workflow.priority = whole<std::int64_t>(*priority);
    }
    workflow.time_zone = members.text_or_empty("time_zone");
    workflow.when = members.text_or_empty("when");
    workflow.key = members.text_or_empty("key");
    if (const Document* reenroll = members.find("reenroll")) {
        workflow.reenroll.kind = static_cast<Reenroll::Kind>(word(*reenroll, canonical::reenroll));
    }
    if (const Document* after = members.find("reenroll_after")) {
        workflow.reenroll.after = Milliseconds(whole<std::int64_t>(*after));
    }
    workflow.while_active = members.flag("restart") ? WhileActive::restart : WhileActive::ignore;
    workflow.enroll_existing = members.flag("enroll_existing");
    workflow.exits = rules(members, "exit");
    workflow.goals = rules(members, "goal");
    if (const Document* expires = members.find("expires")) {
        workflow.expires = duration(*expires);
    }
}

Workflow workflow_of(const Document& document) {
    Members members(document);
    Workflow workflow;
    read_head(members, workflow);
    for (const Document& item : items(members.get("nodes"))) {
        workflow.nodes.push_back(node(item));
    }
    for (const Document& item : items(members.get("edges"))) {
        workflow.edges.push_back(edge(item, workflow.nodes.size()));
    }
    if (const Document* first = members.find("first")) {
        workflow.first = node_index(*first, workflow.nodes.size());
    }
    members.done();
    return workflow;
}

Segment segment_of(const Document& document) {
    Members members(document);
    Segment segment;
    segment.id = text(members.get("segment"));
    segment.title = members.text_or_empty("title");
    segment.description = members.text_or_empty("description");
    segment.when = members.text_or_empty("when");
    members.done();
    return segment;
}

/// Reads one stored definition; `what` is it in a sentence.
template <class Read>
auto read_stored(std::string_view what, std::string_view json, Read read) -> Result<decltype(read(Document()))> {
    const auto source = std::make_shared<const SourceText>(SourceText{"canonical form", std::string(json)});
    const Checked<Document> document = read_json(source);
    if (!document.ok()) {
        return Error{Errc::unreadable,
                     fmt::format("the stored {} cannot be read: {}", what, document.diagnostics.front().message)};
    }
    try {
        return read(*document);
    } catch (const Unreadable& unreadable) {
        return Error{Errc::unreadable, fmt::format("the stored {} cannot be read: {}", what, unreadable.message)};
    }
}

} // namespace

Result<Workflow> read_canonical_workflow(std::string_view json) {
    return read_stored("workflow", json, workflow_of);
}

Result<Segment> read_canonical_segment(std::string_view json) {
    return read_stored("segment", json, segment_of);
}

} // namespace nurture::inline v0
