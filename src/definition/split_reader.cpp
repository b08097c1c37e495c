// SPDX-License-Identifier: BSL-1.0
/// \file
/// A `split`, and what an experiment is measured by.

#include <cstddef>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr std::uint32_t all_leads = 10'000; // Hundredths of a percent.

constexpr Key arm_keys[] = {
    {"weight"}, {"steps"}, {"holdout"}, {"measure", Known::elsewhere, "stands beside \"split\", not inside an arm"}};

/// Reads the arms of one experiment.
class ArmsReader {
public:
    ArmsReader(WrittenSplit& split, const Reading& reading) : split_(split), reading_(reading) {}

    void read(const Document& arms) {
        if (arms.kind != Document::Kind::map || arms.members.empty()) {
            reading_.wrong_type(arms.place,
                                fmt::format("\"arms\" must be a map of names such as {{a: {{weight: 50, steps: […]}}, "
                                            "b: {{weight: 50, steps: […]}}}}, not {}",
                                            arms.kind == Document::Kind::map ? "an empty one" : kind_name(arms)));
            return;
        }
        check_duplicates(arms, reading_);
        for (const DocumentMember& member : arms.members) {
            split_.node.arms.push_back({member.key, 0, false});
            split_.steps.push_back(nullptr);
            read_arm(member);
        }
        share(arms.place);
    }

private:
    void read_arm(const DocumentMember& member) {
        const Reading here = reading_.of(fmt::format("arm {}", quoted(member.key)));
        if (member.key.empty()) {
            here.wrong_type(member.place, "an arm needs a name");
        }
        if (member.value.kind == Document::Kind::list) {
            split_.steps.back() = &member.value;
            return;
        }
        if (member.value.kind != Document::Kind::map) {
            here.wrong_type(member.value.place, fmt::format("an arm must be a list of steps, or a map such as "
                                                            "{{weight: 50, steps: […]}}, not {}",
                                                            kind_name(member.value)));
            return;
        }
        const KeyedMap map(member.value, arm_keys, "an arm", here);
        SplitNode::Arm& arm = split_.node.arms.back();
        if (const Document* weight = map.find("weight")) {
            ++weighed_;
            const auto read = read_weight(*weight, "weight", here);
            arm.weight = read.value_or(0);
            unreadable_ = unreadable_ || !read;
        }
        read_into(arm.holdout, map, "holdout", read_bool, here);
        if (arm.holdout && ++holdouts_ > 1) {
            here.wrong_type(map.member("holdout")->place, "an experiment has one \"holdout\" at most");
        }
        split_.steps.back() = map.find("steps");
        if (!map.has("steps") && !arm.holdout) {
            here.wrong_type(member.place, "an arm needs \"steps\", which may be an empty list, or \"holdout: true\"");
        }
    }

    /// Without any weight all have equal shares.
    void share(const Place& place) {
        auto& arms = split_.node.arms;
        std::uint64_t sum = 0;
        for (SplitNode::Arm& arm : arms) {
            if (weighed_ == 0) {
                arm.weight = SplitNode::equal_share(arms.size());
            }
            sum += arm.weight;
        }
        if (weighed_ == 0 || unreadable_) {
            return;
        }
        if (weighed_ < arms.size()) {
            reading_.error("split_weights", place,
                           fmt::format("some arms of experiment {} have a weight and some have none; give each one or "
                                       "none",
                                       quoted(split_.node.experiment)));
        } else if (sum != all_leads) {
            reading_.error("split_weights", place,
                           fmt::format("the weights of experiment {} add up to {}, not 100",
                                       quoted(split_.node.experiment), to_weight_text(sum)));
        }
    }

    WrittenSplit& split_;
    const Reading& reading_;
    std::size_t weighed_ = 0;
    std::size_t holdouts_ = 0;
    bool unreadable_ = false; ///< One of the weights, which is remarked on already.
};

} // namespace

WrittenSplit read_split(const Document& step, const Document& value, const Reading& reading) {
    WrittenSplit split;
    if (value.kind == Document::Kind::map) {
        static constexpr std::string_view beside = "stands beside \"split\", not inside its value";
        static constexpr Key keys[] = {{"arms", Known::elsewhere, beside}, {"measure", Known::elsewhere, beside}};
        if (value.find("arms") != nullptr || value.find("measure") != nullptr) {
            const KeyedMap misplaced(value, keys, "the value of \"split\"", reading);
            return split;
        }
    }
    split.node.experiment = read_id(value, "split", reading).value_or("");
    if (const Document* measure = step.find("measure")) {
        split.node.measure = read_measure(*measure, "measure", reading).value_or(Measure::goal);
    }
    if (const Document* arms = step.find("arms")) {
        ArmsReader(split, reading).read(*arms);
    } else {
        reading.wrong_type(value.place, "a split needs \"arms\" beside it, such as arms: {a: […], b: […]}");
    }
    return split;
}

std::optional<Measure> read_measure(const Document& document, std::string_view name, const Reading& reading) {
    const auto word = read_word(document, name, {"goal", "opened", "clicked", "replied"}, reading);
    return word ? std::optional(static_cast<Measure>(*word)) : std::nullopt;
}

} // namespace nurture::inline v0::reading
