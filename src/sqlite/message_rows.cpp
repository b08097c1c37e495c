// SPDX-License-Identifier: BSL-1.0
#include "sqlite/message_rows.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "sqlite/message_key.hpp"
#include "sqlite/packing.hpp"
#include "sqlite/value_columns.hpp"

namespace nurture::inline v0::sqlite {

namespace {

// The index of open messages and their queries say it in numbers.
static_assert(MessageState::queued == MessageState{0} && MessageState::handing_over == MessageState{1} &&
              MessageState::held == MessageState{3} && MessageState::accepted == MessageState{4});

int digit(char c) noexcept {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The hash that a text spells in 64 digits; nothing for any other text, and for that of no version.
std::optional<Digest> digest_in(std::string_view text) {
    Digest digest;
    if (text.size() != 2 * digest.bytes.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
        const int high = digit(text[2 * i]);
        const int low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        digest.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return digest == Digest{} ? std::nullopt : std::optional<Digest>(digest);
}

/// Whether texts must be there for the next attempt, or stand there already.
bool has_texts(const MessageRow& row) {
    const Message& message = row.message;
    return row.state != MessageState::queued || !message.subject.empty() || !message.preview.empty() ||
           !message.text.empty() || !message.html.empty() || !message.data.empty();
}

bool goes_before(const MessageRow& a, const MessageRow& b) {
    const auto place = [](const MessageRow& row) {
        return std::make_tuple(row.queued_at, std::cref(row.message.lead), std::cref(row.message.workflow),
                               row.enrollment, row.visit, std::cref(row.message.key));
    };
    if (a.queued_at != b.queued_at || a.message.lead != b.message.lead || a.priority == b.priority) {
        return place(a) < place(b);
    }
    return a.priority > b.priority;
}

} // namespace

#define NURTURE_MESSAGE_COLUMNS                                                                                        \
    "key, enrollment, version, step, visit, channel, content, variant, category, state, priority, attempt, attempts, " \
    "reached_at, queued_at, first_attempt, next_attempt, handed_over_at, address, sender, reply_to, content_hash, "    \
    "rest"

#define NURTURE_MESSAGE_CHANGES                                                                                        \
    "enrollment = ?3, visit = ?6, state = ?11, priority = ?12, attempt = ?13, attempts = ?14, reached_at = ?15, "      \
    "queued_at = ?16, first_attempt = ?17, next_attempt = ?18, handed_over_at = ?19, address = ?20, sender = ?21, "    \
    "reply_to = ?22, content_hash = ?23, rest = ?24"

const char* const MessageRows::outbox_query =
    "SELECT " NURTURE_MESSAGE_COLUMNS ", id, lead FROM message_row WHERE state < 4 AND state IN (0, 3)";
const char* const MessageRows::in_doubt_query =
    "SELECT " NURTURE_MESSAGE_COLUMNS ", id, lead FROM message_row WHERE state < 4 AND state = 1";

MessageRows::MessageRows(Connection& connection, Names& names, Versions& versions, LeadRows& leads)
    : connection_(connection), names_(names), versions_(versions), leads_(leads),
      latest_(connection, "SELECT max(id) FROM message_row"),
      find_(connection, "SELECT id, state FROM message_row WHERE key = ?1 AND recorded IS NULL"),
      before_(connection, "SELECT key, previous FROM message_row WHERE id = ?1"),
      // Ids ascend by one from the latest, as SQLite gives them to who names none (?1); so it need not look for them.
      add_(connection, "INSERT INTO message_row (" NURTURE_MESSAGE_COLUMNS
                       ", lead, previous, recorded) VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                       "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)"),
      // Neither `key` nor `recorded`, on which the index of keys depends: SQLite would rewrite it. Nor what refers to
      // other tables, which it would look up: a message keeps it.
      update_(connection, "UPDATE message_row SET " NURTURE_MESSAGE_CHANGES
                          " WHERE id = ?1 AND key = ?2 AND version = ?4 AND step = ?5 AND channel = ?7 AND "
                          "content = ?8 AND variant = ?9 AND category = ?10"),
      update_all_(connection, "UPDATE message_row SET version = ?4, step = ?5, channel = ?7, content = ?8, "
                              "variant = ?9, category = ?10, " NURTURE_MESSAGE_CHANGES " WHERE id = ?1 AND key = ?2"),
      put_texts_(connection, "INSERT OR REPLACE INTO message_text (message, subject, preview, text, html, data) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      remove_texts_(connection, "DELETE FROM message_text WHERE message = ?1"),
      latest_record_(connection, "SELECT max(id) FROM recorded_message"),
      record_(connection, "INSERT INTO recorded_message (message, at, subject, preview, text, html, data) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
      mark_recorded_(connection, "UPDATE message_row SET recorded = ?2 WHERE id = ?1"),
      load_(connection, "SELECT " NURTURE_MESSAGE_COLUMNS ", previous FROM message_row WHERE id = ?1 AND lead = ?2"),
      texts_(connection, "SELECT subject, preview, text, html, data FROM message_text WHERE message = ?1"),
      outbox_(connection, outbox_query), in_doubt_(connection, in_doubt_query),
      lead_of_(connection, "SELECT lead FROM message_row WHERE key = ?1 AND recorded IS NULL"),
      lead_of_recorded_(connection, "SELECT lead FROM message_row WHERE key = ?1 AND recorded IS NOT NULL") {}

void MessageRows::place(Changed rows, bool records) {
    places_.clear();
    which_.clear();
    if (rows.empty()) {
        return;
    }
    std::unordered_map<std::string_view, std::size_t> known;
    std::int64_t latest = largest(latest_);
    next_record_ = records ? largest(latest_record_) + 1 : 0;
    for (const auto& [lead, row] : rows) {
        const auto [at, is_first] = known.try_emplace(row->message.key.str(), places_.size());
        which_.push_back(at->second);
        if (!is_first) {
            continue;
        }
        LeadPlace& place = leads_.place_of(lead);
        if (const std::optional<Place> held = find(row->message.key, place, records)) {
            places_.push_back(*held);
        } else {
            places_.push_back({.id = ++latest, .previous = place.message, .is_new = true});
            place.message = latest;
            place.is_ahead = true;
        }
    }
}

std::int64_t MessageRows::largest(Statement& statement) {
    Rows rows = statement.rows();
    return rows.next() ? rows.integer(0) : 0;
}

std::optional<MessageRows::Place> MessageRows::find(const MessageKey& key, const LeadPlace& lead, bool records) {
    if (!lead.committed_message) {
        return std::nullopt;
    }
    const KeyColumn column(key);
    if (Rows rows = find_.rows(column.to_bind()); rows.next()) {
        const bool is_open = rows.one_of(1, MessageState::canceled) < MessageState::accepted;
        return Place{.id = rows.integer(0), .has_texts = is_open};
    }
    // What is recorded has left the index; a lead has few messages, and they were read not long ago.
    for (std::optional<std::int64_t> at = records ? lead.committed_message : std::nullopt; at;) {
        Rows rows = before_.rows(*at);
        if (!rows.next()) {
            break;
        }
        if (column.stands_in(rows, 0)) {
            return Place{.id = *at, .is_recorded = true};
        }
        at = before(number_or_null(rows, 1), *at);
    }
    return std::nullopt;
}

std::optional<std::int64_t> MessageRows::before(std::optional<std::int64_t> previous, std::int64_t id) {
    if (previous && *previous >= id) {
        connection_.damaged("message " + std::to_string(id) + " leads back to a later one");
        return std::nullopt;
    }
    return previous;
}

void MessageRows::put(Changed rows, bool records) {
    for (std::size_t i = 0; i < rows.size() && connection_.ok(); ++i) {
        const auto& [lead, row] = rows[i];
        put(leads_.number_of(lead), places_[which_[i]], *row, records);
    }
}

void MessageRows::put(std::int64_t lead_number, Place& place, const MessageRow& row, bool records) {
    const bool is_recorded_now = records && row.was_sent() && !place.is_recorded;
    if (place.is_new) {
        const auto record_id = is_recorded_now ? std::optional<std::int64_t>(next_record_) : std::nullopt;
        write(add_, place.id, row, lead_number, place.previous, record_id);
    } else {
        write(update_, place.id, row);
        if (connection_.changed_rows() == 0) {
            write(update_all_, place.id, row);
        }
    }
    if (is_recorded_now) {
        if (!place.is_new) {
            mark_recorded_.run(place.id, next_record_);
        }
        record(place.id, row);
        ++next_record_;
    }
    if (!row.is_final() && has_texts(row)) {
        put_texts(place.id, row);
        place.has_texts = true;
    } else if (place.has_texts) {
        remove_texts_.run(place.id);
        place.has_texts = false;
    }
    place.is_new = false;
    place.is_recorded = place.is_recorded || is_recorded_now;
}

template <class... More>
void MessageRows::write(Statement& statement, std::int64_t id, const MessageRow& row, const More&... more) {
    const Message& message = row.message;
    const std::optional<Digest> version = digest_in(message.version);
    const std::int64_t version_number = versions_.number_of({message.workflow, version.value_or(Digest{})});
    const std::int64_t step = names_.number_of(message.step.str());
    const std::int64_t channel = names_.number_of(message.channel.str());
    const std::int64_t content = names_.number_of(message.content.str());
    const std::int64_t variant = names_.number_of(message.variant);
    const std::int64_t category = names_.number_of(message.category);
    const std::optional<std::string> rest = pack_message(row, version ? "" : message.version, names_);
    const std::optional<Digest> hash =
        row.content_hash == Digest{} ? std::nullopt : std::optional<Digest>(row.content_hash);
    statement.run(id, KeyColumn(message.key).to_bind(), row.enrollment, version_number, step, row.visit, channel,
                  content, variant, category, row.state, row.priority, message.attempt, row.attempts, row.reached_at,
                  row.queued_at, row.first_attempt, row.next_attempt, row.handed_over_at, unless_empty(message.to),
                  unless_empty(message.from), unless_empty(message.reply_to), hash,
                  rest ? std::optional<Blob>(packed(connection_, *rest)) : std::nullopt, more...);
}

void MessageRows::put_texts(std::int64_t id, const MessageRow& row) {
    const Message& message = row.message;
    const ValueColumn data(connection_, message.data);
    put_texts_.run(id, message.subject, message.preview, message.text, message.html, data.to_bind());
}

void MessageRows::record(std::int64_t id, const MessageRow& row) {
    const Message& message = row.message;
    const ValueColumn data(connection_, message.data);
    record_.run(id, in_order(row.handed_over_at), message.subject, message.preview, message.text, message.html,
                data.to_bind());
}

void MessageRows::read(const Rows& rows, MessageRow& row) {
    Message& message = row.message;
    message.key = key_in(rows, 0);
    row.enrollment = rows.number<std::uint64_t>(1);
    VersionName version = versions_.name_of(rows.integer(2));
    message.workflow = std::move(version.workflow);
    message.version = version.sha256 == Digest{} ? std::string() : to_hex(version.sha256);
    message.step = names_.text_of(rows.integer(3));
    row.visit = rows.number<std::uint32_t>(4);
    message.channel = names_.text_of(rows.integer(5));
    message.content = names_.text_of(rows.integer(6));
    message.variant = names_.text_of(rows.integer(7));
    message.category = names_.text_of(rows.integer(8));
    row.state = rows.one_of(9, MessageState::canceled);
    row.priority = rows.integer(10);
    message.attempt = rows.number<std::uint32_t>(11);
    row.attempts = rows.number<std::uint32_t>(12);
    row.reached_at = rows.instant(13);
    row.queued_at = rows.instant(14);
    row.first_attempt = rows.instant(15);
    row.next_attempt = rows.instant(16);
    row.handed_over_at = rows.instant(17);
    message.to = rows.text(18);
    message.from = rows.text(19);
    message.reply_to = rows.text(20);
    row.content_hash = rows.digest(21);
    if (!unpack_message(rows.blob(22), row, names_)) {
        connection_.damaged("message " + message.key.str() + " cannot be read");
    }
}

void MessageRows::read_texts(std::int64_t id, Message& message) {
    Rows rows = texts_.rows(id);
    if (rows.next()) {
        message.subject = rows.text(0);
        message.preview = rows.text(1);
        message.text = rows.text(2);
        message.html = rows.text(3);
        message.data = fields_in(connection_, rows, 4);
    }
}

void MessageRows::load(const LeadPlace& place, LeadState& state) {
    for (std::optional<std::int64_t> at = place.message; at && connection_.ok();) {
        Rows rows = load_.rows(*at, place.number);
        if (!rows.next()) {
            return connection_.damaged("message " + std::to_string(*at) + " of lead " + state.lead.id.str() +
                                       " is missing");
        }
        MessageRow& row = state.messages.emplace_front();
        row.message.lead = state.lead.id;
        read(rows, row);
        if (!row.is_final()) {
            read_texts(*at, row.message);
        }
        at = before(number_or_null(rows, 23), *at);
    }
}

std::vector<MessageRow> MessageRows::open_ones(Statement& statement) {
    std::vector<MessageRow> found;
    Rows rows = statement.rows();
    while (rows.next()) {
        MessageRow& row = found.emplace_back();
        row.message.lead = leads_.id_of(rows.integer(24));
        read(rows, row);
        read_texts(rows.integer(23), row.message);
    }
    return found;
}

std::vector<MessageRow> MessageRows::outbox() {
    std::vector<MessageRow> found = open_ones(outbox_);
    std::sort(found.begin(), found.end(), goes_before);
    return found;
}

std::vector<MessageRow> MessageRows::in_doubt() {
    std::vector<MessageRow> found = open_ones(in_doubt_);
    std::sort(found.begin(), found.end(),
              [](const MessageRow& a, const MessageRow& b) { return a.message.key < b.message.key; });
    return found;
}

std::optional<LeadId> MessageRows::lead_of(const MessageKey& key, bool records) {
    const KeyColumn column(key);
    if (Rows rows = lead_of_.rows(column.to_bind()); rows.next()) {
        return leads_.id_of(rows.integer(0));
    }
    if (!records) {
        return std::nullopt;
    }
    Rows rows = lead_of_recorded_.rows(column.to_bind());
    return rows.next() ? std::optional<LeadId>(leads_.id_of(rows.integer(0))) : std::nullopt;
}

// Sorted by their numbers alone, which are few bytes; then each is read where it stands. The statements are made for
// each call, because `take` may ask the store for something else.
void MessageRows::recorded(const std::function<void(Instant, const Message&)>& take) {
    Statement order(connection_, "SELECT r.id FROM recorded_message r JOIN message_row m ON m.id = r.message "
                                 "JOIN lead_row l ON l.number = m.lead ORDER BY r.at, l.id, r.id");
    Statement one(connection_, "SELECT " NURTURE_MESSAGE_COLUMNS
                               ", m.lead, r.at, r.subject, r.preview, r.text, r.html, r.data FROM recorded_message r "
                               "JOIN message_row m ON m.id = r.message WHERE r.id = ?1");
    Rows places = order.rows();
    while (places.next()) {
        MessageRow row;
        Instant at{};
        Rows rows = one.rows(places.integer(0));
        if (!rows.next()) {
            return connection_.damaged("a recorded message belongs to none");
        }
        row.message.lead = leads_.id_of(rows.integer(23));
        read(rows, row);
        at = rows.instant(24);
        row.message.subject = rows.text(25);
        row.message.preview = rows.text(26);
        row.message.text = rows.text(27);
        row.message.html = rows.text(28);
        row.message.data = fields_in(connection_, rows, 29);
        if (connection_.ok()) {
            take(at, row.message);
        }
    }
}

#undef NURTURE_MESSAGE_COLUMNS
#undef NURTURE_MESSAGE_CHANGES

} // namespace nurture::inline v0::sqlite
