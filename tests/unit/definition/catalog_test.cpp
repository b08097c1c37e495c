// SPDX-License-Identifier: BSL-1.0

#include <nurture/definition/catalog.hpp>

#include <chrono>
#include <string>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using namespace std::chrono_literals;
using nurture_test::catalog;
using nurture_test::list;
using nurture_test::says;

TEST_CASE("a catalog has its settings, fields, contents and workflows", "[definition][catalog]") {
    const auto read = catalog(R"(
        {'workflow': 'welcome', 'trigger': {'event': 'form_submitted'}, 'steps': [{'send': 'mail'}]},
        {'content': 'mail', 'channel': 'email', 'subject': 'Hi', 'text': 'Hello'},
        {'fields': {'lead': {'employees': 'int'}}},
        {'settings': {'time_zone': 'Europe/Berlin'}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    CHECK(read->workflows.count("welcome") == 1);
    CHECK(read->contents.at("mail").subject.text == "Hi");
    CHECK(read->contents.at("mail").channel == ChannelId("email"));
    CHECK(read->fields.declared);
    CHECK(read->fields.lead.at("employees").kind == FieldKind::integer);
    CHECK(read->settings.time_zone == "Europe/Berlin");
}

TEST_CASE("a segment is a condition with a name, in whatever order documents stand", "[definition][catalog]") {
    const auto read = catalog(R"(
        {'workflow': 'welcome', 'steps': []},
        {'segment': 'cold', 'title': 'Cold leads', 'description': 'd', 'when': 'lead.score < 10'},
        {'segment': '2026', 'when': 'true'}, {'content': 'cold', 'channel': 'email'})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    REQUIRE(read->segments.size() == 2);
    const Segment& cold = read->segments.at("cold");
    CHECK(cold.id == SegmentId("cold"));
    CHECK(cold.title == "Cold leads");
    CHECK(cold.description == "d");
    CHECK(cold.when.text == "lead.score < 10");
    CHECK(cold.when.place.line == 3);
    CHECK(cold.place.line == 3);
    CHECK(read->segments.at("2026").title.empty());
}

TEST_CASE("what is not written has the default of the catalog format", "[definition][catalog]") {
    const auto read = catalog("{'workflow': 'w', 'steps': []}, {'content': 'c', 'channel': 'email'}");
    REQUIRE(read.ok());
    const Workflow& workflow = read->workflows.at("w");
    CHECK(workflow.category == "marketing");
    CHECK(workflow.priority == 0);
    CHECK(workflow.reenroll.kind == Reenroll::Kind::never);
    CHECK(workflow.while_active == WhileActive::ignore);
    CHECK_FALSE(workflow.expires.has_value());
    CHECK_FALSE(read->contents.at("c").once);
    CHECK(read->settings == Settings());
    CHECK_FALSE(read->fields.declared);
}

TEST_CASE("all keys of a workflow are read", "[definition][catalog]") {
    const auto read = catalog(R"({'workflow': '2026', 'title': '7', 'description': 'd', 'owner': 'o', 'stage': 's',
        'category': 'news', 'priority': -3, 'time_zone': 'Asia/Tokyo', 'when': 'a', 'key': 'event.k',
        'reenroll': 'always', 'while_active': 'restart', 'expires': '1d12h',
        'trigger': [{'event': ['a', 'b'], 'where': 'event.x'}, {'event': 'c'}],
        'exit': [{'event': 'demo_requested'}, {'when': 'x', 'reason': 'r'}],
        'goal': [{'when': 'y'}], 'steps': [{'note': 'n'}]})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const Workflow& workflow = read->workflows.at("2026");
    CHECK(workflow.title == "7");
    CHECK(workflow.stage == "s");
    CHECK(workflow.priority == -3);
    CHECK(workflow.time_zone == "Asia/Tokyo");
    CHECK(workflow.key.text == "event.k");
    CHECK(workflow.reenroll.kind == Reenroll::Kind::always);
    CHECK(workflow.expires == CalendarDuration{1, 12h});
    REQUIRE(workflow.nodes.size() == 3);
    CHECK(std::get<TriggerOnEvent>(std::get<TriggerNode>(workflow.nodes[0].what).on).match ==
          EventMatch{{"a", "b"}, "event.x"});
    CHECK(workflow.first == NodeIndex{2});
    REQUIRE(workflow.exits.size() == 2);
    CHECK(workflow.exits[0].match.types == std::vector<std::string>{"demo_requested"});
    CHECK(workflow.exits[1].reason == "r");
    CHECK(workflow.goals.at(0).when.text == "y");
}

TEST_CASE("a reenroll of days is elapsed time", "[definition][catalog]") {
    const auto read = catalog("{'workflow': 'w', 'reenroll': '90d', 'steps': []}");
    REQUIRE(read.ok());
    CHECK(read->workflows.at("w").reenroll == Reenroll{Reenroll::Kind::after, 90 * 24h});
}

TEST_CASE("all keys of a content are read", "[definition][catalog]") {
    const auto read = catalog(R"({'content': 'c', 'channel': 'sms', 'subject': '', 'preview': 'p', 'text': 't',
        'html': '<p>', 'from': 'f', 'reply_to': 'owner', 'category': 'news', 'stage': 's', 'topics': ['a', 'b'],
        'when': 'w', 'expires_at': '2026-05-01T00:00:00Z', 'once': true, 'data': {'n': 1, 'm': {'x': [true]}}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const Content& content = read->contents.at("c");
    CHECK(content.html.text == "<p>");
    CHECK(content.reply_to.text == "owner");
    CHECK(content.topics == std::vector<std::string>{"a", "b"});
    CHECK(content.once);
    CHECK(content.expires_at == *parse_instant("2026-05-01T00:00:00Z"));
    CHECK(content.data == Fields{{"n", 1}, {"m", Value::Map{{"x", Value::List{true}}}}});
}

TEST_CASE("all settings of this version are read", "[definition][catalog]") {
    const auto read =
        catalog(R"({'settings': {'time_zone': 'UTC', 'categories': {'news': {'consent': 'opt_in'}, 'x': {}},
        'lifecycle_stages': ['lead', 'customer'],
        'sender': {'from': 'a@b.example', 'reply_to': 'c', 'company': 'd', 'postal_address': 'e'},
        'delivery': {'retry': {'first': '30s', 'factor': 1.5, 'at_most': '2h', 'give_up_after': '2d'},
          'in_doubt': {'marketing': 'resend', 'transactional': 'assume_sent'}, 'late_events': '1h',
          'event_ids': '1d', 'duplicates_within': 'never', 'stale_after': '3d', 'namespace': 'n', 'keep_inputs': '90d'},
        'limits': {'steps': 1, 'nesting': 2, 'workflows': 3, 'enrollments': 4, 'events_kept': 5, 'event_bytes': 6,
          'message_bytes': 7, 'visits': 8, 'leads_per_account': 9}}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    Settings expected;
    expected.time_zone = "UTC";
    expected.categories = {{"marketing", Consent::opt_out},
                           {"transactional", Consent::opt_out},
                           {"news", Consent::opt_in},
                           {"x", Consent::opt_out}};
    expected.lifecycle_stages = {"lead", "customer"};
    expected.sender = {"a@b.example", "c", "d", "e"};
    expected.delivery = {
        {30s, 1.5, 2h, 48h}, InDoubt::resend, InDoubt::assume_sent, 1h, 24h, std::nullopt, 72h, "n", 24h * 90};
    expected.limits = {1, 2, 3, 4, 9, 5, 6, 7, 8};
    CHECK(read->settings == expected);
}

TEST_CASE("a cap is a number of messages in a time, or a gap between two", "[definition][catalog]") {
    const auto read = catalog(R"({'settings': {'caps': [
        {'channel': 'email', 'category': 'marketing', 'limit': 3, 'per': '7d', 'on_hit': 'skip'},
        {'gap': '8h', 'give_up_after': '2d'}, {'channel': 'sms', 'limit': 1, 'per': 'day'}]}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const std::vector<Cap>& caps = read->settings.caps;
    REQUIRE(caps.size() == 3);
    CHECK(to_string(caps[0]) == "3 email messages of category marketing in 1w");
    CHECK(caps[0].skips);
    CHECK(caps[0].give_up_after == 14 * 24h);
    CHECK(to_string(caps[1]) == "1 message in 8h");
    CHECK_FALSE(caps[1].skips);
    CHECK(caps[1].give_up_after == 48h);
    CHECK(to_string(caps[2]) == "1 sms message a day");
    const auto wrong = [](const std::string& cap) {
        return catalog("{'settings': {'caps': [" + cap + "]}}").diagnostics;
    };
    CHECK(says(wrong("{'channel': 'email'}"), "type", "a cap needs \"limit\" and \"per\", or \"gap\""));
    CHECK(says(wrong("{'limit': 3}"), "type", "a cap needs \"limit\" and \"per\", or \"gap\""));
    CHECK(says(wrong("{'limit': 3, 'per': '7d', 'gap': '1h'}"), "type", "either \"limit\" and \"per\", or \"gap\""));
    CHECK(says(wrong("{'limit': 0, 'per': '7d'}"), "type", "\"limit\" must be a whole number from 1"));
    CHECK(says(wrong("{'limit': 3, 'per': '0d'}"), "type", "\"per\" must be \"day\" or a duration"));
    CHECK(says(wrong("{'gap': '0s'}"), "type", "\"gap\" must be more than 0s"));
    CHECK(says(wrong("{'gap': '8h', 'on_hit': 'wait'}"), "type", "\"on_hit\""));
}

TEST_CASE("a cadence is a list of conditions with factors", "[definition][catalog][time]") {
    const auto read = catalog(R"({'settings': {'cadence': [{'if': 'lead.pace == \"fast\"', 'factor': 0.6},
                                                           {'if': 'lead.pace == \"slow\"', 'factor': 2}]}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    REQUIRE(read->settings.cadence.size() == 2);
    CHECK(read->settings.cadence[0].when.text == R"(lead.pace == "fast")");
    CHECK(read->settings.cadence[0].factor == 0.6);
    CHECK(to_canonical(read->settings).find(R"("cadence":[["lead.pace == \"fast\"",0.6],)") != std::string::npos);
    const auto wrong = [](const std::string& cadence) {
        return catalog("{'settings': {'cadence': " + cadence + "}}").diagnostics;
    };
    CHECK(says(wrong("{'if': 'true', 'factor': 2}"), "type", "must be a list of rules"));
    CHECK(says(wrong("[{'if': 'true'}]"), "type", "needs \"if\" and \"factor\""));
    CHECK(says(wrong("[{'if': 'true', 'factor': 0}]"), "type", "more than 0 and at most 100"));
    CHECK(says(wrong("[{'if': 'true', 'factor': 101}]"), "type", "more than 0 and at most 100"));
    CHECK(says(wrong("[{'when': 'true', 'factor': 1}]"), "unknown_key", "\"when\""));
}

