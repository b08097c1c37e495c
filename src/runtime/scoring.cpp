// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <utility>

#include "runtime/aggregate.hpp"
#include "runtime/exact_math.hpp"
#include "runtime/turn.hpp"

namespace nurture::inline v0 {

namespace {

double bounded(const Scoring& scoring, double points) {
    points = scoring.max ? std::min(points, *scoring.max) : points;
    return scoring.min ? std::max(points, *scoring.min) : points;
}

double decayed(const Scoring& scoring, double points, Milliseconds since) {
    if (!scoring.half_life || points == 0) {
        return points;
    }
    return points * exact_exp2(-static_cast<double>(since.count()) / static_cast<double>(scoring.half_life->count()));
}

} // namespace

Value plain_number(double value) {
    constexpr double exact_up_to = 9'007'199'254'740'992; // 2⁵³
    const bool is_whole = std::floor(value) == value && std::fabs(value) < exact_up_to;
    return is_whole ? Value(static_cast<std::int64_t>(value)) : Value(value);
}

double engagement_at(const Scoring& scoring, const EngagementScore& score, Instant at) {
    if (score.points == 0) { // There may be no instant to decay from.
        return bounded(scoring, 0);
    }
    return bounded(scoring, decayed(scoring, score.points, at - score.at));
}

std::int64_t rounded(const ScoreParts& parts) {
    return std::llround(parts.fit + parts.engagement);
}

ScoreParts score_of(const Plan& plan, const LeadState& state, Instant at) {
    const CompiledPlan& compiled = plan.compiled();
    const Shared shared; // No rule of fit asks for what leads share.
    return LeadFacts(compiled, state, shared, compiled.zone, at, {}).score(at);
}

ScoreParts LeadFacts::score(Instant at) const {
    if (!fit_) {
        fit_ = fit();
    }
    return {.fit = *fit_, .engagement = engagement_at(plan_.catalog.scoring, state_.lead.engagement, at)};
}

double LeadFacts::fit() const {
    if (plan_.catalog.scoring.declared) {
        double points = 0;
        for (const CompiledFitRule& rule : plan_.scoring.fit) {
            points += rule.when.holds(*this) ? rule.points : 0;
        }
        return points;
    }
    const Value* kept = state_.lead.fields.find("score"); // The one that the host's CRM keeps.
    if (kept == nullptr) {
        return 0;
    }
    if (const std::int64_t* whole = kept->as_int(); whole != nullptr) {
        return static_cast<double>(*whole);
    }
    const double* real = kept->as_double();
    return real != nullptr ? *real : 0;
}

bool LeadFacts::is_scored() const {
    return plan_.catalog.scoring.declared || state_.lead.engagement != EngagementScore();
}

/// Gives the points of every rule that the event meets (S37). What came late has decayed since it occurred.
void Turn::score(const Event& event) {
    const auto rules = plan_.scoring.by_event.find(event.type);
    if (rules == plan_.scoring.by_event.end()) {
        return;
    }
    for (const CompiledEngagementRule& rule : rules->second) {
        if (holds(rule.match.where, facts_of_lead(nullptr, {.event = &event}), nullptr) && takes_place(rule, event)) {
            add_points(decayed(plan_.catalog.scoring, rule.points, now_ - event.time.value_or(now_)), nullptr,
                       {{"by", event.type}});
        }
    }
}

bool Turn::takes_place(const CompiledEngagementRule& rule, const Event& event) {
    if (rule.counted == nullptr) {
        return true;
    }
    const HistoryQuestion& question = *rule.counted;
    Aggregate& times = state_.aggregates[question.id];
    if (count_at(times, question, now_) >= static_cast<std::int64_t>(rule.limit)) {
        return false;
    }
    take_up(times, question, event, now_, std::max<std::size_t>(plan_.catalog.settings.limits.events_kept, rule.limit));
    decision_.aggregates.insert(question.id);
    return true;
}

void Turn::score_by_step(EnrollmentRow& row) {
    const auto& node = std::get<ScoreNode>(definition_of(row).what);
    Fields because;
    if (!node.reason.empty()) {
        because.set("reason", node.reason);
    }
    go(row, node_of(row).next);
    add_points(node.points, &row, std::move(because));
    if (!runs_away(row.number)) {
        look(nullptr);
    }
}

void Turn::add_points(double points, const EnrollmentRow* row, Fields because) {
    const Scoring& scoring = plan_.catalog.scoring;
    EngagementScore& score = state_.lead.engagement;
    score = {bounded(scoring, engagement_at(scoring, score, now_) + points), now_};
    because.set("points", plain_number(points));
    because.set("engagement", plain_number(score.points));
    journal(JournalKind::scored, row, std::move(because));
}

} // namespace nurture::inline v0
