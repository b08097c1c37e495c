// SPDX-License-Identifier: BSL-1.0

#include <nurture/definition/steps.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using nurture_test::list;
using nurture_test::says;
using nurture_test::steps;

namespace {

/// What the first step says, which must be of this verb.
template <class Verb>
Verb first(const std::string& text) {
    const auto read = steps(text);
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    REQUIRE(std::holds_alternative<Verb>(read->nodes.at(1).what));
    return std::get<Verb>(read->nodes[1].what);
}

} // namespace

TEST_CASE("every verb of this version is read", "[definition][steps]") {
    CHECK(first<SendNode>("{'send': 'a', 'category': 'news', 'on_failure': 'exit'}") ==
          SendNode{"a", "news", SendNode::OnFailure::exit});
    CHECK(first<SendNode>("{'send': 'a', 'window': 'mornings'}").window == "mornings");
    CHECK(first<SendNode>("{'send': 'a', 'on_failure': 'continue'}") == SendNode{"a", "", SendNode::OnFailure::go_on});
    CHECK(first<SetNode>("{'set': {'plan': 'x', 'account.n': 2, 'lead.gone': null}}") ==
          SetNode{{{{FieldName::Owner::lead, "plan"}, "x"},
                   {{FieldName::Owner::account, "n"}, 2},
                   {{FieldName::Owner::lead, "gone"}, Value()}}});
    CHECK(first<ComputeNode>("{'compute': {'n': 'lead.n + 1'}}") ==
          ComputeNode{{{{FieldName::Owner::lead, "n"}, "lead.n + 1"}}});
    CHECK(first<TagNode>("{'tag': 'a'}") == TagNode{{"a"}, false});
    CHECK(first<TagNode>("{'untag': ['a', 'b']}") == TagNode{{"a", "b"}, true});
    CHECK(first<NoteNode>("{'note': 'Hello {{ lead.x }}'}").text.text == "Hello {{ lead.x }}");
    CHECK(first<SubscribeNode>("{'subscribe': 'news'}") == SubscribeNode{{"news"}, true});
    CHECK(first<SubscribeNode>("{'unsubscribe': ['news', 'offers']}") == SubscribeNode{{"news", "offers"}, false});
    CHECK(first<EnrollNode>("{'enroll': 'other'}") == EnrollNode{"other"});
    CHECK(first<UnenrollNode>("{'unenroll': 'other'}") == UnenrollNode{"other"});
    CHECK(first<UnenrollNode>("{'unenroll': 'all'}") == UnenrollNode{});
    CHECK(first<ScoreNode>("{'score': -2.5}") == ScoreNode{-2.5, ""});
    CHECK(first<ScoreNode>("{'score': {'points': 10, 'reason': 'met us'}}") == ScoreNode{10, "met us"});
    CHECK(first<DelayNode>("{'delay': '3d'}") == DelayNode{DelayFor{{.days = 3}, {}}});
    CHECK(first<ExitNode>("{'exit': 'done'}") == ExitNode{"done", {}});
    CHECK(first<ExitNode>("{'exit': null}") == ExitNode{});
    CHECK(first<ExitNode>("{'exit': {'to': 'other', 'reason': 'why'}}") == ExitNode{"why", "other"});
}