TEST_CASE("business hours are closed on holidays", "[definition][catalog][time]") {
    const auto read = catalog(R"({'settings': {'business_hours': {'weekdays': ['sat', 'sun'], 'from': '10:00',
        'to': '12:00'}, 'holidays': ['2026-12-26', '2026-12-25']}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const Window& hours = read->settings.business_hours;
    CHECK(hours.opens_on({2026, 12, 19}));
    CHECK_FALSE(hours.opens_on({2026, 12, 26}));
    CHECK_FALSE(hours.opens_on({2026, 12, 21}));
    CHECK(hours.is_open(*parse_instant("2026-12-19T10:00:00Z"), Zone()));
    CHECK_FALSE(hours.is_open(*parse_instant("2026-12-19T12:00:00Z"), Zone()));
    CHECK(Settings().business_hours == Window::business_hours());
    CHECK(says(catalog("{'settings': {'holidays': {'file': 'holidays.ics'}}}").diagnostics, "type",
               "a file of them can be named in a catalog that is itself a file"));
    CHECK(says(catalog("{'settings': {'holidays': ['25.12.2026']}}").diagnostics, "type", "\"holidays\""));
    CHECK(says(catalog("{'settings': {'business_hours': {'from': '9'}}}").diagnostics, "type", "\"from\""));
    CHECK(says(catalog("{'settings': {'business_hours': {'weekdays': ['montag']}}}").diagnostics, "type", "montag"));
}

