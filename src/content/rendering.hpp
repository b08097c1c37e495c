// SPDX-License-Identifier: BSL-1.0
/// \file
/// The state of one rendering.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "content/program.hpp"
#include "content/renderer.hpp"
#include "content/values.hpp"
#include "content/workspace.hpp"

namespace nurture::inline v0::liquid {

inline constexpr std::int64_t no_count = std::numeric_limits<std::int64_t>::min();

/// A name of the template: what was assigned to it, and its counter.
struct Slot {
    Datum value = of_kind(Kind::unset);
    std::int64_t count = no_count;
};

/// The names of one piece while it is written.
struct Frame {
    Slot* slots = nullptr;
    std::map<std::string, std::size_t> cycles{};
    const LoopState* loop = nullptr;
    std::string last_change{};
    bool has_changed = false;
};

/// How a list of nodes ended: at its end, or by `break` or `continue`.
enum class End { normal, leave, skip };

/// Which items of a collection a loop goes through.
struct Span {
    Datum items{};
    std::size_t first = 0;
    std::size_t size = 0;
    bool reversed = false;
};

/// Writes a program's text once. Throws Stop where that cannot be done.
class Renderer {
public:
    Renderer(const Program& program, const Source& source, const RenderContext& context)
        : program_(program), source_(source), workspace_(context), continues_(workspace_.take_numbers(program.groups)) {
    }

    std::string run();

private:
    // Output.
    void write(std::string_view text);
    void write_value(const Datum& datum);
    void write_as_html(std::string_view text);
    void write_as_url(std::string_view text);

    /// Collects what `body` writes, and takes it out of the output again.
    template <class Body>
    Datum collect(End& end, Body body) {
        const std::size_t before = out_.size();
        end = body();
        Datum made = workspace_.keep(std::string_view(out_).substr(before));
        made.safe = true; // It was escaped when it was written.
        out_.resize(before);
        return made;
    }

    // Values.
    Datum value_of(const Operand& operand);
    Datum range_of(const Range& range);
    static std::int64_t bound_of(const Datum& datum);
    Datum path_of(const Path& path);

    /// The value of the name; `used` is how many of its segments are already looked up.
    Datum named(const Path& path, Index& used);
    Datum computed_name(const Path& path);
    Datum value_of(const Expression& expression);
    bool holds(Index at);
    bool holds(const Comparison& comparison);
    static bool has_order(const Datum& datum);
    bool stand_so(const Datum& left, const Datum& right, Compare how);

    // Nodes.
    void begin_piece(const Piece& piece, Frame& frame);
    void run_piece(const Piece& piece, Frame& frame);
    End run(Index at, Index end);
    End run(const Node& node, Index at);
    void assign(Index slot, const Datum& value) { frame_->slots[slot].value = value; }
    End run_choice(const Node& node, Index at);
    End run_pick(const Node& node, Index at);
    End run_capture(const Node& node, Index at);
    End run_if_changed(const Node& node, Index at);

    /// `increment` writes the number before it counts, `decrement` after.
    void count(Index at, std::int64_t step);
    void run_cycle(const Cycle& cycle);

    // Loops.
    std::optional<std::int64_t> number_of(const Operand& operand);

    /// Of a `tablerow`, which takes anything for a number, as the reference implementation does.
    std::optional<std::int64_t> lenient_number_of(const Operand& operand);
    Span span_of(const Loop& loop, const Datum& collection, bool is_table);
    static Datum item_of(const Span& span, std::size_t index);

    /// Kept as long as the rendering, as the template may assign it to a name.
    LoopState& new_state();
    static Datum of_loop(const LoopState& state);
    End run_loop(const Node& node, Index at);
    void run_table(const Node& node, Index at);

    // Pieces.
    void render(const Rendering& rendering);
    void render_once(const Rendering& rendering, const Datum& bound, const LoopState* state);

    const Program& program_;
    const Source& source_;
    Workspace workspace_;
    std::string out_{};
    Frame* frame_ = nullptr;
    std::int64_t* continues_; ///< By group, where `offset: continue` goes on.
};

} // namespace nurture::inline v0::liquid