TEST_CASE("a delay ends after a duration, at a time of day, at an instant or by a date", "[definition][steps][delay]") {
    const DayTime tuesdays{.at = std::chrono::hours(9), .weekdays = {Weekday::tue, Weekday::thu}};
    CHECK(first<DelayNode>("{'delay': '1mo'}") == DelayNode{DelayFor{{.months = 1}, {}}});
    CHECK(first<DelayNode>("{'delay': {'for': '2d'}}") == DelayNode{DelayFor{{.days = 2}, {}}});
    CHECK(first<DelayNode>("{'delay': {'for': '3bd', 'at': '09:00', 'weekdays': ['tue', 'thu']}}") ==
          DelayNode{DelayFor{{.business_days = 3}, tuesdays}});
    CHECK(first<DelayNode>("{'delay': {'compute': 'lead.pause'}}") == DelayNode{DelayComputed{"lead.pause"}});
    CHECK(first<DelayNode>("{'delay': {'until': {'at': '09:00', 'weekdays': ['tue', 'thu']}}}") ==
          DelayNode{DelayUntilTime{tuesdays}});
    CHECK(first<DelayNode>("{'delay': {'until': '2026-05-01T09:00:00Z'}}") ==
          DelayNode{DelayUntilInstant{*parse_instant("2026-05-01T09:00:00Z")}});
    CHECK(first<DelayNode>("{'delay': {'until': {'date': 'lead.renewal_date', 'offset': '-3d', 'at': '09:00',"
                           " 'if_past': 'exit'}}}") ==
          DelayNode{DelayUntilDate{{DateField::Owner::lead, "renewal_date"},
                                   {{{.days = 3}, true}, TimeOfDay(std::chrono::hours(9))},
                                   IfPast::exit}});
    CHECK(first<DelayNode>("{'delay': {'until': {'date': 'trigger.starts_at'}}}") ==
          DelayNode{DelayUntilDate{{DateField::Owner::trigger, "starts_at"}, {}, IfPast::go_on}});
}

TEST_CASE("a delay that is half written says what is missing or too much", "[definition][steps][delay]") {
    const auto remarks = [](const std::string& value, const std::string& words) {
        const auto read = steps("{'delay': " + value + "}");
        INFO(list(read.diagnostics));
        REQUIRE(std::holds_alternative<DelayNode>(read->nodes.at(1).what));
        return read.diagnostics.size() == 1 && says(read.diagnostics, "type", words);
    };
    CHECK(remarks("{}", "needs a duration, \"for\", \"cadence\", \"until\" or \"compute\""));
    CHECK(remarks("{'for': '2d', 'until': {'at': '09:00'}}", "one of \"for\", \"cadence\", \"until\""));
    CHECK(remarks("{'cadence': '2mo'}", "months and business time are not stretched"));
    CHECK(remarks("{'cadence': '3bd'}", "months and business time are not stretched"));
    CHECK(remarks("{'for': '2d', 'at': '9am'}", "\"at\""));
    CHECK(remarks("{'for': '2d', 'weekdays': ['monday']}", "\"weekdays\""));
    CHECK(remarks("{'until': {}}", "\"until\" needs an instant"));
    CHECK(remarks("{'until': 'tomorrow'}", "until"));
    CHECK(remarks("{'until': {'at': 'noon'}}", "\"at\""));
    CHECK(remarks("{'until': {'at': '09:00', 'if_past': 'exit'}}", "\"if_past\" goes with \"date\""));
    CHECK(remarks("{'until': {'date': 'renewal'}}", "lead, account or trigger"));
    CHECK(remarks("{'until': {'date': 'lead.x', 'offset': 'soon'}}", "\"offset\""));
    CHECK(remarks("{'until': {'date': 'lead.x', 'if_past': 'stop'}}", "stop"));
    CHECK(remarks("{'until': {'date': 'lead.x', 'weekdays': ['mon']}}", "a date is one day"));
    CHECK(remarks("{'compute': 'x', 'at': '09:00'}", "\"at\" goes with \"for\""));
}