TEST_CASE("windows and quiet hours say when sends may go", "[definition][catalog][time]") {
    const auto read = catalog(R"({'settings': {'windows': {'mornings': {'to': '11:30'},
        'twice': [{'from': '08:00', 'to': '09:00'}, {'from': '16:00', 'to': '17:00'}]},
        'quiet_hours': {'from': '21:00', 'on_hit': 'skip'}}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const auto openings = read->settings.windows.at("mornings").openings();
    REQUIRE(openings.size() == 1);
    CHECK(openings[0] == Opening{.to = std::chrono::hours(11) + std::chrono::minutes(30)});
    CHECK(read->settings.windows.at("twice").openings().size() == 2);
    CHECK(read->settings.quiet_hours == QuietHours{.from = std::chrono::hours(21)});
    CHECK(read->settings.skips_in_quiet_hours);
    const auto remark = [](const std::string& settings, const std::string& words) {
        return says(catalog("{'settings': {" + settings + "}}").diagnostics, "type", words);
    };
    CHECK(remark("'windows': ['mornings']", "must be a map"));
    CHECK(remark("'windows': {'Late Mornings': {}}", "no id of a window"));
    CHECK(remark("'windows': {'business_hours': {}}", "is a window already"));
    CHECK(remark("'windows': {'never': []}", "empty list"));
    CHECK(remark("'quiet_hours': {'from': '08:00'}", "the whole day"));
    CHECK(remark("'quiet_hours': {'on_hit': 'drop'}", "on_hit"));
}

