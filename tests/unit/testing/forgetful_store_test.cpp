// SPDX-License-Identifier: BSL-1.0
/// \file
/// A store that loses one member of one row, for every member there is.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "twisted_store.hpp"

using namespace nurture;
using namespace nurture::testing_support;
using testing::MadeCommit;

namespace {

using Loss = std::function<void(MadeCommit&)>;

/// A loss of a member in every row of a kind.
template <class Row, class T>
std::pair<std::string, Loss> loses(const char* name, T Row::*member) {
    return {name, [member](MadeCommit& made) {
                const auto lose = [member](auto& row) {
                    using Given = std::decay_t<decltype(row)>;
                    if constexpr (std::is_same_v<Given, Row>) {
                        row.*member = T{};
                    } else if constexpr (std::is_same_v<Given, MessageRow> && std::is_same_v<Row, Message>) {
                        row.message.*member = T{};
                    } else if constexpr (std::is_same_v<Given, testing::MadeAggregate> &&
                                         std::is_same_v<Row, Aggregate>) {
                        row.aggregate.*member = T{};
                    }
                };
                for (LeadRow& row : made.leads) {
                    lose(row);
                }
                for (auto& [lead, row] : made.enrollments) {
                    lose(row);
                }
                for (auto& [lead, row] : made.messages) {
                    lose(row);
                }
                for (testing::MadeAggregate& row : made.aggregates) {
                    lose(row);
                }
                for (JournalLine& line : made.journal) {
                    lose(line);
                }
            }};
}

void expect_found(const std::vector<std::pair<std::string, Loss>>& losses) {
    for (const auto& [name, loss] : losses) {
        INFO("lost: " << name);
        CHECK_FALSE(findings_about({.commit = loss}).empty());
    }
}

} // namespace

TEST_CASE("every member of a lead's row is missed", "[testing][store]") {
    expect_found({loses("fields", &LeadRow::fields), loses("account", &LeadRow::account),
                  loses("consent", &LeadRow::consent), loses("enrollments", &LeadRow::enrollments),
                  loses("seq", &LeadRow::seq), loses("chain", &LeadRow::chain), loses("due", &LeadRow::due),
                  loses("past", &LeadRow::past), loses("history", &LeadRow::history),
                  loses("unknown_zones", &LeadRow::unknown_zones), loses("becomes", &LeadRow::becomes),
                  loses("dates", &LeadRow::dates), loses("swept", &LeadRow::swept), loses("met_at", &LeadRow::met_at),
                  loses("deleted", &LeadRow::deleted), loses("forgotten", &LeadRow::forgotten),
                  loses("decided_at", &LeadRow::decided_at), loses("follow_ups", &LeadRow::follow_ups),
                  loses("engagement", &LeadRow::engagement)});
}

TEST_CASE("every member of an enrollment is missed", "[testing][store]") {
    expect_found({loses("workflow", &EnrollmentRow::workflow), loses("version", &EnrollmentRow::version),
                  loses("key", &EnrollmentRow::key), loses("state", &EnrollmentRow::state),
                  loses("reason", &EnrollmentRow::reason), loses("enrolled_at", &EnrollmentRow::enrolled_at),
                  loses("enrolled_seq", &EnrollmentRow::enrolled_seq), loses("left_at", &EnrollmentRow::left_at),
                  loses("trigger", &EnrollmentRow::trigger), loses("node", &EnrollmentRow::node),
                  loses("step", &EnrollmentRow::step), loses("visit", &EnrollmentRow::visit),
                  loses("standing", &EnrollmentRow::standing), loses("reached_at", &EnrollmentRow::reached_at),
                  loses("due", &EnrollmentRow::due), loses("factor", &EnrollmentRow::factor),
                  loses("expires_at", &EnrollmentRow::expires_at), loses("met", &EnrollmentRow::met),
                  loses("visits", &EnrollmentRow::visits)});
}

TEST_CASE("every member of a message is missed", "[testing][store]") {
    expect_found({loses("attempt", &Message::attempt), loses("lead", &Message::lead),
                  loses("channel", &Message::channel), loses("to", &Message::to), loses("workflow", &Message::workflow),
                  loses("version", &Message::version), loses("step", &Message::step),
                  loses("content", &Message::content), loses("variant", &Message::variant),
                  loses("category", &Message::category), loses("subject", &Message::subject),
                  loses("preview", &Message::preview), loses("text", &Message::text), loses("html", &Message::html),
                  loses("from", &Message::from), loses("reply_to", &Message::reply_to), loses("data", &Message::data)});
    expect_found({loses("enrollment", &MessageRow::enrollment), loses("visit", &MessageRow::visit),
                  loses("state", &MessageRow::state), loses("reached_at", &MessageRow::reached_at),
                  loses("queued_at", &MessageRow::queued_at), loses("priority", &MessageRow::priority),
                  loses("attempts", &MessageRow::attempts), loses("first_attempt", &MessageRow::first_attempt),
                  loses("next_attempt", &MessageRow::next_attempt),
                  loses("handed_over_at", &MessageRow::handed_over_at), loses("put_off_by", &MessageRow::put_off_by),
                  loses("full_since", &MessageRow::full_since), loses("doubts", &MessageRow::doubts),
                  loses("content_hash", &MessageRow::content_hash), loses("engagement", &MessageRow::engagement)});
}

TEST_CASE("every member of an aggregate is missed", "[testing][store]") {
    expect_found({loses("instants", &Aggregate::instants), loses("merged", &Aggregate::merged),
                  loses("latest", &Aggregate::latest), loses("active", &Aggregate::active),
                  loses("topics", &Aggregate::topics), loses("leads", &Aggregate::leads)});
}

TEST_CASE("every member of a journal line is missed", "[testing][store]") {
    expect_found({loses("seq", &JournalLine::seq), loses("at", &JournalLine::at), loses("lead", &JournalLine::lead),
                  loses("workflow", &JournalLine::workflow), loses("version", &JournalLine::version),
                  loses("enrollment", &JournalLine::enrollment), loses("step", &JournalLine::step),
                  loses("kind", &JournalLine::kind), loses("because", &JournalLine::because),
                  loses("forgotten", &JournalLine::forgotten)});
}

TEST_CASE("a value that changes its kind is missed", "[testing][store]") {
    expect_found(
        {{"instants become texts",
          [](MadeCommit& made) {
              for (JournalLine& line : made.journal) {
                  Fields changed;
                  for (const Field& field : line.because) {
                      const Instant* at = field.value.as_instant();
                      changed.set(field.name, at == nullptr ? field.value : Value(to_string(*at)));
                  }
                  line.because = changed;
              }
          }},
         {"doubles become whole numbers",
          [](MadeCommit& made) {
              for (LeadRow& row : made.leads) {
                  for (const Field& field : Fields(row.fields)) {
                      if (const double* number = field.value.as_double(); number != nullptr && *number == 1.0) {
                          row.fields.set(field.name, 1);
                      }
                  }
              }
          }},
         {"a zero loses its sign", [](MadeCommit& made) {
              for (LeadRow& row : made.leads) {
                  for (const Field& field : Fields(row.fields)) {
                      if (const double* number = field.value.as_double(); number != nullptr && *number == 0.0) {
                          row.fields.set(field.name, 0.0);
                      }
                  }
              }
          }}});
}
