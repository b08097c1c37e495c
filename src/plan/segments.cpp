// SPDX-License-Identifier: BSL-1.0

#include "plan/segments.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plan/compile_workflow.hpp"

namespace nurture::inline v0 {

namespace {

using Ids = std::set<std::string, std::less<>>;

// Evaluating a segment evaluates those it asks for within itself, and a stack must hold that.
constexpr std::size_t deepest = 32;

std::string sentence_about(const Segment& segment) {
    return "segment " + called(segment.id.str());
}

/// Calls `visit(who, condition)` for every condition that is looked at again and again.
template <class Visit>
void for_each_looked_at(const CompiledWorkflow& workflow, Visit visit) {
    for (const CompiledRule& rule : workflow.exits) {
        visit(sentence_about(workflow.definition) + ": exit", rule.when);
    }
    for (const CompiledRule& rule : workflow.goals) {
        visit(sentence_about(workflow.definition) + ": goal", rule.when);
    }
    for (std::size_t i = 0; i < workflow.nodes.size(); ++i) {
        for (const CompiledWaitFor& one : workflow.nodes[i].waits) {
            visit(sentence_about(workflow.definition, workflow.definition.nodes[i]), one.until);
        }
    }
}

/// What else than its own lead can change the answer of a condition.
struct Movers {
    bool time = false;
    bool account = false;
};

Movers movers_of(const Condition& condition, const CompiledPlan& plan) {
    const ConditionReferences& references = condition.references();
    const bool decays = references.reads_score && plan.catalog.scoring.half_life;
    Movers movers{references.timed || decays,
                  std::any_of(references.questions.begin(), references.questions.end(),
                              [](const auto& question) { return question->is_about_account(); })};
    for (const std::string& name : references.segments) {
        if (const CompiledSegment* segment = plan.find_segment(name)) {
            movers.time |= segment->timed;
            movers.account |= segment->asks_account;
        }
    }
    return movers;
}

class SegmentCompiler {
public:
    SegmentCompiler(CompiledPlan& plan, const Expressions& expressions, Mentions& mentions, Remarks& remarks)
        : plan_(plan), expressions_(expressions), mentions_(mentions), remarks_(remarks) {}

    void run() {
        for (const auto& [id, segment] : plan_.catalog.segments) {
            compile_one(id.str(), segment);
        }
        for (const CompiledWorkflow& workflow : plan_.workflows) {
            for_each_looked_at(workflow, [this](const std::string& who, const Condition& condition) {
                look_at(condition.references().segments, who);
            });
        }
        for (const CompiledBecomes& one : plan_.becomes) {
            const std::string who = sentence_about(plan_.workflows[one.workflow].definition) + ": trigger";
            look_at(one.when.references().segments, who);
            look_at(one.reset_when.references().segments, who);
        }
        for (const auto& [id, segment] : plan_.segments) {
            visit(id);
        }
    }

private:
    /// One segment on the way from the first to the one that is visited, with those that it asks for.
    struct Visited {
        std::string id;
        CompiledSegment* segment;
        Ids::const_iterator next;
    };
    enum class Progress { begun, done };

    void compile_one(const std::string& id, const Segment& segment) {
        Site site;
        site.who = sentence_about(segment);
        site.place = segment.place;
        if (segment.when.empty() && segment.place.source == nullptr) { // Else its reader has remarked on it.
            remarks_.error("type", site.who + " has no `when`", segment.place,
                           {"write the condition that its leads meet", {}});
        }
        plan_.segments[id] = {segment, expressions_.condition(segment.when, site, mentions_), false, false, false};
    }

    /// Compiles these segments and those that they ask for anew, as looked at by `who`.
    void look_at(const Ids& names, const std::string& who) {
        std::vector<std::pair<std::string, std::string>> open; // With the segment that asks, or "".
        for (const std::string& name : names) {
            open.emplace_back(name, "");
        }
        for (std::size_t i = 0; i < open.size(); ++i) {
            const auto [name, through] = open[i];
            const auto found = plan_.segments.find(name);
            if (found == plan_.segments.end() || found->second.looked_at) {
                continue;
            }
            CompiledSegment& segment = found->second;
            segment.looked_at = true;
            for (const std::string& further : segment.when.references().segments) {
                open.emplace_back(further, name);
            }
            if (!segment.when.empty()) {
                Site site;
                site.who = sentence_about(segment.definition);
                site.place = segment.definition.place;
                site.looked_at = true;
                site.why = "looked at by " + who + (through.empty() ? "" : " through segment " + called(through));
                if (Condition again = expressions_.recompile(segment.definition.when, site); !again.empty()) {
                    segment.when = std::move(again);
                }
            }
        }
    }