TEST_CASE("every type of a field can be declared", "[definition][catalog]") {
    const auto read = catalog(R"({'fields': {
        'lead': {'a': 'string', 'b': 'int', 'c': 'double', 'd': 'bool', 'e': 'timestamp', 'f': 'date',
          'g': 'list<string>', 'h': {'enum': ['x', 'no']}, 'i': {'type': 'string', 'default': 7},
          'first_name': {'type': 'string', 'default': 'there'}},
        'account': {'industry': 'string'}, 'events': {'page_visited': {'path': 'string'}, 'ping': null}}})");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const FieldTypes& fields = read->fields;
    CHECK(fields.lead.at("c").kind == FieldKind::real);
    CHECK(fields.lead.at("g").kind == FieldKind::text_list);
    CHECK(fields.lead.at("h").values == std::vector<std::string>{"x", "no"});
    CHECK(fields.lead.at("i").fallback == Value("7"));
    CHECK(fields.lead.at("first_name").fallback == Value("there"));
    CHECK(fields.account.at("industry").kind == FieldKind::string);
    CHECK(fields.events.at("page_visited").count("path") == 1);
    CHECK(fields.events.count("ping") == 1);
}

TEST_CASE("fields of several documents add up, and may not contradict", "[definition][catalog]") {
    const auto read = catalog(R"({'fields': {'lead': {'a': 'int'}}}, {'fields': {'lead': {'b': 'int', 'a': 'int'}}})");
    CHECK(read.ok());
    CHECK(read->fields.lead.size() == 2);
    CHECK(says(catalog(R"({'fields': {'lead': {'a': 'int'}}}, {'fields': {'lead': {'a': 'bool'}}})").diagnostics,
               "duplicate_id", "lead.a"));
}

TEST_CASE("a built-in field keeps its type", "[definition][catalog]") {
    CHECK(says(catalog(R"({'fields': {'lead': {'email': 'int'}}})").diagnostics, "type", "lead.email"));
    CHECK(catalog(R"({'fields': {'lead': {'lead_status': {'enum': ['open', 'won']}}}})").ok());
}

TEST_CASE("an id stands once in a catalog, whatever file it stands in", "[definition][catalog]") {
    const auto read = catalog(R"({'workflow': 'w', 'steps': []}, {'workflow': 'w', 'steps': []},
        {'content': 'c', 'channel': 'email'}, {'content': 'c', 'channel': 'email'}, {'settings': {}}, {'settings': {}})");
    CHECK(says(read.diagnostics, "duplicate_id", "two workflows have the id \"w\"; first at test.json:1"));
    CHECK(says(read.diagnostics, "duplicate_id", "two contents have the id \"c\""));
    CHECK(says(read.diagnostics, "duplicate_id", "settings once"));
    CHECK(read.diagnostics.size() == 3);
    CHECK(catalog("{'workflow': 'x', 'steps': []}, {'content': 'x', 'channel': 'email'}").ok());
}

TEST_CASE("empty documents are nothing", "[definition][catalog]") {
    CHECK(catalog("null, {'workflow': 'w', 'steps': []}, null").ok());
}

