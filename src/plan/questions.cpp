// SPDX-License-Identifier: BSL-1.0

#include "plan/questions.hpp"

#include <string>
#include <utility>

namespace nurture::inline v0 {

std::shared_ptr<const HistoryQuestion> question_of_its_own(std::string text, std::vector<std::string> types,
                                                           Milliseconds window) {
    HistoryQuestion question;
    question.types = std::move(types);
    question.window = window;
    question.text = std::move(text);
    const Digest digest = sha256(question.text);
    for (std::size_t i = 0; i < sizeof question.id; ++i) {
        question.id = question.id << 8U | digest.bytes[i];
    }
    return std::make_shared<const HistoryQuestion>(std::move(question));
}

void index_questions(const Mentions& mentions, CompiledPlan& plan, Remarks& remarks) {
    for (const auto& [text, question] : mentions.questions) {
        const auto [known, is_new] = plan.questions.emplace(question->id, question);
        if (!is_new) { // The answers are kept by these 64 bits.
            remarks.error("condition",
                          "the catalog asks `" + known->second->text + "` and `" + text +
                              "`, which this version cannot tell apart",
                          Place(), {"ask one of them in other words, for example with another window", {}});
        }
    }
    for (const auto& [id, question] : plan.questions) {
        plan.has_account_questions |= question->is_about_account();
        if (question->types.empty()) {
            plan.questions_of_any_type.push_back(question.get());
        }
        for (const std::string& type : question->types) {
            plan.questions_by_type[type].push_back(question.get());
        }
    }
}

} // namespace nurture::inline v0
