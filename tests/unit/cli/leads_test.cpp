// SPDX-License-Identifier: BSL-1.0

#include "input/leads.hpp"

#include <cstdint>
#include <string>

#include "support/catch.hpp"

namespace {

using namespace nurture;
using cli::AccountReader;
using cli::ByteSource;
using cli::LeadReader;
using cli::Outcome;
using cli::RecordReader;

LeadReader csv(std::string text, const FieldTypes& types = {}) {
    return LeadReader(RecordReader::csv(ByteSource::of_text("leads.csv", std::move(text)), {"id"}), types);
}

LeadReader json(std::string text, const FieldTypes& types = {}) {
    return LeadReader(RecordReader::json_lines(ByteSource::of_text("leads.jsonl", std::move(text))), types);
}

FieldTypes some_types() {
    FieldTypes types;
    types.declared = true;
    types.lead["zip"].kind = FieldKind::string;
    types.lead["seats"].kind = FieldKind::integer;
    types.lead["renewal_date"].kind = FieldKind::date;
    types.lead["plan"] = {FieldKind::enumeration, {"free", "paid"}, {}};
    return types;
}

std::string mistake(LeadReader reader) {
    Lead lead;
    const Outcome outcome = reader.next(lead);
    return outcome.is_row() ? "" : describe(outcome.bad);
}

TEST_CASE("columns are fields, tags and subscriptions", "[cli][leads]") {
    LeadReader reader = csv("id,email,tags,subscribed.newsletter,account_id,seats\n"
                            "ada,ada@example.com,\"vip; beta;\",false,acme,12\nben,,,,,\n");
    Lead lead;
    REQUIRE(reader.next(lead).is_row());
    CHECK(lead.id == LeadId("ada"));
    CHECK(*lead.fields.find("email") == Value("ada@example.com"));
    CHECK(*lead.fields.find("tags") == Value(Value::List{"vip", "beta"}));
    CHECK(*lead.fields.find("seats") == Value("12")); // without declared fields text stays text
    CHECK(lead.subscriptions == std::map<std::string, bool>{{"newsletter", false}});
    CHECK(lead.account.id == AccountId("acme"));
    REQUIRE(reader.next(lead).is_row());
    CHECK(lead.fields.empty());
    CHECK(lead.subscriptions.empty());
    CHECK(lead.account.id.empty());
}

TEST_CASE("declared fields give cells their kinds", "[cli][leads]") {
    LeadReader reader = csv("id,zip,seats,renewal_date,plan\nada,01234,12,2026-05-20,paid\n", some_types());
    Lead lead;
    REQUIRE(reader.next(lead).is_row());
    CHECK(*lead.fields.find("zip") == Value("01234"));
    CHECK(*lead.fields.find("seats") == Value(std::int64_t{12}));
    CHECK(*lead.fields.find("renewal_date") == Value("2026-05-20"));
    CHECK(*lead.fields.find("plan") == Value("paid"));
}

TEST_CASE("a value that its declared kind cannot hold is reported with its place", "[cli][leads]") {
    CHECK(mistake(csv("id,seats\nada,many\n", some_types())).find("leads.csv:2:5: seats: ") == 0);
    CHECK(mistake(csv("id,plan\nada,gold\n", some_types())).find("leads.csv:2:5: plan: ") == 0);
    CHECK(mistake(json("{\"id\":\"ada\",\"zip\":1234}\n", some_types())).find("leads.jsonl:1: zip: expected a text") ==
          0);
    CHECK(mistake(json("{\"id\":\"ada\",\"seats\":1.5}\n", some_types())).find("expected a whole number") !=
          std::string::npos);
    CHECK(mistake(csv("id,subscribed.marketing\nada,maybe\n"))
              .find("leads.csv:2:5: subscribed.marketing: expected true or false") == 0);
}

TEST_CASE("a lead without an id is a bad row", "[cli][leads]") {
    CHECK(mistake(csv("id,email\n,x@example.com\n")) == "leads.csv:2:1: \"id\" is empty");
    CHECK(mistake(json("{\"email\":\"x\"}\n")) == "leads.jsonl:1: \"id\" is missing");
    CHECK(mistake(json("{\"id\":{\"a\":1}}\n")).find("must be a text") != std::string::npos);
    CHECK(mistake(json("{\"id\":12}\n")).empty());
}

TEST_CASE("numbers of JSON are numbers", "[cli][leads]") {
    LeadReader reader =
        json("{\"id\":\"ada\",\"seats\":12,\"ratio\":0.5,\"tags\":[\"a\"],\"subscribed.marketing\":true}\n");
    Lead lead;
    REQUIRE(reader.next(lead).is_row());
    CHECK(*lead.fields.find("seats") == Value(std::int64_t{12}));
    CHECK(*lead.fields.find("ratio") == Value(0.5));
    CHECK(*lead.fields.find("tags") == Value(Value::List{"a"}));
    CHECK(lead.subscriptions.at("marketing"));
}

TEST_CASE("accounts have an id and fields", "[cli][leads]") {
    AccountReader reader(RecordReader::csv(ByteSource::of_text("accounts.csv", "id,name\nacme,Acme\n,x\n"), {"id"}),
                         {});
    Account account;
    REQUIRE(reader.next(account).is_row());
    CHECK(account.id == AccountId("acme"));
    CHECK(account.fields == Fields{{"name", "Acme"}});
    CHECK(describe(reader.next(account).bad) == "accounts.csv:3:1: \"id\" is empty");
}

} // namespace
