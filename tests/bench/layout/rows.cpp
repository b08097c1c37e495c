// SPDX-License-Identifier: BSL-1.0
// What an input reads and writes.

#include <algorithm>

#include "bench/layout/database.hpp"

namespace nurture::layout {

/// The lead row as it stands after an input, which wrote four lines.
void Database::put_lead(std::int64_t number, std::int64_t due, bool is_new) {
    Statement& put = is_new ? statements_.put_lead : statements_.move_lead;
    const auto size = [](bool there, std::size_t bytes) { return there ? bytes : 0; };
    const std::size_t chain = 34 + size(layout_.chain_whole, mixed(static_cast<std::uint64_t>(number)) % 64);
    const std::size_t consent = 4;
    const std::size_t past = size(!is_new, 12);
    const std::size_t history = 24 + size(layout_.opens_in_lead && !is_new, 13);
    const std::size_t scores = 22;
    const std::size_t seen = size(layout_.seen == Layout::Seen::in_lead, is_new ? 14 : 28);
    const std::size_t asked =
        size(layout_.aggregates_in_lead, static_cast<std::size_t>(layout_.aggregates) * layout_.aggregate_bytes);
    const Ref due_or_none{layout_.due <= Layout::Due::index ? due : 0};
    const auto run = [&](Blob body) {
        put(lead(number), id_of(number), due_or_none, std::int64_t{is_new ? 4 : 8}, lines_, fields, body,
            bytes_of(consent), bytes_of(past), bytes_of(history), bytes_of(scores));
    };
    run(bytes_of(layout_.several_columns ? chain : chain + consent + past + history + scores + seen + asked));
    if (due > 0) {
        statements_.put_due(due, lead(number));
    }
}

void Database::put_message(std::int64_t number, std::int64_t which) {
    const std::int64_t state = layout_.through_channel ? 0 : 4;
    const std::string key = key_of(number, which);
    if (appends_messages()) {
        message_of_.resize(static_cast<std::size_t>(leads_) + 1);
        message_of_[static_cast<std::size_t>(number)] = which = ++messages_;
    }
    statements_.put_message(lead(number), which, Blob{key}, std::int64_t{1}, version(), step(), std::int64_t{30},
                            std::int64_t{31}, state, now_, layout_.through_channel ? 0 : now_, bytes_of(14),
                            bytes_of(32), mail);
    if (layout_.through_channel) {
        queued_.emplace_back(number, which);
    } else {
        statements_.put_text(lead(number), which, address, address, mail, address);
    }
}

/// Of an earlier group: what was handed over is accepted, what was queued is handed over.
void Database::serve_channel() {
    for (const auto& [number, which] : handed_over_) {
        statements_.accept(lead(number), which);
        statements_.drop_text(lead(number), which);
    }
    handed_over_.clear();
    for (const auto& [number, which] : queued_) {
        if (layout_.text_inline) {
            statements_.dispatch(lead(number), which, now_, mail);
        } else {
            statements_.dispatch(lead(number), which, now_);
            statements_.put_text(lead(number), which, address, address, mail, address);
        }
    }
    handed_over_.swap(queued_);
}

/// Four lines of one input; `head` is the lead's line before, or 0.
void Database::put_lines(std::int64_t number, std::int64_t head, std::size_t first) {
    if (layout_.journal == Layout::Journal::per_input) {
        std::string lines;
        for (std::size_t i = first; i < first + 4; ++i) {
            lines += R"({"enrollment":1,"step":21,"kind":)" + std::to_string(i) + R"(,"because":)";
            lines.append(because[i]).append(R"(,"personal":)").append(personal[i]).append("},");
        }
        statements_.put_line(++lines_, head, lead(number), static_cast<std::int64_t>(first), now_, version(),
                             std::int64_t{1}, step(), std::int64_t{0}, lines, nullptr);
        return;
    }
    for (std::size_t i = first; i < first + 4; ++i) {
        const auto put = [&](const auto& reasons, const auto& payload) {
            statements_.put_line(lines_ + 1, head, lead(number), static_cast<std::int64_t>(i + 1), now_, version(),
                                 std::int64_t{1}, step(), static_cast<std::int64_t>(i), reasons, payload);
        };
        if (layout_.packed_lines) {
            put(bytes_of(12), personal[i]);
        } else if (personal[i].empty()) {
            put(because[i], nullptr);
        } else if (layout_.payload_table) {
            put(because[i], bytes_of(32));
            statements_.put_payload(lines_ + 1, personal[i]);
        } else {
            put(because[i], personal[i]);
        }
        head = ++lines_;
    }
}

void Database::put_event(std::int64_t number, std::int64_t which) {
    const std::string id = hex(mixed(static_cast<std::uint64_t>(number * 8 + which) * 17));
    statements_.find_seen(lead(number), id);
    statements_.put_seen(lead(number), id, now_ + 2'592'000'000);
    if (which == 0) {
        for (std::int64_t i = 1; i < layout_.aggregates; ++i) {
            statements_.put_aggregate(lead(number), i, bytes_of(layout_.aggregate_bytes));
        }
    }
    if (layout_.aggregates > 0) {
        statements_.put_aggregate(lead(number), std::int64_t{0}, bytes_of(layout_.aggregate_bytes));
    }
}

/// The lead's row comes before its lines and names the last of them.
void Database::put_lead_before_lines(std::int64_t number, std::int64_t due, bool is_new) {
    const std::int64_t lines = lines_;
    lines_ += layout_.journal == Layout::Journal::per_input ? 1 : 4;
    put_lead(number, due, is_new);
    lines_ = lines;
}

void Database::begin_lead() {
    const std::int64_t number = ++leads_;
    now_ += 997;
    const std::int64_t due = due_of(number);
    if (layout_.floor) {
        statements_.find_lead(id_of(number));
        statements_.put_lead(number, due, bytes_of(100), id_of(number));
        statements_.put_message(number, mail);
        return;
    }
    statements_.find_lead(id_of(number));
    put_lead_before_lines(number, due, true);
    statements_.put_enrollment(lead(number), std::int64_t{1}, version(), step(), std::int64_t{0}, std::int64_t{2}, now_,
                               now_, due, nullptr, bytes_of(44));
    put_message(number, 1);
    put_lines(number, 0, 0);
    put_event(number, 0);
}

/// The one that has waited longest, or any.
std::int64_t Database::one_that_waits(bool in_order) {
    ended_.resize(static_cast<std::size_t>(leads_) + 1);
    const auto ended = [&](std::int64_t number) { return ended_[static_cast<std::size_t>(number)]; };
    while (ended(oldest_)) {
        ++oldest_;
    }
    std::int64_t number = oldest_;
    for (int tries = 0; !in_order && tries < 100 && (tries == 0 || ended(number)); ++tries) {
        number = oldest_ + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(leads_ - oldest_ + 1));
    }
    number = ended(number) ? oldest_ : number;
    ended_[static_cast<std::size_t>(number)] = true;
    return number;
}

void Database::end_lead(bool opened, bool in_order) {
    const std::int64_t number = one_that_waits(in_order);
    now_ += 997;
    if (layout_.floor) {
        statements_.find_lead(id_of(number));
        statements_.move_lead(number, nullptr, bytes_of(112));
        if (!opened) {
            statements_.put_message(number, mail);
        }
        return;
    }
    const std::int64_t message = appends_messages() ? message_of_[static_cast<std::size_t>(number)] : 1;
    statements_.find_lead(id_of(number));
    const std::int64_t head = statements_.load_lead(lead(number)).first;
    statements_.load_enrollments(lead(number));
    statements_.load_messages(lead(number), message);
    put_lead_before_lines(number, 0, false);
    statements_.drop_due(due_of(number), lead(number));
    statements_.drop_enrollment(lead(number), std::int64_t{1});
    statements_.put_ended(lead(number), std::int64_t{1}, version(), std::int64_t{2}, std::string_view("completed"),
                          now_, now_);
    if (!opened) {
        put_message(number, 2);
    } else if (!layout_.opens_in_lead) {
        statements_.engage(lead(number), message, bytes_of(40));
    }
    if (opened) {
        put_event(number, 1);
    }
    put_lines(number, head, 4);
}

} // namespace nurture::layout
