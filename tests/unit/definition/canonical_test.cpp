// SPDX-License-Identifier: BSL-1.0

#include <nurture/definition/catalog.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include <nurture/definition/builder.hpp>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;

namespace {

std::string any_text() {
    return *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abz09 _.\"\\\n\t{}[]:,'")));
}

Value any_value(int depth) {
    switch (*rc::gen::inRange(0, depth > 0 ? 9 : 7)) {
    case 0: return {};
    case 1: return *rc::gen::arbitrary<bool>();
    case 2: return *rc::gen::arbitrary<std::int64_t>();
    case 3: return *rc::gen::arbitrary<double>();
    case 4: return static_cast<double>(*rc::gen::inRange(-9, 9));
    case 5: return any_text();
    case 6: return Instant(Milliseconds(*rc::gen::arbitrary<std::int64_t>()));
    case 7: {
        Value::List list;
        for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
            list.push_back(any_value(depth - 1));
        }
        return list;
    }
    default: break;
    }
    Value::Map map;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
        map.set(any_text(), any_value(depth - 1));
    }
    return map;
}

CalendarDuration any_duration() {
    CalendarDuration duration{*rc::gen::arbitrary<std::int32_t>(), Milliseconds(*rc::gen::arbitrary<std::int64_t>())};
    if (*rc::gen::arbitrary<bool>()) {
        duration.months = *rc::gen::arbitrary<std::int32_t>();
        duration.business_days = *rc::gen::arbitrary<std::int32_t>();
        duration.business_hours = *rc::gen::arbitrary<std::int32_t>();
    }
    return duration;
}

WaitFor any_wait() {
    return {static_cast<WaitFor::Kind>(*rc::gen::inRange(0, 3)),
            {{any_text(), any_text()}, any_text()},
            {any_text()},
            any_text(),
            *rc::gen::arbitrary<bool>(),
            any_text()};
}

DelayNode any_delay() {
    DayTime day;
    if (*rc::gen::arbitrary<bool>()) {
        day = {.at = TimeOfDay(*rc::gen::inRange(0, 24 * 60)), .weekdays = {Weekday::mon, Weekday::sun}};
    }
    switch (*rc::gen::inRange(0, 5)) {
    case 0: return {DelayFor{any_duration(), day, *rc::gen::arbitrary<bool>()}};
    case 1: return {DelayComputed{"lead." + any_text()}};
    case 2: return {DelayUntilTime{day}};
    case 3: return {DelayUntilInstant{Instant(Milliseconds(*rc::gen::arbitrary<std::int64_t>()))}};
    default: break;
    }
    const DateField field{static_cast<DateField::Owner>(*rc::gen::inRange(0, 3)), "renewal_date"};
    return {DelayUntilDate{field,
                           {{any_duration(), *rc::gen::arbitrary<bool>()}, day.at},
                           *rc::gen::arbitrary<bool>() ? IfPast::exit : IfPast::go_on}};
}

TriggerNode any_trigger() {
    const TimeOfDay at(*rc::gen::inRange(0, 24 * 60));
    switch (*rc::gen::inRange(0, 4)) {
    case 0:
        return {TriggerOnEvent{{{any_text()}, any_text()},
                               *rc::gen::arbitrary<std::uint32_t>(),
                               Milliseconds(*rc::gen::arbitrary<std::int64_t>())}};
    case 1: return {TriggerOnBecoming{"lead." + any_text(), any_text()}};
    case 2: return {TriggerOnSchedule{Schedule::parse("FREQ=WEEKLY;BYDAY=MO", at, CivilDate{2026, 1, 5}).value()}};
    default: break;
    }
    const DateField field{DateField::Owner::account, "founded_on"};
    return {TriggerOnDate{field, {{any_duration(), *rc::gen::arbitrary<bool>()}, at}}};
}

SplitNode any_split() {
    SplitNode split{any_text(), {}, static_cast<Measure>(*rc::gen::inRange(0, 4))};
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        split.arms.push_back({any_text(), *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<bool>()});
    }
    return split;
}

