// SPDX-License-Identifier: BSL-1.0
#include "sqlite/packing.hpp"

#include "sqlite/archive.hpp"

namespace nurture::inline v0::sqlite {

void Writer::operator()(const Value& value) {
    if (depth_ == deepest_value) {
        is_too_deep_ = true;
        return;
    }
    ++depth_;
    const auto kind = [this](ValueKind written) { out_ += static_cast<char>(written); };
    if (const bool* flag = value.as_bool(); flag != nullptr) {
        kind(*flag ? ValueKind::yes : ValueKind::no);
    } else if (const std::int64_t* number = value.as_int(); number != nullptr) {
        kind(ValueKind::integer);
        (*this)(*number);
    } else if (const double* real = value.as_double(); real != nullptr) {
        kind(ValueKind::real);
        const auto bits = std::bit_cast<std::uint64_t>(*real);
        for (unsigned shift = 0; shift < 64; shift += 8) {
            out_ += static_cast<char>(bits >> shift & 0xFFU);
        }
    } else if (const std::string* text = value.as_string(); text != nullptr) {
        kind(ValueKind::text);
        (*this)(*text);
    } else if (const Instant* at = value.as_instant(); at != nullptr) {
        kind(ValueKind::instant);
        (*this)(*at);
    } else if (const Value::List* list = value.as_list(); list != nullptr) {
        kind(ValueKind::list);
        all(*list);
    } else if (const Value::Map* map = value.as_map(); map != nullptr) {
        kind(ValueKind::map);
        (*this)(*map);
    } else {
        kind(ValueKind::absent);
    }
    --depth_;
}

namespace {

// A saved hash is 32 bytes, eight of a length that is mostly small, and what waits for a whole block.
constexpr std::size_t words_of_hash = 32;
constexpr std::size_t head_of_hash = 40;
constexpr std::size_t block_of_hash = 64;

} // namespace

void Writer::operator()(const Sha256& hash) {
    const std::string saved = hash.saved();
    std::uint64_t length = 0;
    for (std::size_t i = words_of_hash; i < head_of_hash; ++i) {
        length = length << 8U | static_cast<unsigned char>(saved[i]);
    }
    (*this)(length);
    out_.append(saved, 0, words_of_hash).append(saved, head_of_hash);
}

void Reader::operator()(Sha256& hash) {
    std::uint64_t length = 0;
    (*this)(length);
    std::string saved(take(words_of_hash));
    for (int shift = 56; shift >= 0; shift -= 8) {
        saved += static_cast<char>(length >> static_cast<unsigned>(shift) & 0xFFU);
    }
    saved += take(length % block_of_hash);
    if (const std::optional<Sha256> restored = ok_ ? Sha256::restored(saved) : std::nullopt) {
        hash = *restored;
    } else {
        fail();
    }
}

void Writer::operator()(const Fields& fields) {
    (*this)(std::uint64_t{fields.size()});
    for (const Field& field : fields) {
        (*this)(field.name);
        (*this)(field.value);
    }
}

void Reader::operator()(Value& value) {
    if (depth_ == deepest_value) {
        return fail();
    }
    ++depth_;
    switch (static_cast<ValueKind>(one())) {
    case ValueKind::absent: value = {}; break;
    case ValueKind::no: value = false; break;
    case ValueKind::yes: value = true; break;
    case ValueKind::integer: {
        std::int64_t number = 0;
        (*this)(number);
        value = number;
        break;
    }
    case ValueKind::real: {
        std::uint64_t bits = 0;
        for (unsigned shift = 0; shift < 64; shift += 8) {
            bits |= std::uint64_t{static_cast<unsigned char>(one())} << shift;
        }
        value = std::bit_cast<double>(bits);
        break;
    }
    case ValueKind::text: {
        std::string text;
        (*this)(text);
        value = std::move(text);
        break;
    }
    case ValueKind::instant: {
        Instant at{};
        (*this)(at);
        value = at;
        break;
    }
    case ValueKind::list: {
        Value::List list;
        (*this)(list);
        value = std::move(list);
        break;
    }
    case ValueKind::map: {
        Fields map;
        (*this)(map);
        value = std::move(map);
        break;
    }
    default: fail();
    }
    --depth_;
}

void Reader::operator()(Fields& fields) {
    fields = {};
    for (std::size_t left = count(); left != 0 && ok_; --left) {
        std::string name;
        Value value;
        (*this)(name);
        (*this)(value);
        if (value.is_absent()) {
            return fail(); // No such field would have been written.
        }
        fields.set(name, std::move(value));
    }
}

namespace {

template <class Archive, class... Members>
void each(Archive& archive, Members&... members) {
    (archive(members), ...);
}

/// A number that is no whole one, packed as a Value is.
template <class Archive, class Number>
void real(Archive& archive, Number& number) {
    Value value(number);
    archive(value);
    if constexpr (!std::is_const_v<Number>) {
        number = value.as_double() != nullptr ? *value.as_double() : number;
    }
}

using History = decltype(LeadRow::history);

/// By type of event, which is a word.
void history_of(Writer& writer, const History& history) {
    writer(std::uint64_t{history.size()});
    for (const auto& [type, of_type] : history) {
        writer.word(type);
        writer(of_type);
    }
}

void history_of(Reader& reader, History& history) {
    for (std::size_t left = reader.count(); left != 0 && reader.ok(); --left) {
        std::string type;
        reader.word(type);
        reader(history[type]);
    }
}

template <class Archive, class Row>
void members_of_lead(Archive& archive, Row& row) {
    each(archive, row.chain, row.past);
    history_of(archive, row.history);
    each(archive, row.unknown_zones, row.becomes, row.dates);
    // What few rows have.
    constexpr std::uint32_t has_been_decided = 1;
    constexpr std::uint32_t has_points = 2;
    std::uint32_t has = (row.decided_at != Instant::min() || row.follow_ups != 0 ? has_been_decided : 0) +
                        (row.engagement != EngagementScore() ? has_points : 0);
    archive(has);
    if ((has & has_been_decided) != 0) {
        each(archive, row.decided_at, row.follow_ups);
    }
    if ((has & has_points) != 0) {
        real(archive, row.engagement.points);
        archive(row.engagement.at);
    }
}

template <class Archive, class Row>
void members_of_enrollment(Archive& archive, Row& row) {
    each(archive, row.enrolled_seq, row.node, row.visit, row.visits, row.trigger, row.met);
    // What few rows have: a reason and an instant of leaving, never so of an active one, and a factor.
    constexpr std::uint32_t has_left = 1;
    constexpr std::uint32_t has_factor = 2;
    std::uint32_t has =
        (!row.reason.empty() || row.left_at != end_of_time ? has_left : 0) + (row.factor != 1 ? has_factor : 0);
    archive(has);
    if ((has & has_left) != 0) {
        each(archive, row.reason, row.left_at);
    }
    if ((has & has_factor) != 0) {
        real(archive, row.factor);
    }
}

template <class Archive, class Row>
void members_of_aggregate(Archive& archive, Row& row, bool with_leads) {
    each(archive, row.instants, row.merged, row.latest, row.active, row.topics);
    if (with_leads) {
        archive(row.leads);
    }
}

/// A lambda names the members to the archive, so that both directions look alike.
template <class Members>
std::string pack(const LeadId& owner, Words* words, Members members) {
    constexpr std::size_t mostly = 120;
    std::string bytes;
    bytes.reserve(mostly);
    Writer writer(bytes, owner, words);
    members(writer);
    return writer.is_too_deep() ? std::string() : bytes;
}

template <class Members>
bool unpack(std::string_view bytes, const LeadId& owner, Words* words, Members members) {
    Reader reader(bytes, owner, words);
    members(reader);
    return reader.is_done();
}

const LeadId nobody{};

} // namespace

void members(Writer& writer, const PastEnrollment& past) {
    writer.word(past.workflow.str());
    each(writer, past.key, past.left_at, past.completed);
}
void members(Reader& reader, PastEnrollment& past) {
    std::string workflow;
    reader.word(workflow);
    past.workflow = std::move(workflow);
    each(reader, past.key, past.left_at, past.completed);
}
void members(Writer& writer, const DateAnswer& answer) {
    each(writer, answer.value, answer.pending);
}
void members(Reader& reader, DateAnswer& answer) {
    each(reader, answer.value, answer.pending);
}

void members(Writer& writer, const BecomesAnswer& answer) {
    each(writer, answer.holds, answer.armed);
}
void members(Reader& reader, BecomesAnswer& answer) {
    each(reader, answer.holds, answer.armed);
}
void members(Writer& writer, const KeptEvent& kept) {
    each(writer, kept.event, kept.seq);
}
void members(Reader& reader, KeptEvent& kept) {
    each(reader, kept.event, kept.seq);
}
void members(Writer& writer, const TypeHistory& history) {
    each(writer, history.count, history.last, history.kept);
}
void members(Reader& reader, TypeHistory& history) {
    each(reader, history.count, history.last, history.kept);
}

std::string pack_lead(const LeadRow& row, Words& words) {
    return pack(row.id, &words, [&](Writer& writer) { members_of_lead(writer, row); });
}

bool unpack_lead(std::string_view bytes, LeadRow& row, Words& words) {
    const LeadId owner = row.id;
    return unpack(bytes, owner, &words, [&](Reader& reader) { members_of_lead(reader, row); });
}

std::string pack_enrollment(const EnrollmentRow& row, const LeadId& lead, Words& words) {
    return pack(lead, &words, [&](Writer& writer) { members_of_enrollment(writer, row); });
}

bool unpack_enrollment(std::string_view bytes, EnrollmentRow& row, const LeadId& lead, Words& words) {
    return unpack(bytes, lead, &words, [&](Reader& reader) { members_of_enrollment(reader, row); });
}

std::optional<std::string> pack_message(const MessageRow& row, std::string_view odd_version, Words& words) {
    const bool was_put_off = row.put_off_by != PutOffBy::failure || row.full_since != end_of_time || row.doubts != 0;
    if (row.engagement.empty() && odd_version.empty() && !was_put_off) {
        return std::nullopt;
    }
    return pack(row.message.lead, &words, [&](Writer& writer) {
        each(writer, odd_version, row.engagement, was_put_off);
        if (was_put_off) {
            writer(static_cast<std::uint32_t>(row.put_off_by));
            each(writer, row.full_since, row.doubts);
        }
    });
}

bool unpack_message(std::string_view bytes, MessageRow& row, Words& words) {
    if (bytes.empty()) {
        return true;
    }
    std::string odd_version;
    const LeadId owner = row.message.lead;
    const bool done = unpack(bytes, owner, &words, [&](Reader& reader) {
        bool was_put_off = false;
        each(reader, odd_version, row.engagement, was_put_off);
        if (was_put_off) {
            std::uint32_t by = 0;
            each(reader, by, row.full_since, row.doubts);
            row.put_off_by = static_cast<PutOffBy>(std::min(by, reasons_to_put_off - 1));
        }
    });
    if (!odd_version.empty()) {
        row.message.version = std::move(odd_version);
    }
    return done;
}

std::string pack_aggregate(const Aggregate& aggregate, const LeadId& lead, bool with_leads, Words& words) {
    return pack(lead, &words, [&](Writer& writer) { members_of_aggregate(writer, aggregate, with_leads); });
}

bool unpack_aggregate(std::string_view bytes, Aggregate& aggregate, const LeadId& lead, bool with_leads, Words& words) {
    return unpack(bytes, lead, &words, [&](Reader& reader) { members_of_aggregate(reader, aggregate, with_leads); });
}

std::string pack_value(const Value& value) {
    return pack(nobody, nullptr, [&](Writer& writer) { writer(value); });
}

bool unpack_value(std::string_view bytes, Value& value) {
    return unpack(bytes, nobody, nullptr, [&](Reader& reader) { reader(value); });
}

} // namespace nurture::inline v0::sqlite
