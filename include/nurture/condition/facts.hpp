// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a condition may look at: the seam between the language and whoever knows the lead.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <nurture/condition/history.hpp>
#include <nurture/lead/event.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>
#include <nurture/time/zone.hpp>

namespace nurture::inline v0 {

/// What can happen to a message, in the order of the functions `sent`, `delivered`, `opened`, `clicked`, `replied`,
/// `bounced`.
enum class Engagement { sent, delivered, opened, clicked, replied, bounced };

/// The parts of a lead's score (S37, S38).
struct ScoreParts {
    double fit = 0;
    double engagement = 0;
};

/// Answers the questions of an expression about one lead. Everything returned by pointer or view stays valid during
/// the evaluation. The default bodies know nothing.
///
/// What time alone changes is asked for an instant `at`, which is now() or later: so the first instant at which an
/// answer changes is found by the same questions that give the answer. While nothing but time goes on a count only
/// falls, and a score moves in one direction.
class Facts {
public:
    virtual ~Facts() = default;

    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] virtual const Value* lead(std::string_view) const { return nullptr; }    ///< Null: absent.
    [[nodiscard]] virtual const Value* account(std::string_view) const { return nullptr; } ///< Null: absent.
    [[nodiscard]] virtual const Event* event() const { return nullptr; }                   ///< Null: no event in scope.
    [[nodiscard]] virtual const Event* trigger() const { return nullptr; } ///< Null: enrolled by something else.
    [[nodiscard]] virtual ScoreParts score(Instant /*at*/) const { return {}; }
    /// `account.score` where the catalog scores: it decays as those of its leads do. Nothing: the field `score`.
    [[nodiscard]] virtual std::optional<double> account_score(Instant /*at*/) const { return {}; }
    [[nodiscard]] virtual const Zone& zone() const = 0; ///< The lead's (S13): dates begin at its midnight.

    /// Whether this has happened to the latest message of the step in this enrollment; without a step, to any
    /// message of it. `link` (with `*` for anything) is asked for `clicked` only.
    [[nodiscard]] virtual bool engaged(Engagement, std::optional<std::string_view> /*step*/,
                                       std::optional<std::string_view> /*link*/) const {
        return false;
    }

    [[nodiscard]] virtual std::int64_t count(std::string_view /*event type*/) const { return 0; }
    [[nodiscard]] virtual std::optional<Instant> last(std::string_view /*event type*/) const { return {}; }
    /// For Kind::count, account_count and account_leads.
    [[nodiscard]] virtual std::int64_t count(const HistoryQuestion&, Instant /*at*/) const { return 0; }
    /// For Kind::latest; null: there was none.
    [[nodiscard]] virtual const Event* latest(const HistoryQuestion&) const { return nullptr; }
    /// For Kind::inactive: when the lead last did something, or was created; nothing if neither is known.
    [[nodiscard]] virtual std::optional<Instant> last_active(const HistoryQuestion&) const { return {}; }
    [[nodiscard]] virtual std::int64_t interest(std::string_view /*topic*/, Instant /*at*/) const { return 0; }

    [[nodiscard]] virtual bool in_segment(std::string_view, Instant /*at*/) const { return false; }
    /// The first instant after `from` at which time alone may change in_segment(); end_of_time if it cannot.
    [[nodiscard]] virtual Instant segment_changes(std::string_view, Instant /*from*/) const { return end_of_time; }

    [[nodiscard]] virtual const Value* result(std::string_view /*step*/) const { return nullptr; } ///< Null: absent.
    [[nodiscard]] virtual bool has_tag(std::string_view) const { return false; }
    [[nodiscard]] virtual bool subscribed(std::string_view /*category*/) const { return false; }
    [[nodiscard]] virtual bool enrolled_in(std::string_view /*workflow*/) const { return false; }
    [[nodiscard]] virtual bool completed(std::string_view /*workflow*/) const { return false; }

protected:
    Facts() = default;
    Facts(const Facts&) = default;
    Facts& operator=(const Facts&) = default;
};

} // namespace nurture::inline v0
