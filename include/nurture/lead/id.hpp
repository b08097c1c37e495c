// SPDX-License-Identifier: BSL-1.0
/// \file
/// Names of things, each a type of its own, so that a lead's id cannot stand where a workflow's is meant.

#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace nurture::inline v0 {

/// A text that names one kind of thing. Made from any text, turned into another kind of id by nothing.
/// Ordered by bytes, as S2 orders leads.
template <class Kind>
class Id {
public:
    Id() = default;
    Id(const char* text) : text_(text) {}
    Id(std::string text) : text_(std::move(text)) {}
    Id(std::string_view text) : text_(text) {}

    [[nodiscard]] const std::string& str() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

    friend bool operator==(const Id&, const Id&) = default;
    friend std::strong_ordering operator<=>(const Id& a, const Id& b) { return a.text_.compare(b.text_) <=> 0; }

private:
    std::string text_;
};

using LeadId = Id<struct LeadIdKind>;         ///< The host's id of a lead; any non-empty text.
using AccountId = Id<struct AccountIdKind>;   ///< The host's id of an account.
using WorkflowId = Id<struct WorkflowIdKind>; ///< [a-z0-9][a-z0-9_-]*, unique in a catalog.
using ContentId = Id<struct ContentIdKind>;   ///< [a-z0-9][a-z0-9_-]*, unique in a catalog.
using SegmentId = Id<struct SegmentIdKind>;   ///< [a-z0-9][a-z0-9_-]*, unique in a catalog.
using StepId = Id<struct StepIdKind>;         ///< Given, or the step's place: "steps[2].then[0]".
using ChannelId = Id<struct ChannelIdKind>;   ///< "email", "sms", …: what content names as its channel.
using MessageKey = Id<struct MessageKeyKind>; ///< The idempotency key of a message, 26 characters (S29).

} // namespace nurture::inline v0

template <class Kind>
struct std::hash<nurture::Id<Kind>> {
    std::size_t operator()(const nurture::Id<Kind>& id) const noexcept { return std::hash<std::string>{}(id.str()); }
};
