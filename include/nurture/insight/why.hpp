// SPDX-License-Identifier: BSL-1.0
/// \file
/// Answers to what people ask about one lead: why is it not in this workflow, why did it get this message?

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/definition/workflow.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/runtime/journal.hpp>

namespace nurture::inline v0 {

/// Why a lead is not in a workflow, or that it is.
struct WhyNot {
    enum class Answer {
        is_in,   ///< It is in it now.
        was_in,  ///< It left, and no trigger has fired since.
        refused, ///< A trigger fired and did not enroll.
        never    ///< No trigger has fired.
    };
    Answer answer = Answer::never;
    std::optional<JournalLine> line{}; ///< The one that tells: `enrolled`, `left` or `refused`.
    std::string text{};                ///< The answer in sentences.
};

/// Spelled in output as the enumerators are.
[[nodiscard]] std::string_view name(WhyNot::Answer answer) noexcept;

/// From all journal lines of the lead, in their order. The definition, if it is known, says on what the workflow
/// enrolls.
[[nodiscard]] WhyNot why_not(const std::vector<JournalLine>& lines, const LeadId& lead, const WorkflowId& workflow,
                             const Workflow* definition = nullptr);

/// How a message came about, or why it was not sent.
struct WhyMessage {
    JournalLine line{}; ///< What became of it: `sent`, `skipped` or, as long as it goes later, `delayed`.
    std::vector<JournalLine>
        way{};          ///< What led there: the trigger, the steps of the enrollment, what stood in the way.
    std::string text{}; ///< The answer in one sentence.
};

/// `message` is a message's key, or a step or content: then the latest message of it. Nothing if there is none.
[[nodiscard]] std::optional<WhyMessage> why_message(const std::vector<JournalLine>& lines, std::string_view message);

} // namespace nurture::inline v0