Node::What any_verb() {
    const FieldName field{*rc::gen::element(FieldName::Owner::lead, FieldName::Owner::account), any_text()};
    switch (*rc::gen::inRange(0, 16)) {
    case 0: return any_trigger();
    case 1:
        return SendNode{any_text(), any_text(), static_cast<SendNode::OnFailure>(*rc::gen::inRange(0, 3)), any_text()};
    case 2: return SetNode{{{field, any_value(2)}, {field, any_value(2)}}};
    case 3: return ComputeNode{{{field, any_text()}}};
    case 4: return TagNode{{any_text(), any_text()}, *rc::gen::arbitrary<bool>()};
    case 5: return NoteNode{any_text()};
    case 6: return any_delay();
    case 7: {
        WaitNode wait{{any_wait(), any_wait()}, std::nullopt};
        if (*rc::gen::arbitrary<bool>()) {
            wait.timeout = any_duration();
        }
        return wait;
    }
    case 8: return BranchNode{any_text(), {any_text(), any_text()}};
    case 9: return any_split();
    case 10: return GotoNode{};
    case 11: return ScoreNode{*rc::gen::inRange(-100, 100) / 8.0, any_text()};
    case 12: return SubscribeNode{{any_text(), any_text()}, *rc::gen::arbitrary<bool>()};
    case 13: return EnrollNode{any_text()};
    case 14: return UnenrollNode{any_text()};
    default: break;
    }
    return ExitNode{any_text(), any_text()};
}

Workflow any_workflow() {
    Workflow workflow;
    workflow.id = any_text();
    workflow.title = any_text();
    workflow.category = any_text();
    workflow.window = any_text();
    workflow.priority = *rc::gen::arbitrary<std::int64_t>();
    workflow.when = any_text();
    workflow.reenroll = {static_cast<Reenroll::Kind>(*rc::gen::inRange(0, 3)),
                         Milliseconds(*rc::gen::arbitrary<std::int64_t>())};
    workflow.while_active = *rc::gen::element(WhileActive::ignore, WhileActive::restart);
    workflow.enroll_existing = *rc::gen::arbitrary<bool>();
    workflow.exits = {{{{any_text()}, any_text()}, any_text(), any_text(), {}}};
    workflow.goals = {{{}, any_text(), any_text(), {}}};
    if (*rc::gen::arbitrary<bool>()) {
        workflow.expires = any_duration();
    }
    const int nodes = *rc::gen::inRange(0, 6);
    for (int i = 0; i < nodes; ++i) {
        workflow.nodes.push_back({any_text(), *rc::gen::arbitrary<bool>(), any_text(), any_verb(), {}});
    }
    for (int i = 0; i < 2 * nodes; ++i) {
        const auto index = [&] { return static_cast<NodeIndex>(*rc::gen::inRange(0, nodes)); };
        workflow.edges.push_back({index(), index(), static_cast<Edge::Kind>(*rc::gen::inRange(0, 7)),
                                  static_cast<std::size_t>(*rc::gen::inRange(0, 3))});
        workflow.first = index();
    }
    return workflow;
}

} // namespace

TEST_CASE("any workflow reads back from its canonical form as it was", "[definition][canonical]") {
    CHECK(rc::check([] {
        const Workflow workflow = any_workflow();
        const std::string form = to_canonical(workflow);
        const Result<Workflow> read = read_canonical_workflow(form);
        if (!read) {
            RC_FAIL(read.error().message + "\n" + form);
        }
        RC_ASSERT(*read == workflow);
        RC_ASSERT(to_canonical(*read) == form);
    }));
}

