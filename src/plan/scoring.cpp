// SPDX-License-Identifier: BSL-1.0

#include "plan/scoring.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plan/compile_trigger.hpp"
#include "plan/questions.hpp"

namespace nurture::inline v0 {

namespace {

/// What a condition asks for, with the segments that it names and those that these name.
struct Asked {
    bool score = false;
    bool time = false;
};

Asked asked_by(const Condition& condition, const CompiledPlan& plan) {
    Asked asked;
    std::set<std::string, std::less<>> seen; // A segment that asks for itself has been remarked on.
    std::vector<const Condition*> open{&condition};
    while (!open.empty()) {
        const ConditionReferences& references = open.back()->references();
        open.pop_back();
        asked.score |= references.reads_score;
        asked.time |= references.timed;
        for (const std::string& name : references.segments) {
            const CompiledSegment* segment = plan.find_segment(name);
            if (segment != nullptr && seen.insert(name).second) {
                open.push_back(&segment->when);
            }
        }
    }
    return asked;
}

class ScoringCompiler {
public:
    ScoringCompiler(CompiledPlan& plan, const CompilationContext& context, Mentions& mentions)
        : plan_(plan), context_(context), mentions_(mentions) {}

    void run() {
        const Scoring& scoring = plan_.catalog.scoring;
        for (std::size_t i = 0; i < scoring.fit.size(); ++i) {
            compile(scoring.fit[i], site("fit", i, scoring.fit[i].place));
        }
        for (std::size_t i = 0; i < scoring.engagement.size(); ++i) {
            compile(scoring.engagement[i], site("engagement", i, scoring.engagement[i].place));
        }
    }

private:
    static Site site(const std::string& part, std::size_t index, const Place& place) {
        Site site;
        site.who = "scoring: rule " + std::to_string(index + 1) + " of " + part;
        site.place = place;
        return site;
    }

    void compile(const FitRule& rule, const Site& at) {
        CompiledFitRule compiled{context_.expressions.condition(rule.when, at, mentions_), rule.points};
        const Asked asked = asked_by(compiled.when, plan_);
        if (rule.when.empty() && rule.place.source == nullptr) { // Else its reader has remarked on it.
            wrong(at, "has no `when`", "write the condition that its leads meet");
        } else if (asked.score) {
            wrong(at, "asks for a score, which it is a part of", "ask for fields of the lead and its account");
        } else if (asked.time) {
            wrong(at, "asks for something that time alone changes; the fit of a lead changes with the lead only",
                  "score what a lead does by a rule of engagement, which a half_life lets fade");
        }
        plan_.scoring.fit.push_back(std::move(compiled));
    }

    void compile(const EngagementRule& rule, const Site& at) {
        CompiledEngagementRule compiled;
        compiled.match = compile_match(rule.match, at, context_, mentions_);
        compiled.points = rule.points;
        compiled.limit = rule.limit;
        if (compiled.match.types.empty() && rule.place.source == nullptr) {
            wrong(at, "needs an event", "name the type of the events that count");
        }
        if ((rule.limit == 0) != (rule.per.count() == 0) || rule.per.count() < 0) {
            wrong(at, "needs a limit from 1 together with a time of more than nothing", "give both or neither");
        } else if (rule.limit != 0) {
            compiled.counted = question_of_its_own(name_of(rule, compiled.match), compiled.match.types, rule.per);
        }
        for (const std::string& type : compiled.match.types) {
            plan_.scoring.by_event[type].push_back(compiled);
        }
    }

    /// What counts for a rule stays when its points change, or rules around it; two that say the same count apart.
    std::string name_of(const EngagementRule& rule, const CompiledMatch& match) {
        std::string text = "scoring " + std::to_string(rule.per.count()) + " " +
                           std::to_string(rule.match.where.text.size()) + " " + rule.match.where.text;
        for (const std::string& type : match.types) {
            text += " " + type;
        }
        return text + " " + std::to_string(++named_[text]);
    }

    void wrong(const Site& at, const std::string& mistake, const std::string& hint) {
        context_.remarks.error("condition", at.who + " " + mistake, at.place, {hint, {}});
    }

    CompiledPlan& plan_;
    const CompilationContext& context_;
    Mentions& mentions_;
    std::map<std::string, int> named_;
};

} // namespace

void compile_scoring(CompiledPlan& plan, const CompilationContext& context, Mentions& mentions) {
    ScoringCompiler(plan, context, mentions).run();
}

} // namespace nurture::inline v0