TEST_CASE("mistakes in a document are remarks of their rule", "[definition][catalog]") {
    struct Bad {
        std::string text, rule, words;
    };
    const auto bad = GENERATE(values<Bad>({
        {"[]", "type", "must be a map"},
        {"{}", "unknown_key", "begins with one of"},
        {"{'worfklow': 'w'}", "unknown_key", "did you mean \"workflow\"?"},
        {"{'workflow': 'w', 'content': 'c', 'steps': []}", "unknown_key", "begins a document of its own"},
        {"{'workflow': 'W', 'steps': []}", "type", "\"W\" is no id"},
        {"{'workflow': '', 'steps': []}", "type", "no id"},
        {"{'workflow': ['w'], 'steps': []}", "type", "not a list"},
        {"{'workflow': 'w'}", "type", "\"steps\" is missing"},
        {"{'workflow': 'w', 'steps': {}}", "type", "list of steps"},
        {"{'workflow': 'w', 'steps': [], 'priorty': 5}", "unknown_key", "did you mean \"priority\"?"},
        {"{'workflow': 'w', 'steps': [], 'priority': 1, 'priority': 1}", "duplicate_key", "priority"},
        {"{'workflow': 'w', 'steps': [], 'priority': '1'}", "type", "whole number"},
        {"{'workflow': 'w', 'steps': [], 'priority': 1.5}", "type", "\"1.5\""},
        {"{'workflow': 'w', 'steps': [], 'priority': 9223372036854775808}", "type", "whole number"},
        {"{'workflow': 'w', 'steps': [], 'title': ['x']}", "type", "\"title\""},
        {"{'workflow': 'w', 'steps': [], 'title': null}", "type", "\"title\" has no value"},
        {"{'workflow': 'w', 'steps': [], 'when': ''}", "condition", "\"when\" is empty"},
        {"{'workflow': 'w', 'steps': [], 'when': ' \\n'}", "condition", "\"when\" is empty"},
        {"{'workflow': 'w', 'steps': [], 'when': null}", "condition", "\"when\" is empty"},
        {"{'workflow': 'w', 'steps': [], 'time_zone': 'Europe/Berlinn'}", "type", "Europe/Berlinn"},
        {"{'workflow': 'w', 'steps': [], 'reenroll': '6m'}", "type", "\"6m\""},
        {"{'workflow': 'w', 'steps': [], 'reenroll': '1mo'}", "type", "\"1mo\""},
        {"{'workflow': 'w', 'steps': [], 'reenroll': 'alway'}", "type", "\"alway\""},
        {"{'workflow': 'w', 'steps': [], 'while_active': 'restrat'}", "type", "did you mean \"restart\"?"},
        {"{'workflow': 'w', 'steps': [], 'trigger': {}}", "type", "needs one of \"event\""},
        {"{'workflow': 'w', 'steps': [], 'trigger': {'event': []}}", "type", "empty list"},
        {"{'workflow': 'w', 'steps': [], 'trigger': {'event': ''}}", "type", "empty"},
        {"{'workflow': 'w', 'steps': [], 'trigger': 'form_submitted'}", "type", "a trigger must be a map"},
        {"{'workflow': 'w', 'steps': [], 'trigger': {'event': 'e', 'were': 'x'}}", "unknown_key", "\"where\"?"},
        {"{'workflow': 'w', 'steps': [], 'trigger': {'event': 'e', 'at': '09:00'}}", "unknown_key", "\"at\""},
        {"{'workflow': 'w', 'steps': [], 'exit': [{'reason': 'x'}]}", "type", "either \"event\" or \"when\""},
        {"{'workflow': 'w', 'steps': [], 'exit': [{'event': 'a', 'when': 'x'}]}", "type", "either"},
        {"{'workflow': 'w', 'steps': [], 'goal': {'when': 'x', 'where': 'y'}}", "unknown_key", "\"where\""},
        {"{'content': 'c'}", "type", "\"channel\" is missing"},
        {"{'content': 'c', 'channel': 'email', 'once': 'true'}", "type", "true or false"},
        {"{'content': 'c', 'channel': 'email', 'expires_at': 'soon'}", "type", "soon"},
        {"{'content': 'c', 'channel': 'email', 'data': []}", "type", "\"data\" must be a map"},
        {"{'content': 'c', 'channel': 'email', 'data': {'a': 1, 'a': 2}}", "duplicate_key", "\"a\""},
        {"{'content': 'c', 'channel': 'email', 'html': {'file': 'x.html'}}", "type", "{file: …}"},
        {"{'content': 'c', 'channel': 'email', 'subjet': 'x'}", "unknown_key", "did you mean \"subject\"?"},
        {"{'segment': 'cold'}", "type", "segment \"cold\": \"when\" is missing"},
        {"{'segment': 'cold', 'when': ''}", "condition", "\"when\" is empty"},
        {"{'segment': 'cold', 'when': ['x']}", "type", "\"when\" must be a single value, not a list"},
        {"{'segment': 'cold', 'when': 'x', 'titel': 'y'}", "unknown_key", "did you mean \"title\"?"},
        {"{'segment': 'Cold', 'when': 'x'}", "type", "\"Cold\" is no id"},
        {"{'segment': 'cold', 'when': 'x', 'content': 'y'}", "unknown_key", "begins a document of its own"},
        {"{'segment': 'a', 'when': 'x'}, {'segment': 'a', 'when': 'y'}", "duplicate_id", "two segments have the id"},
        {"{'fields': {'lead': {'a': 'text'}}}", "type", "\"a\" must be string or int"},
        {"{'fields': {'lead': {'a': {'enum': []}}}}", "type", "list of texts"},
        {"{'fields': {'lead': {'a': {'default': 1}}}}", "type", "needs either \"type\" or \"enum\""},
        {"{'fields': {'lead': {'a': {'type': 'int', 'default': 'x'}}}}", "type", "default"},
        {"{'fields': {'lead': {'a': {'enum': ['x'], 'default': 'y'}}}}", "type", "default"},
        {"{'fields': {'leed': {}}}", "unknown_key", "did you mean \"lead\"?"},
        {"{'settings': {'time_zone': 'x'}}", "type", "time zone"},
        {"{'settings': {'categories': {'news': {'consent': 'yes'}}}}", "type", "opt_out or opt_in"},
        {"{'settings': {'lifecycle_stages': ['a', 'a']}}", "duplicate_id", "\"a\""},
        {"{'settings': {'delivery': {'retry': {'factor': 0.5}}}}", "type", "factor"},
        {"{'settings': {'delivery': {'retry': {'first': '0s'}}}}", "type", "first"},
        {"{'settings': {'delivery': {'late_events': '2mo'}}}", "type", "late_events"},
        {"{'settings': {'limits': {'steps': 0}}}", "type", "steps"},
        {"{'settings': {'limts': {}}}", "unknown_key", "did you mean \"limits\"?"},
    }));
    CAPTURE(bad.text);
    const auto read = catalog(bad.text);
    INFO(list(read.diagnostics));
    CHECK(says(read.diagnostics, bad.rule, bad.words));
    CHECK(read.diagnostics.size() == 1);
    for (const Diagnostic& remark : read.diagnostics) {
        CHECK(remark.severity == Severity::error);
        CHECK(remark.place.line == 1);
        CHECK(remark.place.column > 1);
    }
}

