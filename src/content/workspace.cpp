// SPDX-License-Identifier: BSL-1.0

#include "content/workspace.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

namespace nurture::inline v0::liquid {

void mistake(std::string message) {
    throw Stop{RenderFailure::Kind::mistake, std::move(message), {}};
}

void Workspace::out_of_steps() {
    throw Stop{
        RenderFailure::Kind::budget, "rendering takes more steps than it may: loop over less, or raise the limit", {}};
}

void Workspace::spend_memory(std::size_t bytes) {
    if (bytes > memory_left_) {
        throw Stop{RenderFailure::Kind::budget,
                   "rendering makes longer texts and lists than it may: shorten them, or raise the limit",
                   {}};
    }
    memory_left_ -= bytes;
}

void* Workspace::take(std::size_t bytes, std::size_t alignment) {
    spend_memory(bytes);
    spend(bytes / 64);
    const auto misplaced = reinterpret_cast<std::uintptr_t>(next_) & (alignment - 1);
    const std::size_t padding = misplaced == 0 ? 0 : alignment - misplaced;
    if (static_cast<std::size_t>(end_ - next_) < bytes + padding) {
        constexpr std::size_t block = 16'384;
        const std::size_t size = std::max(block, bytes);
        blocks_.push_back(std::unique_ptr<char[]>(new char[size]));
        next_ = blocks_.back().get();
        end_ = next_ + size;
        next_ += bytes;
        return next_ - bytes;
    }
    next_ += padding + bytes;
    return next_ - bytes;
}

Datum* Workspace::take_items(std::size_t count) {
    if (count > memory_left_ / sizeof(Datum)) {
        spend_memory(memory_left_ + 1);
    }
    auto* items = static_cast<Datum*>(take(count * sizeof(Datum), alignof(Datum)));
    for (std::size_t i = 0; i < count; ++i) {
        new (items + i) Datum();
    }
    return items;
}

std::int64_t* Workspace::take_numbers(std::size_t count) {
    auto* numbers = static_cast<std::int64_t*>(take(count * sizeof(std::int64_t), alignof(std::int64_t)));
    std::fill_n(numbers, count, 0);
    return numbers;
}

Datum Workspace::keep(std::string_view text) {
    char* copy = take_characters(text.size());
    if (!text.empty()) {
        std::memcpy(copy, text.data(), text.size());
    }
    return of_text({copy, text.size()});
}

char* Workspace::extend(char* end, std::size_t more) {
    if (end != next_ || static_cast<std::size_t>(end_ - next_) < more) {
        return nullptr;
    }
    spend_memory(more);
    next_ += more;
    return end;
}

void Workspace::give_back(const char* from, std::size_t count) noexcept {
    if (from + count == next_) {
        next_ -= count;
        memory_left_ += count;
    }
}

TextBuilder::TextBuilder(Workspace& workspace, std::size_t expected)
    : workspace_(workspace), data_(workspace.take_characters(expected)), capacity_(expected) {}

void TextBuilder::append(std::string_view text) {
    if (text.size() > capacity_ - size_) {
        grow(size_ + text.size());
    }
    if (!text.empty()) {
        std::memcpy(data_ + size_, text.data(), text.size());
        size_ += text.size();
    }
}

void TextBuilder::grow(std::size_t wanted) {
    constexpr std::size_t least = 32;
    const std::size_t capacity = std::max({wanted, 2 * capacity_, least});
    if (workspace_.extend(data_ + capacity_, capacity - capacity_) == nullptr) {
        char* moved = workspace_.take_characters(capacity);
        if (size_ > 0) {
            std::memcpy(moved, data_, size_);
        }
        data_ = moved;
    }
    capacity_ = capacity;
}

Datum TextBuilder::finish() {
    workspace_.give_back(data_ + size_, capacity_ - size_);
    capacity_ = size_;
    return of_text(view());
}

} // namespace nurture::inline v0::liquid