TEST_CASE("a wait for engagement is told from one for other events by the type", "[definition][steps]") {
    const auto engagement =
        first<WaitNode>("{'wait': {'event': 'message_clicked', 'message': ['a', 'b'], 'link': '*/x*', 'where': 'c'},"
                        " 'timeout': '5d'}");
    REQUIRE(engagement.any.size() == 1);
    CHECK(engagement.any[0] ==
          WaitFor{WaitFor::Kind::engagement, {{"message_clicked"}, "c"}, {"a", "b"}, "*/x*", false, {}});
    CHECK(engagement.timeout == CalendarDuration{5, Milliseconds(0)});
    for (const char* type : {"message_delivered", "message_opened", "message_replied", "message_bounced"}) {
        CHECK(first<WaitNode>("{'wait': {'event': '" + std::string(type) + "'}, 'forever': true}").any[0].kind ==
              WaitFor::Kind::engagement);
    }
    for (const char* type : {"message_complained", "message_unsubscribed", "task_done", "form_submitted"}) {
        CHECK(first<WaitNode>("{'wait': {'event': '" + std::string(type) + "'}, 'forever': true}").any[0].kind ==
              WaitFor::Kind::event);
    }
}

TEST_CASE("a wait for engagement and events at once is one for each", "[definition][steps]") {
    const auto wait = first<WaitNode>("{'wait': {'event': ['message_opened', 'demo_requested', 'message_clicked']},"
                                      " 'forever': true}");
    REQUIRE(wait.any.size() == 2);
    CHECK(wait.any[0].match.types == std::vector<std::string>{"demo_requested"});
    CHECK(wait.any[1].match.types == std::vector<std::string>{"message_opened", "message_clicked"});
}

TEST_CASE("a wait may look back to the enrollment, all of it or one event", "[definition][steps]") {
    CHECK(first<WaitNode>("{'wait': {'event': 'e', 'since': 'enrollment'}, 'forever': true}").any[0].since_enrollment);
    CHECK_FALSE(first<WaitNode>("{'wait': {'event': 'e'}, 'forever': true}").any[0].since_enrollment);
    const auto all = first<WaitNode>("{'wait': {'any': [{'event': 'e'}, {'until': 'x'}, {'event': 'f'}],"
                                     " 'since': 'enrollment'}, 'forever': true}");
    CHECK(all.any[0].since_enrollment);
    CHECK_FALSE(all.any[1].since_enrollment);
    CHECK(all.any[2].since_enrollment);
    const auto one = first<WaitNode>("{'wait': {'any': [{'event': 'e', 'since': 'enrollment'}, {'event': 'f'}]},"
                                     " 'forever': true}");
    CHECK(one.any[0].since_enrollment);
    CHECK_FALSE(one.any[1].since_enrollment);
}

TEST_CASE("else stands beside a branch or is its last item, with the same meaning", "[definition][steps]") {
    const auto beside = steps("{'branch': [{'if': 'a', 'then': []}], 'else': [{'note': 'x'}]}");
    const auto inside = steps("{'branch': [{'if': 'a', 'then': []}, {'else': [{'note': 'x'}]}]}");
    REQUIRE(beside.ok());
    REQUIRE(inside.ok());
    CHECK(*beside == *inside);
    CHECK(inside->nodes.at(2).id == StepId("steps[0].else[0]"));
}

TEST_CASE("cases are text whatever they look like", "[definition][steps]") {
    const auto branch = first<BranchNode>("{'branch': 'lead.zip', 'cases': {'007': [], 'no': []}, 'else': []}");
    CHECK(branch.subject.text == "lead.zip");
    CHECK(branch.arms == std::vector<SourceString>{"007", "no"});
}

