// SPDX-License-Identifier: BSL-1.0
/// \file
/// Counts how often a program asks for memory. It replaces the global operators, so one file of a program includes it;
/// tests of one program run one after another.

#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace nurture::testing_support {

inline std::size_t allocations = 0;

/// How often some work asks for memory.
template <class Work>
std::size_t allocations_of(Work work) {
    const std::size_t before = allocations;
    work();
    return allocations - before;
}

} // namespace nurture::testing_support

void* operator new(std::size_t size) {
    ++nurture::testing_support::allocations;
    void* const memory = std::malloc(size != 0 ? size : 1);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++nurture::testing_support::allocations;
    return std::malloc(size != 0 ? size : 1);
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