TEST_CASE("what the format has and this version does not is said so, once for each key", "[definition][catalog]") {
    const std::string workflow = "{'workflow': 'w', 'steps': [], ";
    const std::string settings = "{'settings': {";
    struct Later {
        std::string text, key;
    };
    const auto later = GENERATE_COPY(values<Later>({
        {workflow + "'group': 'g'}", "group"},
        {workflow + "'pause_when': 'x'}", "pause_when"},
        {workflow + "'trigger': {'event': 'e', 'once_per': 'account'}}", "once_per"},
        {workflow + "'trigger': {'becomes': 'x', 'once_per': 'account'}}", "once_per"},
        {settings + "'groups': {}}}", "groups"},
        {settings + "'pools': {}}}", "pools"},
        {settings + "'delivery': {'failure_budget': {}}}}", "failure_budget"},
        {"{'scoring': {'account': {'roll_up': 'sum'}}}", "account"},
    }));
    CAPTURE(later.text);
    const auto read = catalog(later.text);
    INFO(list(read.diagnostics));
    CHECK(read.diagnostics.size() == 1);
    CHECK(says(read.diagnostics, "unsupported",
               "\"" + later.key + "\" is part of the catalog format but not supported in this version"));
}

TEST_CASE("variants have a share each, and the base what they leave", "[definition][catalog]") {
    const auto read = catalog("{'content': 'c', 'channel': 'email', 'subject': 's', 'measure': 'clicked', 'variants': "
                              "{'a': {'weight': 33.34, 'subject': 'A'}, 'b': {'weight': 20, 'text': ''}}}");
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const Content& content = read->contents.at("c");
    REQUIRE(content.variants.size() == 2);
    CHECK(content.variants[0].weight == 3'334);
    CHECK(content.variants[0].subject == SourceString("A", content.variants[0].subject->place));
    CHECK_FALSE(content.variants[0].text);
    CHECK(content.variants[1].weight == 2'000);
    CHECK(content.variants[1].text->empty());
    CHECK(content.measure == Measure::clicked);
    CHECK(catalog("{'content': 'c', 'channel': 'email', 'variants': {'a': {}, 'b': {}, 'd': {}}}")
              ->contents.at("c")
              .variants[2]
              .weight == 2'500);
}

TEST_CASE("weights of variants that cannot be are refused", "[definition][catalog]") {
    const auto refusal = [](const std::string& variants) {
        const auto read = catalog("{'content': 'c', 'channel': 'email', 'variants': " + variants + "}");
        REQUIRE(read.diagnostics.size() == 1);
        return read.diagnostics[0].rule + ": " + read.diagnostics[0].message;
    };
    CHECK(refusal("{'a': {'weight': 60}, 'b': {'weight': 40.01}}") ==
          "split_weights: content \"c\": the weights of the variants add up to 100.01, more than 100; the base content "
          "has what they leave");
    CHECK(refusal("{'a': {'weight': 60}, 'b': {}}") ==
          "split_weights: content \"c\": some variants have a weight and some have none; give each one or none");
    for (const char* weight : {"-1", "100.5", "33.333", "1e1", "'50'", "'half'", "true"}) {
        INFO(weight);
        CHECK(refusal("{'a': {'weight': " + std::string(weight) + "}}").find("with at most two decimals") !=
              std::string::npos);
    }
    CHECK(refusal("{'base': {'weight': 5}}").find("\"base\" is the content itself") != std::string::npos);
    CHECK(refusal("{'a': {'weight': 5, 'when': 'x'}}").find("a variant has other texts alone") != std::string::npos);
}

TEST_CASE("all mistakes of a catalog are found in one go, in the order of the text", "[definition][catalog]") {
    const auto read = catalog(R"({'workflow': 'w', 'priorty': 5, 'steps': [{'delay': 'two days'}, {'goto': 'x'}]},
        {'content': 'C', 'channel': 'email'}, {'settings': {'limits': {'steps': -1}}})");
    REQUIRE(read.diagnostics.size() == 5);
    CHECK(read.diagnostics[0].rule == "unknown_key");
    CHECK(says({read.diagnostics[1]}, "type", "two days"));
    CHECK(read.diagnostics[2].rule == "unknown_reference");
    CHECK(says({read.diagnostics[3]}, "type", "\"C\""));
    CHECK(says({read.diagnostics[4]}, "type", "steps"));
}

TEST_CASE("the limits of the settings hold, wherever the settings stand", "[definition][catalog]") {
    const auto with = [](const std::string& limits, const std::string& steps) {
        return catalog("{'workflow': 'w', 'steps': [" + steps + "]}, {'workflow': 'v', 'steps': []}, " +
                       "{'settings': {'limits': {" + limits + "}}}")
            .diagnostics;
    };
    const std::string three = "{'note': 'a'}, {'note': 'b'}, {'note': 'c'}";
    CHECK(with("'steps': 3", three).empty());
    CHECK(says(with("'steps': 2", three), "limit", "3 steps"));
    const std::string nested = "{'branch': [{'if': 'a', 'then': [{'branch': [{'if': 'b', 'then': []}]}]}]}";
    CHECK(with("'nesting': 3", nested).empty());
    CHECK(says(with("'nesting': 2", nested), "limit", "nested deeper"));
    CHECK(with("'workflows': 2", "").empty());
    CHECK(says(with("'workflows': 1", ""), "limit", "2 workflows"));
}
