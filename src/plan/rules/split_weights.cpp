// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "definition/reading.hpp"
#include "plan/compile_workflow.hpp"
#include "plan/rules/rules.hpp"

namespace nurture::inline v0 {

namespace {

using Arm = SplitNode::Arm;

constexpr std::uint64_t all_leads = 10'000; // Hundredths of a percent.

/// What is wrong with a split by itself; empty if nothing is.
struct Fault {
    std::string_view rule{};
    std::string words{};
};

/// The arms by name, since their order does not count.
std::vector<Arm> by_name(const SplitNode& split) {
    std::vector<Arm> arms = split.arms;
    std::stable_sort(arms.begin(), arms.end(), [](const Arm& a, const Arm& b) { return a.name < b.name; });
    return arms;
}

Fault fault_of(const SplitNode& split, const std::vector<Arm>& arms) {
    const std::string experiment = "experiment " + called(split.experiment);
    std::uint64_t sum = 0;
    for (const Arm& arm : arms) {
        sum += arm.weight;
    }
    if (split.experiment.empty() || arms.empty()) {
        return {"type",
                split.experiment.empty() ? "a split needs the id of its experiment" : experiment + " has no arms"};
    }
    const auto twice =
        std::adjacent_find(arms.begin(), arms.end(), [](const Arm& a, const Arm& b) { return a.name == b.name; });
    if (twice != arms.end()) {
        return {"duplicate_id", experiment + " has two arms of the name " + called(twice->name)};
    }
    if (std::count_if(arms.begin(), arms.end(), [](const Arm& arm) { return arm.holdout; }) > 1) {
        return {"type", experiment + " has more than one control arm"};
    }
    const bool equal = std::all_of(arms.begin(), arms.end(),
                                   [&](const Arm& arm) { return arm.weight == SplitNode::equal_share(arms.size()); });
    if (sum != all_leads && !equal) {
        return {"split_weights",
                "the weights of " + experiment + " add up to " + reading::to_weight_text(sum) + ", not 100"};
    }
    return {};
}

/// The first thing in which the arms of one experiment differ from those it has elsewhere.
std::string difference(const std::vector<Arm>& here, const std::vector<Arm>& there) {
    for (std::size_t i = 0; i < here.size() || i < there.size(); ++i) {
        if (i == here.size() || (i < there.size() && there[i].name < here[i].name)) {
            return "it has an arm " + called(there[i].name) + " there and none here";
        }
        if (i == there.size() || here[i].name < there[i].name) {
            return "it has an arm " + called(here[i].name) + " here and none there";
        }
        if (here[i].weight != there[i].weight) {
            return "the weight of " + called(here[i].name) + " is " + reading::to_weight_text(here[i].weight) +
                   " here and " + reading::to_weight_text(there[i].weight) + " there";
        }
        if (here[i].holdout != there[i].holdout) {
            return called(here[i].name) + " is the control arm " + (here[i].holdout ? "here" : "there") + " only";
        }
    }
    return {};
}

/// Where an experiment was named first, and with which arms.
struct Named {
    std::string where{};
    std::vector<Arm> arms{};
};

/// Looks at the splits of a catalog in order.
class Experiments {
public:
    explicit Experiments(Remarks& remarks) : remarks_(remarks) {}

    void look_at(const Workflow& workflow, const Node& node, const SplitNode& split) {
        const std::string here = sentence_about(workflow, node);
        std::vector<Arm> arms = by_name(split);
        if (const Fault fault = fault_of(split, arms); !fault.words.empty()) {
            if (node.place.source == nullptr) { // Who read it from a text has remarked on this.
                remarks_.error(fault.rule, here + ": " + fault.words, node.place);
            }
            return;
        }
        const auto [found, is_new] = first_.try_emplace(split.experiment);
        if (is_new) {
            found->second = {here, std::move(arms)};
        } else if (const std::string differs = difference(arms, found->second.arms); !differs.empty()) {
            remarks_.error("split_weights",
                           here + ": experiment " + called(split.experiment) + " is not as in " + found->second.where +
                               ": " + differs,
                           node.place, {"give it the same arms and weights, or an id of its own", {}});
        }
    }

private:
    Remarks& remarks_;
    std::map<std::string, Named> first_{}; ///< By id of the experiment.
};

} // namespace

void check_split_weights(const CompiledPlan& plan, Remarks& remarks) {
    Experiments experiments(remarks);
    for (const CompiledWorkflow& workflow : plan.workflows) {
        for (const Node& node : workflow.definition.nodes) {
            if (const auto* split = std::get_if<SplitNode>(&node.what)) {
                experiments.look_at(workflow.definition, node, *split);
            }
        }
    }
}

} // namespace nurture::inline v0