TEST_CASE("an experiment has arms with weights, and steps that stand in them", "[definition][steps]") {
    const auto read = steps("{'split': 'tone', 'measure': 'clicked', 'arms': {"
                            "'warm': {'weight': 33.34, 'steps': [{'note': 'w'}]},"
                            "'no': {'weight': 56.66, 'steps': []},"
                            "'none': {'weight': 10, 'holdout': true}}}, {'note': 'after'}");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const SplitNode expected{
        "tone", {{"warm", 3'334, false}, {"no", 5'666, false}, {"none", 1'000, true}}, Measure::clicked};
    CHECK(std::get<SplitNode>(read->nodes.at(1).what) == expected);
    CHECK(read->nodes.at(2).id == StepId("steps[0].arms.warm[0]"));
    // Each arm goes on at the next step, and there is no other way; node 0 is the trigger.
    CHECK(read->edges == std::vector<Edge>{{0, 1, Edge::Kind::next, 0},
                                           {1, 2, Edge::Kind::arm, 0},
                                           {1, 3, Edge::Kind::arm, 1},
                                           {1, 3, Edge::Kind::arm, 2},
                                           {2, 3, Edge::Kind::next, 0}});
}

TEST_CASE("arms without weights have equal shares, as if these were written", "[definition][steps]") {
    const auto two = first<SplitNode>("{'split': 'x', 'arms': {'a': [{'note': 'a'}], 'b': {'steps': []}}}");
    CHECK(two == first<SplitNode>("{'split': 'x', 'arms': {'a': {'weight': 50, 'steps': []},"
                                  " 'b': {'weight': 50.00, 'steps': []}}}"));
    CHECK(two.measure == Measure::goal);
    const auto three = first<SplitNode>("{'split': 'x', 'arms': {'a': [], 'b': [], 'c': []}}");
    CHECK(three.arms[0].weight == three.arms[1].weight);
    CHECK(three.arms[0].weight == three.arms[2].weight);
    CHECK(three.arms[0].weight > 0);
}

TEST_CASE("mistakes in a step are remarks of their rule that name the step", "[definition][steps]") {
    struct Bad {
        std::string text, rule, words;
    };
    const auto bad = GENERATE(values<Bad>({
        {"'exit'", "type", "write \"exit:\""},
        {"7", "type", "a step is a map"},
        {"{}", "type", "needs a verb"},
        {"{'id': 'x'}", "type", "step \"x\": a step needs a verb"},
        {"{'sned': 'a'}", "unknown_key", "did you mean \"send\"?"},
        {"{'note': 'a', 'tag': 'b'}", "unknown_key", "one verb"},
        {"{'note': 'a', 'note': 'b'}", "duplicate_key", "\"note\""},
        {"{'note': 'a', 'iff': 'b'}", "unknown_key", "did you mean \"if\"?"},
        {"{'note': 'a', 'id': 'A'}", "type", "no id"},
        {"{'note': 'a', 'if': ''}", "condition", "\"if\" is empty"},
        {"{'note': null}", "type", "\"note\" has no value"},
        {"{'note': 'a', 'timeout': '3d'}", "unknown_key", "stands beside \"wait\""},
        {"{'note': 'a', 'cases': {}}", "unknown_key", "stands beside \"branch\""},
        {"{'send': 'A'}", "type", "no id"},
        {"{'send': ['a']}", "type", "not a list"},
        {"{'send': {'pik': 1}}", "unknown_key", "did you mean \"pick\"?"},
        {"{'send': 'a', 'on_failure': 'exti'}", "unknown_reference", "\"on_failure\" leads to the step \"exti\""},
        {"{'set': {}}", "type", "map of fields"},
        {"{'set': {'contact.x': 1}}", "type", "\"contact.x\" is no field"},
        {"{'set': {'a.b.c': 1}}", "type", "no field"},
        {"{'set': {'a': 1, 'a': 2}}", "duplicate_key", "\"a\""},
        {"{'compute': {'a': ''}}", "condition", "\"a\" is empty"},
        {"{'tag': []}", "type", "empty list"},
        {"{'tag': ''}", "type", "must not be empty"},
        {"{'delay': 'two days'}", "type", "\"two days\""},
        {"{'delay': ['2d']}", "type", "not a list"},
        {"{'goto': 'nowhere'}", "unknown_reference", "nowhere"},
        {"{'goto': null}", "type", "\"goto\" has no value"},
        {"{'exit': {'two': 'x'}}", "unknown_key", "\"two\""},
        {"{'exit': 'a', 'reason': 'b'}", "unknown_key", "inside the value of \"exit\""},
        {"{'wait': 'e', 'forever': true}", "type", "a wait must be a map"},
        {"{'wait': {}, 'forever': true}", "type", "one of \"event\", \"until\" and \"any\""},
        {"{'wait': {'event': 'e'}}", "wait_without_timeout", "\"timeout\""},
        {"{'wait': {'event': 'e'}, 'forever': false}", "wait_without_timeout", "\"timeout\""},
        {"{'wait': {'event': 'e'}, 'forever': true, 'timeout': '1d'}", "type", "either"},
        {"{'wait': {'event': 'e', 'timeout': '3d'}}", "unknown_key", "\"timeout\" stands beside \"wait\", not inside"},
        {"{'wait': {'event': 'e', 'then': []}, 'forever': true}", "unknown_key", "stands beside \"wait\""},
        {"{'wait': {'event': 'e'}, 'message': 'a', 'forever': true}", "unknown_key", "inside the value of \"wait\""},
        {"{'wait': {'event': 'e', 'message': 'a'}, 'forever': true}", "unknown_key", "\"message\" goes with"},
        {"{'wait': {'event': 'message_opened', 'link': 'a'}, 'forever': true}", "unknown_key", "message_clicked only"},
        {"{'wait': {'until': 'x', 'where': 'y'}, 'forever': true}", "unknown_key", "beside \"event\""},
        {"{'wait': {'until': ''}, 'forever': true}", "condition", "\"until\" is empty"},
        {"{'wait': {'until': 'x', 'since': 'enrollment'}, 'forever': true}", "unknown_key", "\"since\""},
        {"{'wait': {'event': 'e', 'since': 'start'}, 'forever': true}", "type", "\"since\" must be enrollment"},
        {"{'wait': {'any': []}, 'forever': true}", "type", "\"any\" must be a list"},
        {"{'wait': {'any': [{'any': []}]}, 'forever': true}", "type", "each item of \"any\""},
        {"{'wait': {'event': 'e'}, 'forever': true, 'then': {'note': 'x'}}", "type", "list of steps"},
        {"{'branch': []}", "type", "at least one"},
        {"{'branch': 'lead.x'}", "type", "needs \"cases\""},
        {"{'branch': {'if': 'x'}}", "type", "must be a list"},
        {"{'branch': [{'if': 'x'}]}", "type", "needs \"then\""},
        {"{'branch': [{'then': []}]}", "type", "needs \"if\""},
        {"{'branch': [{'if': 'x', 'then': [], 'else': []}]}", "unknown_key", "\"else\" stands beside \"branch\""},
        {"{'branch': [{'if': 'x', 'then': []}, {'else': []}], 'else': []}", "duplicate_key", "\"else\""},
        {"{'branch': [{'else': []}, {'if': 'x', 'then': []}]}", "type", "last item"},
        {"{'branch': 'x', 'cases': []}", "type", "\"cases\" must be a map"},
        {"{'branch': 'x', 'cases': {'a': [], 'a': []}}", "duplicate_key", "\"a\""},
        {"{'split': 'x'}", "type", "a split needs \"arms\" beside it"},
        {"{'split': 'X', 'arms': {'a': []}}", "type", "no id"},
        {"{'split': {'arms': {'a': []}}}", "unknown_key", "\"arms\" stands beside \"split\", not inside"},
        {"{'split': 'x', 'arms': []}", "type", "must be a map of names"},
        {"{'split': 'x', 'arms': {}}", "type", "must be a map of names"},
        {"{'split': 'x', 'arms': {'a': [], 'a': []}}", "duplicate_key", "\"a\""},
        {"{'split': 'x', 'arms': {'': []}}", "type", "needs a name"},
        {"{'split': 'x', 'arms': {'a': 'go'}}", "type", "arm \"a\": an arm must be a list of steps"},
        {"{'split': 'x', 'arms': {'a': {'weight': 100}}}", "type", "arm \"a\": an arm needs \"steps\""},
        {"{'split': 'x', 'arms': {'a': {'wieght': 100, 'steps': []}}}", "unknown_key", "did you mean \"weight\"?"},
        {"{'split': 'x', 'arms': {'a': {'weight': 33.333, 'steps': []}, 'b': []}}", "type", "two decimals"},
        {"{'split': 'x', 'arms': {'a': {'measure': 'goal', 'steps': []}}}", "unknown_key", "beside \"split\""},
        {"{'split': 'x', 'arms': {'a': {'holdout': true}, 'b': {'holdout': true}}}", "type", "one \"holdout\""},
        {"{'split': 'x', 'arms': {'a': {'weight': 60, 'steps': []}, 'b': {'weight': 30, 'steps': []}}}",
         "split_weights", "the weights of experiment \"x\" add up to 90, not 100"},
        {"{'split': 'x', 'arms': {'a': {'weight': 99.99, 'steps': []}}}", "split_weights", "add up to 99.99, not 100"},
        {"{'split': 'x', 'arms': {'a': {'weight': 100, 'steps': []}, 'b': []}}", "split_weights", "some have none"},
        {"{'split': 'x', 'arms': {'a': []}, 'measure': 'bought'}", "type", "\"measure\" must be"},
        {"{'split': 'x', 'arms': {'a': []}, 'holdout': true}", "unknown_key", "inside an arm of \"split\""},
        {"{'split': 'x', 'arms': {'a': [{'fly': 1}]}}", "unknown_key", "steps[0].arms.a[0]: "},
    }));
    CAPTURE(bad.text);
    const auto read = steps(bad.text);
    INFO(list(read.diagnostics));
    CHECK(says(read.diagnostics, bad.rule, bad.words));
    CHECK(read.diagnostics.size() == 1);
    for (const Diagnostic& remark : read.diagnostics) {
        CHECK(remark.message.find("workflow \"w\"") == 0);
        CHECK(remark.place.column > 1);
    }
}

TEST_CASE("verbs and options of later versions are said to be so", "[definition][steps]") {
    struct Later {
        std::string text, words;
    };
    const auto later = GENERATE(values<Later>({
        {"{'assign': {'pool': 'sdr'}}", "\"assign\""},
        {"{'task': 'Call'}", "\"task\""},
        {"{'notify': 'Look'}", "\"notify\""},
        {"{'unenroll': {'group': 'nurture'}}", "\"group\""},
        {"{'handoff': {'pool': 'sdr'}}", "\"handoff\""},
        {"{'call': {'action': 'a'}, 'timeout': '1h', 'on_failure': 'exit'}", "\"call\""},
        {"{'send': {'pick': {'stage': 's'}}}", "\"pick\""},
        {"{'send': 'a', 'nothing_left': 'exit'}", "\"nothing_left\" beside \"send\""},
        {"{'wait': {'event': 'task_done', 'task': 'call'}, 'forever': true}", "\"task\""},
    }));
    CAPTURE(later.text);
    const auto read = steps(later.text);
    INFO(list(read.diagnostics));
    CHECK(read.diagnostics.size() == 1);
    CHECK(says(read.diagnostics, "unsupported", later.words + " is part of the catalog format but not supported"));
}

TEST_CASE("a step that cannot be read keeps its place and its name", "[definition][steps]") {
    const auto read = steps("{'task': 'Call', 'id': 'again'}, {'delay': 'soon'}, {'goto': 'again'}");
    CHECK(read.diagnostics.size() == 2);
    REQUIRE(read->nodes.size() == 4);
    CHECK(read->nodes[1].id == StepId("again"));
    CHECK(std::get<DelayNode>(read->nodes[2].what) == DelayNode{DelayFor{{.days = 1}, {}}});
}

TEST_CASE("a remark inside an arm names the place of its step", "[definition][steps]") {
    const auto read = steps("{'note': 'x'}, {'branch': [{'if': 'a', 'then': [{'note': 'y'}, {'delay': '?'}]}]}");
    CHECK(says(read.diagnostics, "type", "workflow \"w\", steps[1].branch[0].then[1]: delay"));
}
