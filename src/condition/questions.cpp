// SPDX-License-Identifier: BSL-1.0
#include "condition/questions.hpp"

#include <algorithm>
#include <vector>

#include <nurture/condition/condition.hpp>
#include <nurture/lead/sha256.hpp>

#include "condition/token.hpp"

namespace nurture::inline v0 {

bool is_caused_by_lead(std::string_view event_type) noexcept {
    if (event_type == "message_opened" || event_type == "message_clicked" || event_type == "message_replied") {
        return true;
    }
    return event_type.substr(0, 5) != "lead_" && event_type.substr(0, 8) != "message_" && event_type != "task_done";
}

namespace cel {

namespace {

std::string_view name_of(HistoryQuestion::Kind kind) noexcept {
    switch (kind) {
    case HistoryQuestion::Kind::count: return "count";
    case HistoryQuestion::Kind::latest: return "latest";
    case HistoryQuestion::Kind::inactive: return "inactive";
    case HistoryQuestion::Kind::interest: return "interest";
    case HistoryQuestion::Kind::account_count: return "accountCount";
    case HistoryQuestion::Kind::account_leads: return "accountLeads";
    }
    return {};
}

void append_quoted(std::string& text, std::string_view name) {
    text += '"';
    for (const char c : name) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    text += '"';
}

} // namespace

std::string spaced(std::string_view expression) {
    Arena arena;
    std::vector<ConditionProblem> unused;
    Problems problems(expression, unused);
    std::string text;
    for (const Lexeme& word : cut(expression, arena, problems)) {
        if (word.token == Token::end) break;
        if (!text.empty()) text += ' ';
        text += expression.substr(word.begin, word.end - word.begin);
    }
    return text;
}

void identify(HistoryQuestion& question) {
    std::sort(question.types.begin(), question.types.end());
    std::string text(name_of(question.kind));
    text += " [";
    for (const std::string& type : question.types) {
        if (text.back() != '[') text += ',';
        append_quoted(text, type);
    }
    text += "] ";
    text += question.window ? std::to_string(question.window->count()) : "-";
    if (question.predicate != nullptr) text += " " + spaced(question.predicate->text());
    const Digest digest = sha256(text);
    question.text = std::move(text);
    question.id = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        question.id = question.id << 8U | digest.bytes[i];
    }
}

} // namespace cel

} // namespace nurture::inline v0