    /// Goes into what a segment asks for before the segment itself, without recursion: ways may be long.
    void visit(const std::string& first) {
        enter(first);
        while (!way_.empty()) {
            Visited& here = way_.back();
            const Ids& asked = here.segment->when.references().segments;
            if (here.next == asked.end()) {
                leave(here.id, *here.segment);
                way_.pop_back();
                continue;
            }
            const std::string& name = *here.next++;
            const auto known = progress_.find(name);
            if (known == progress_.end()) {
                enter(name);
            } else if (known->second == Progress::begun) {
                refuse_way_back_to(name);
            }
        }
    }

    void enter(const std::string& name) {
        const auto found = plan_.segments.find(name);
        if (found != plan_.segments.end() && progress_.emplace(name, Progress::begun).second) {
            way_.push_back({name, &found->second, found->second.when.references().segments.begin()});
        }
    }

    void leave(const std::string& id, CompiledSegment& segment) {
        std::size_t depth = 1;
        for (const std::string& name : segment.when.references().segments) {
            const auto found = depths_.find(name);
            depth = std::max(depth, found == depths_.end() ? 1 : found->second + 1);
        }
        if (depth == deepest + 1) { // Those that ask for this one are deeper still, for the same reason.
            remarks_.error("limit",
                           sentence_about(segment.definition) + " asks for segments that ask for segments, more than " +
                               std::to_string(deepest) + " deep",
                           segment.definition.place, {"write some of their conditions out", {}});
        }
        depths_[id] = depth;
        progress_[id] = Progress::done;
        const Movers movers = movers_of(segment.when, plan_);
        segment.timed = movers.time;
        segment.asks_account = movers.account;
    }

    void refuse_way_back_to(const std::string& name) {
        const auto begin =
            std::find_if(way_.begin(), way_.end(), [&](const Visited& visited) { return visited.id == name; });
        std::string through;
        std::vector<std::string> witness{name};
        for (auto at = std::next(begin); at != way_.end(); ++at) {
            witness.push_back(at->id);
            through += (through.empty() ? " through " : ", ") + called(at->id);
        }
        witness.push_back(name);
        const Place place = place_of_question(*begin->segment, witness[1]);
        remarks_.error("condition", sentence_about(begin->segment->definition) + " asks for itself" + through, place,
                       {"a segment's condition cannot depend on its own answer", std::move(witness)});
    }

    static Place place_of_question(const CompiledSegment& segment, const std::string& asked) {
        const SourceString& text = segment.definition.when;
        if (text.place.line == 0) {
            return segment.definition.place;
        }
        const std::vector<ConditionMention>& mentions = segment.when.references().mentions;
        const auto mention = std::find_if(mentions.begin(), mentions.end(), [&](const ConditionMention& one) {
            return one.kind == ConditionMention::Kind::segment && one.name == asked;
        });
        return mention == mentions.end() ? text.place : place_within(text, mention->offset);
    }

    CompiledPlan& plan_;
    const Expressions& expressions_;
    Mentions& mentions_;
    Remarks& remarks_;
    std::vector<Visited> way_;
    std::map<std::string, Progress, std::less<>> progress_;
    std::map<std::string, std::size_t, std::less<>> depths_;
};

void note_account_condition(CompiledPlan& plan, const Condition& condition) {
    const auto& questions = condition.references().questions;
    if (std::any_of(questions.begin(), questions.end(), [](const auto& one) { return one->is_about_account(); })) {
        plan.account_conditions.push_back(condition);
    }
}

} // namespace

void compile_segments(CompiledPlan& plan, const Expressions& expressions, Mentions& mentions, Remarks& remarks) {
    SegmentCompiler(plan, expressions, mentions, remarks).run();
}

void mark_what_moves_leads(CompiledPlan& plan) {
    for (CompiledWorkflow& workflow : plan.workflows) {
        for (const std::vector<CompiledRule>* rules : {&workflow.exits, &workflow.goals}) {
            for (const CompiledRule& rule : *rules) {
                const Movers movers = movers_of(rule.when, plan);
                workflow.has_timed_rules |= movers.time;
                workflow.asks_account |= movers.account;
                note_account_condition(plan, rule.when);
            }
        }
        for (CompiledNode& node : workflow.nodes) {
            for (CompiledWaitFor& one : node.waits) {
                const Movers movers = movers_of(one.until, plan);
                one.timed = movers.time;
                one.asks_account = movers.account;
                note_account_condition(plan, one.until);
                workflow.asks_account |= movers.account;
            }
        }
        plan.looks_at_accounts |= workflow.asks_account;
    }
    for (CompiledBecomes& one : plan.becomes) {
        for (const Condition* condition : {&one.when, &one.reset_when}) {
            const Movers movers = movers_of(*condition, plan);
            one.timed |= movers.time;
            one.asks_account |= movers.account;
            note_account_condition(plan, *condition);
        }
        plan.has_timed_becomes |= one.timed;
        plan.looks_at_accounts |= one.asks_account;
    }
    for (const auto& [id, segment] : plan.segments) {
        if (segment.looked_at) {
            note_account_condition(plan, segment.when);
        }
    }
}

} // namespace nurture::inline v0
