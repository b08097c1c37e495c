// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which comparisons can be looked at as time goes on.

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "condition/leaves.hpp"
#include "condition/timing.hpp"

namespace nurture::inline v0::cel {

namespace {

/// How time moves a value.
struct Motion {
    /// What moves it. Values of one kind move in one direction together.
    enum class Kind { none, now, count, interest, score, account_score };

    Kind kind = Kind::none;
    int sign = 1; ///< -1: against the direction of its kind; 0: not known.
    std::optional<Milliseconds> horizon{};
};

/// Numbers and times keep their order under these.
constexpr std::array<std::string_view, 6> keeping_order = {"int", "uint", "double", "dyn", "timestamp", "duration"};

/// Parts of a duration that count it whole.
constexpr std::array<std::string_view, 3> whole_counts = {"getHours", "getMinutes", "getSeconds"};

template <std::size_t size>
bool holds(const std::array<std::string_view, size>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view name_of(Motion::Kind kind) {
    switch (kind) {
    case Motion::Kind::now: return "`now`";
    case Motion::Kind::count: return "a count in a window";
    case Motion::Kind::interest: return "an interest";
    case Motion::Kind::score: return "a score that decays";
    case Motion::Kind::account_score: return "the score of an account";
    case Motion::Kind::none: break;
    }
    return {};
}

class Timing {
public:
    Timing(CompiledCondition& program, bool score_decays, Problems& problems)
        : program_(program), tree_(program.tree), score_decays_(score_decays), problems_(problems) {}

    void run() {
        for_each_leaf(tree_, tree_.root, [this](NodeId id) { leaf(id); });
    }

private:
    CompiledCondition& program_;
    const Tree& tree_;
    bool score_decays_;
    Problems& problems_;

    [[nodiscard]] const Question* question_of(const Node& node) const {
        return node.meaning == Meaning::library ? &program_.questions[node.detail] : nullptr;
    }

    [[nodiscard]] bool is_truth(const Node& node) const {
        const Question* question = question_of(node);
        return question != nullptr &&
               (question->kind == Question::Kind::inactive || question->kind == Question::Kind::in_segment);
    }

    /// Of a part that time moves by itself.
    [[nodiscard]] Motion term(const Node& node) const {
        Motion motion;
        const Question* question = question_of(node);
        if (node.meaning == Meaning::now) {
            motion.kind = Motion::Kind::now;
        } else if (question != nullptr && question->kind == Question::Kind::windowed) {
            motion.kind = Motion::Kind::count;
            motion.horizon = question->asked->window.value_or(Milliseconds(0));
        } else if (question != nullptr && question->kind == Question::Kind::interest) {
            motion.kind = Motion::Kind::interest;
            motion.horizon = interest_window;
        } else if (node.meaning == Meaning::fields && score_decays_) {
            const bool named_score = program_.fields[node.detail].name == "score";
            if (node.owner == Meaning::score || (node.owner == Meaning::lead && named_score)) {
                motion.kind = Motion::Kind::score;
            } else if (node.owner == Meaning::account && named_score) {
                motion.kind = Motion::Kind::account_score;
            }
        }
        return motion;
    }

    /// The first part of it that time moves; the root if there is none, which is never asked for.
    [[nodiscard]] std::optional<NodeId> moving(NodeId id) const {
        const Node& node = tree_[id];
        if (is_truth(node) || term(node).kind != Motion::Kind::none) return id;
        const Question* question = question_of(node);
        const bool has_field = node.meaning == Meaning::has && tree_[node.children[0]].meaning == Meaning::fields;
        const bool asks_of_value = question != nullptr && (question->kind == Question::Kind::tag ||
                                                           question->kind == Question::Kind::interest);
        if (has_field || (question != nullptr && !asks_of_value)) return {};
        for (const NodeId child : node.children) {
            if (const auto found = moving(child)) return found;
        }
        return {};
    }

    [[nodiscard]] std::string source(NodeId id) const { return std::string(tree_.source(id)); }

    void refuse(std::size_t at, std::string message, std::string hint = {}) {
        problems_.add(at, std::move(message), std::move(hint));
    }

    void leaf(NodeId id) {
        const Node& node = tree_[id];
        if (const Question* question = question_of(node); question != nullptr && is_truth(node)) {
            TimedPart part;
            part.node = id;
            part.question = node.detail;
            part.kind = TimedPart::Kind::segment;
            if (question->kind == Question::Kind::inactive) {
                part.kind = TimedPart::Kind::inactive;
                part.horizon = question->asked->window.value_or(Milliseconds(0));
            }
            program_.timed.push_back(part);
        } else if (node.kind == NodeKind::binary && node.op <= BinaryOp::in) {
            comparison(id);
        } else if (const auto found = moving(id)) {
            refuse_inside(id, *found);
        }
    }

    void comparison(NodeId id) {
        const Node& node = tree_[id];
        const std::string sign(symbol(node.op));
        const bool on_left = moving(node.children[0]).has_value();
        const bool on_right = moving(node.children[1]).has_value();
        if (!on_left && !on_right) return;
        const NodeId side = node.children[on_left ? 0 : 1];
        if (node.op == BinaryOp::in) {
            refuse(node.at,
                   "time changes what `in` looks for or looks into, and the moment cannot be computed; write "
                   "a comparison for each value, joined by `||`",
                   each_value(node));
        } else if (on_left && on_right) {
            refuse(node.at, "time changes both sides of `" + sign +
                                "`, and the moment cannot be computed; compare each with something that stands still");
        } else if (is_truth(tree_[side])) {
            refuse(tree_[side].begin, "`" + source(side) + "` is true or false by itself and is not compared",
                   without_comparison(node, side));
        } else if (tree_[side].kind == NodeKind::choice) {
            refuse(tree_[side].begin,
                   "time changes a value of `? :`, and the moment cannot be computed; compare in "
                   "both branches",
                   in_both_branches(node, side));
        } else if (const auto motion = motion_of(side)) {
            TimedPart part;
            part.node = id;
            part.horizon = motion->horizon;
            program_.timed.push_back(part);
        }
    }

    /// `x in [1, 2]` as `x == 1 || x == 2`.
    [[nodiscard]] std::string each_value(const Node& node) const {
        const Node& list = tree_[node.children[1]];
        if (list.kind != NodeKind::list || list.children.size() > 4) return {};
        std::string text;
        for (const NodeId item : list.children) {
            text += (text.empty() ? "" : " || ") + source(node.children[0]) + " == " + source(item);
        }
        return text;
    }

    [[nodiscard]] std::string without_comparison(const Node& node, NodeId side) const {
        const Node& other = tree_[node.children[side == node.children[0] ? 1 : 0]];
        if (other.kind != NodeKind::literal || other.value.kind != Kind::boolean) return {};
        return ((node.op == BinaryOp::equal) == other.value.flag ? "" : "!") + source(side);
    }

    [[nodiscard]] std::string in_both_branches(const Node& node, NodeId side) const {
        const std::vector<NodeId>& parts = tree_[side].children;
        const auto compared = [&](NodeId branch) {
            const bool left = side == node.children[0];
            return source(left ? branch : node.children[0]) + " " + std::string(symbol(node.op)) + " " +
                   source(left ? node.children[1] : branch);
        };
        return source(parts[0]) + " ? " + compared(parts[1]) + " : " + compared(parts[2]);
    }

    /// Nothing if its course cannot be told, which is reported.
    std::optional<Motion> motion_of(NodeId id) {
        const Node& node = tree_[id];
        if (const Motion motion = term(node); motion.kind != Motion::Kind::none) {
            return moving_argument(node) ? std::nullopt : std::optional(motion);
        }
        const auto found = moving(id);
        if (!found) return Motion{};
        if (node.kind == NodeKind::negate) {
            auto motion = motion_of(node.children[0]);
            if (motion) motion->sign = -motion->sign;
            return motion;
        }
        if (node.kind == NodeKind::binary && node.op > BinaryOp::in) return calculation(node);
        if (node.meaning == Meaning::function && node.children.size() == 1) {
            const Node& argument = tree_[node.children[0]];
            const bool whole = argument.type.kind == Kind::duration && !argument.type.dynamic;
            if (holds(keeping_order, node.name) || (whole && holds(whole_counts, node.name))) {
                return motion_of(node.children[0]);
            }
        }
        refuse_inside(id, *found);
        return {};
    }

    /// `interest(…)` of a topic that time changes.
    bool moving_argument(const Node& node) {
        const Question* question = question_of(node);
        if (question == nullptr || question->kind != Question::Kind::interest) return false;
        const auto found = moving(node.children[0]);
        if (found) refuse_inside(node.children[0], *found);
        return found.has_value();
    }

    std::optional<Motion> calculation(const Node& node) {
        const auto left = motion_of(node.children[0]);
        const auto right = left ? motion_of(node.children[1]) : std::nullopt;
        if (!right) return {};
        const bool left_moves = left->kind != Motion::Kind::none;
        const bool right_moves = right->kind != Motion::Kind::none;
        const std::string sign(symbol(node.op));
        switch (node.op) {
        case BinaryOp::add: return sum(node, *left, *right, 1);
        case BinaryOp::subtract: return sum(node, *left, *right, -1);
        case BinaryOp::multiply:
        case BinaryOp::divide:
            if (node.op == BinaryOp::divide && right_moves) {
                refuse(node.at,
                       "time changes what is divided by, and the moment cannot be computed; multiply the other "
                       "side by it instead");
                return {};
            }
            if (left_moves && right_moves) {
                refuse(node.at, "time changes both factors of `*`, and the moment cannot be computed; compare each by "
                                "itself");
                return {};
            }
            return scaled(left_moves ? *left : *right, node.children[left_moves ? 1 : 0]);
        default:
            refuse(node.at, "`%` comes round to the same values again and again as time passes, and the moment cannot "
                            "be computed; compare without it");
            return {};
        }
    }

    /// A sum moves if its terms move in the same direction.
    std::optional<Motion> sum(const Node& node, const Motion& left, Motion right, int sign) {
        right.sign *= sign;
        if (left.kind == Motion::Kind::none) return right;
        if (right.kind == Motion::Kind::none) return left;
        if (left.kind != right.kind) {
            refuse(node.at, std::string(name_of(left.kind)) + " and " + std::string(name_of(right.kind)) +
                                " change in different ways, and the moment cannot be computed; compare each by "
                                "itself");
            return {};
        }
        if (left.sign != right.sign || left.sign == 0) {
            refuse(node.at, "time changes both terms, and not surely in the same direction, so that the moment cannot "
                            "be computed; compare each by itself");
            return {};
        }
        Motion motion = left;
        if (motion.horizon) motion.horizon = std::max(*left.horizon, *right.horizon);
        return motion;
    }

    [[nodiscard]] Motion scaled(Motion motion, NodeId factor) const {
        const Node& node = tree_[factor];
        const bool known = node.kind == NodeKind::literal && node.value.is_number();
        if (!known) {
            motion.sign = 0;
        } else if (node.value.kind == Kind::real) {
            motion.sign *= node.value.number > 0 ? 1 : node.value.number < 0 ? -1 : 0;
        } else if (node.value.kind == Kind::integer) {
            motion.sign *= node.value.whole > 0 ? 1 : node.value.whole < 0 ? -1 : 0;
        }
        return motion;
    }

    /// Something that time moves stands where its course cannot be told.
    void refuse_inside(NodeId id, NodeId found) {
        const Node& node = tree_[id];
        const std::string what = "`" + source(found) + "`";
        if (node.meaning == Meaning::function && node.has_receiver && node.name.substr(0, 3) == "get") {
            refuse_part_of_time(id);
        } else if (node.meaning == Meaning::macro) {
            refuse(node.begin, "time changes " + what + " inside of `" + std::string(node.name) +
                                   "`, and the moment cannot be computed; write a comparison for each, joined by `" +
                                   (node.macro == Macro::all ? "&&" : "||") + "`");
        } else if (node.kind == NodeKind::call) {
            refuse(node.begin, "time changes " + what + " inside of `" + std::string(node.name) +
                                   "()`, and the moment cannot be computed; compare " + what + " itself");
        } else if (node.kind == NodeKind::binary && node.op <= BinaryOp::in) {
            refuse(node.begin, "time changes `" + source(id) +
                                   "`, which is compared in turn, and the moment cannot be computed; join comparisons "
                                   "by `&&` and `||`");
        } else {
            refuse(tree_[found].begin, "time changes " + what +
                                           ", and the moment cannot be computed here; compare it by itself, as in `" +
                                           example(found) + "`");
        }
    }

    void refuse_part_of_time(NodeId id) {
        const Node& node = tree_[id];
        const NodeId receiver = node.children[0];
        const bool round = tree_[receiver].meaning == Meaning::now || tree_[receiver].type.kind == Kind::timestamp;
        refuse(node.begin,
               round ? "`" + source(id) +
                           "` comes round to the same values again and again as time passes; for a time of day or a "
                           "day of the week use a delay (`until: {at: …, weekdays: …}`) or a window"
                     : "`" + source(id) + "` is not followed as time passes; compare the duration itself, as in `" +
                           source(receiver) + " >= duration(\"48h\")`");
    }

    [[nodiscard]] std::string example(NodeId found) const {
        const Node& node = tree_[found];
        if (is_truth(node)) return source(found) + " && …";
        return source(found) + (node.meaning == Meaning::now ? " >= lead.date" : " >= 3");
    }
};

} // namespace

void find_timed_parts(CompiledCondition& program, bool score_decays, Problems& problems) {
    Timing(program, score_decays, problems).run();
}

} // namespace nurture::inline v0::cel
