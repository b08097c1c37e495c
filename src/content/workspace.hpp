// SPDX-License-Identifier: BSL-1.0
/// \file
/// What one rendering uses: memory for the texts and lists it makes, and its budgets.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/content/template.hpp>

#include "content/datum.hpp"

namespace nurture::inline v0::liquid {

/// Thrown where a rendering cannot go on, and caught where it began: filters lie deep inside expressions, and nobody
/// between can do anything about it.
struct Stop {
    RenderFailure::Kind kind = RenderFailure::Kind::mistake;
    std::string message{};
    std::string name{};
};

[[noreturn]] void mistake(std::string message);

class Workspace {
public:
    explicit Workspace(const RenderContext& context)
        : context_(context), steps_left_(context.steps), memory_left_(context.memory) {}
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    [[nodiscard]] const RenderContext& context() const noexcept { return context_; }

    void spend(std::size_t steps) {
        if (steps > steps_left_) {
            out_of_steps();
        }
        steps_left_ -= steps;
    }

    /// What going through a text costs.
    void spend_on(std::string_view text) { spend(text.size() / 64 + 1); }

    /// What looking for a text in another costs at worst, which is more than going through it.
    void spend_on_search(std::string_view text, std::string_view wanted) {
        spend((text.size() / 16 + 1) * (wanted.size() / 64 + 1));
    }

    [[nodiscard]] char* take_characters(std::size_t count) { return static_cast<char*>(take(count, 1)); }
    [[nodiscard]] Datum* take_items(std::size_t count);
    [[nodiscard]] std::int64_t* take_numbers(std::size_t count); ///< All 0.
    [[nodiscard]] Datum keep(std::string_view text);             ///< A copy of the text.

    /// Makes room for more behind what was taken last, if it was that; else null.
    [[nodiscard]] char* extend(char* end, std::size_t more);

    /// Gives the end of what was taken last back.
    void give_back(const char* from, std::size_t count) noexcept;

private:
    [[nodiscard]] void* take(std::size_t bytes, std::size_t alignment);
    [[noreturn]] static void out_of_steps();
    void spend_memory(std::size_t bytes);

    const RenderContext& context_;
    std::size_t steps_left_;
    std::size_t memory_left_;
    alignas(16) std::array<char, 4096> first_block_; ///< Enough for most messages, so that they allocate nothing.
    std::vector<std::unique_ptr<char[]>> blocks_{};
    char* next_ = first_block_.data();
    char* end_ = first_block_.data() + first_block_.size();
};

/// A text that is made in the workspace.
class TextBuilder {
public:
    explicit TextBuilder(Workspace& workspace, std::size_t expected = 0);

    void append(std::string_view text);
    void append(char c) { append(std::string_view(&c, 1)); }
    [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }
    [[nodiscard]] Datum finish();

private:
    void grow(std::size_t wanted);

    Workspace& workspace_;
    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace nurture::inline v0::liquid