TEST_CASE("the canonical form of a workflow is what it always was", "[definition][canonical]") {
    // Versions of running enrollments are hashes of this text: it may grow keys, it may not change.
    const auto built = WorkflowBuilder("two-mails")
                           .title("Two mails")
                           .on("form_submitted", "event.form == \"guide\"")
                           .send("first")
                           .wait(for_engagement("message_clicked", {"first"}), "1d12h", then([](Steps& s) {
                                     s.set({{"plan", 1.0}, {"account.n", 1}});
                                 }))
                           .branch(when("a", [](Steps& s) { s.exit("done"); }))
                           .note("b")
                           .only_if("c")
                           .build();
    CHECK(to_canonical(*built) ==
          R"({"edges":[[0,1,"next"],[1,2,"next"],[2,3,"met"],[2,4,"timed_out"],[3,4,"next"],[4,5,"arm"],)"
          R"([4,6,"otherwise"]],"first":1,"nodes":[{"event":["form_submitted"],"verb":"trigger",)"
          R"("where":"event.form == \"guide\""},{"content":"first","id":"first","verb":"send"},)"
          R"({"any":[{"event":["message_clicked"],"kind":"engagement","message":["first"]}],"id":"steps[1]",)"
          R"("timeout":[1,43200000],"verb":"wait"},{"fields":[["lead.plan",1.0],["account.n",1]],)"
          R"("id":"steps[1].then[0]","verb":"set"},{"arms":["a"],"id":"steps[2]","verb":"branch"},)"
          R"({"id":"steps[2].branch[0].then[0]","reason":"done","verb":"exit"},{"id":"steps[3]","if":"c",)"
          R"("text":"b","verb":"note"}],"title":"Two mails","workflow":"two-mails"})");
}

TEST_CASE("the canonical form of a split is what it always was", "[definition][canonical]") {
    const auto built =
        WorkflowBuilder("w")
            .split("tone", Measure::clicked, arm("warm", 90, [](Steps& s) { s.note("hello"); }), holdout("none", 10))
            .build();
    CHECK(to_canonical(*built) ==
          R"({"edges":[[0,1,"arm"]],"first":0,"nodes":[{"arms":[{"name":"warm","weight":9000},)"
          R"({"holdout":true,"name":"none","weight":1000}],"experiment":"tone","id":"steps[0]","measure":"clicked",)"
          R"("verb":"split"},{"id":"steps[0].arms.warm[0]","text":"hello","verb":"note"}],"workflow":"w"})");
}

TEST_CASE("formatting and order of keys do not show in the canonical form", "[definition][canonical]") {
    const auto a = nurture_test::catalog("{'workflow':'w','title':'t','priority':1,'steps':[{'note':'x','id':'n'}]}");
    const auto b = nurture_test::catalog("{'steps' : [ {'id': 'n',\n 'note': 'x'} ],\n 'priority': 1, 'title': 't', "
                                         "'workflow': 'w', 'when': 'x' }");
    REQUIRE(a.ok());
    REQUIRE(b.ok());
    Workflow same = b->workflows.at("w");
    CHECK(to_canonical(a->workflows.at("w")) != to_canonical(same));
    same.when = {};
    CHECK(to_canonical(a->workflows.at("w")) == to_canonical(same));
}

TEST_CASE("numbers that are not finite survive the canonical form", "[definition][canonical]") {
    Workflow workflow;
    const double infinity = std::numeric_limits<double>::infinity();
    Node node;
    node.what = SetNode{{{{}, infinity}, {{}, -infinity}}};
    workflow.nodes = {node};
    CHECK(*read_canonical_workflow(to_canonical(workflow)) == workflow);
}

TEST_CASE("what is no canonical workflow is unreadable and says why", "[definition][canonical]") {
    struct Bad {
        std::string text, words;
    };
    const auto bad = GENERATE(values<Bad>({
        {"", "end of the text"},
        {"[]", "expected a map"},
        {"{}", "\"workflow\" is missing"},
        {R"({"workflow":"w","nodes":[],"edges":[],"more":1})", "\"more\" is not expected"},
        {R"({"workflow":"w","workflow":"w","nodes":[],"edges":[]})", "\"workflow\" is not expected"},
        {R"({"workflow":1,"nodes":[],"edges":[]})", "expected a text"},
        {R"({"workflow":"w","edges":[]})", "\"nodes\" is missing"},
        {R"({"workflow":"w","nodes":[{"verb":"fly"}],"edges":[]})", "verb \"fly\""},
        {R"({"workflow":"w","nodes":[{"verb":"delay"}],"edges":[]})", "\"compute\" is missing"},
        {R"({"workflow":"w","nodes":[{"verb":"delay","for":[1]}],"edges":[]})", "expected a list"},
        {R"({"workflow":"w","nodes":[{"verb":"note","tags":["x"]}],"edges":[]})", "\"tags\" is not expected"},
        {R"({"workflow":"w","nodes":[{"verb":"split","experiment":"x"}],"edges":[]})", "\"arms\" is missing"},
        {R"({"workflow":"w","nodes":[{"verb":"split","arms":[{"name":"a"}]}],"edges":[]})", "\"weight\" is missing"},
        {R"({"workflow":"w","nodes":[{"verb":"split","arms":[{"weight":1,"x":1}]}],"edges":[]})", "\"x\" is not"},
        {R"({"workflow":"w","nodes":[],"edges":[[0,0,"next"]]})", "no such node"},
        {R"({"workflow":"w","nodes":[{"verb":"goto"}],"edges":[[0,0,"back"]]})", "\"back\""},
        {R"({"workflow":"w","nodes":[],"edges":[],"first":0})", "no such node"},
        {R"({"workflow":"w","nodes":[],"edges":[],"priority":1.5})", "whole number"},
        {R"({"workflow":"w","nodes":[],"edges":[],"restart":false})", "expected true"},
    }));
    CAPTURE(bad.text);
    const Result<Workflow> read = read_canonical_workflow(bad.text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == Errc::unreadable);
    CAPTURE(read.error().message);
    CHECK(read.error().message.find(bad.words) != std::string::npos);
}

