// SPDX-License-Identifier: BSL-1.0
/// \file
/// The processor's own counter of instructions, where the system lets a program read it.

#pragma once

#include <cstdint>
#include <optional>

namespace nurture::figures {

/// Counts this thread's instructions outside of the kernel. Many virtual machines have no such counter.
class InstructionCounter {
public:
    InstructionCounter();
    ~InstructionCounter();
    InstructionCounter(const InstructionCounter&) = delete;
    InstructionCounter& operator=(const InstructionCounter&) = delete;

    /// Since the counter was made; nothing if there is none.
    [[nodiscard]] std::optional<std::uint64_t> read() const;

private:
    int file_ = -1;
};

} // namespace nurture::figures