TEST_CASE("a segment survives the canonical form", "[definition][canonical]") {
    const Segment segment{"cold", "Cold leads", "for \"sales\"", "lead.score < 10", {}};
    CHECK(*read_canonical_segment(to_canonical(segment)) == segment);
    CHECK_FALSE(*read_canonical_segment(R"({"segment":"cold","when":"lead.score < 10"})") == segment);
    for (const char* text : {"{}", "[]", R"({"segment":"s","when":1})", R"({"segment":"s","workflow":"w"})"}) {
        CAPTURE(text);
        const Result<Segment> read = read_canonical_segment(text);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == Errc::unreadable);
        CHECK(read.error().message.find("the stored segment cannot be read: ") == 0);
    }
}

TEST_CASE("contents, segments, scoring, settings and fields have a canonical form that tells them apart",
          "[definition][canonical]") {
    Content content;
    content.id = "c";
    content.channel = "email";
    CHECK(to_canonical(content) == R"({"channel":"email","content":"c"})");
    content.data = {{"n", 1}};
    content.once = true;
    CHECK(to_canonical(content) == R"({"channel":"email","content":"c","data":{"n":1},"once":true})");

    Settings settings;
    CHECK(to_canonical(settings) == "{}");
    settings.delivery.duplicates_within.reset();
    settings.delivery.retry.factor = 3;
    settings.limits.visits = 7;
    settings.categories["news"] = Consent::opt_in;
    CHECK(to_canonical(settings) ==
          R"({"categories":{"marketing":"opt_out","news":"opt_in","transactional":"opt_out"},)"
          R"("delivery":{"duplicates_within":"never","retry":{"factor":3.0}},"limits":{"visits":7}})");

    Segment segment;
    segment.id = "s";
    segment.when = "lead.score < 10";
    CHECK(to_canonical(segment) == R"({"segment":"s","when":"lead.score < 10"})");

    Scoring scoring;
    CHECK(to_canonical(scoring) == R"({"engagement":[],"fit":[]})");
    scoring.declared = true;
    scoring.fit = {{"lead.employees > 200", 20}};
    scoring.engagement = {{.match = {{"page_visited"}, "event.path == \"/\""},
                           .points = 2.5,
                           .limit = 3,
                           .per = Milliseconds(3'600'000)}};
    scoring.half_life = Milliseconds(86'400'000);
    scoring.min = -5;
    CHECK(to_canonical(scoring) ==
          R"({"declared":true,"engagement":[{"event":["page_visited"],"limit":3,"per":3600000,"points":2.5,)"
          R"("where":"event.path == \"/\""}],"fit":[["lead.employees > 200",20.0]],"half_life":86400000,"min":-5.0})");

    FieldTypes fields;
    CHECK(to_canonical(fields) == R"({"account":{},"events":{},"lead":{}})");
    fields.declared = true;
    fields.lead["persona"] = {FieldKind::enumeration, {"a", "b"}, "a"};
    fields.events["ping"] = {};
    CHECK(to_canonical(fields) == R"({"account":{},"declared":true,"events":{"ping":{}},)"
                                  R"("lead":{"persona":{"default":"a","type":"enum","values":["a","b"]}}})");
}
