// SPDX-License-Identifier: BSL-1.0
/// \file
/// A disk that fails when it is told to, under every SQLite database that is opened while it lives: a VFS over the
/// default one. It knows of each file what was synced and what was only written.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace nurture::testing_support {

/// What goes wrong.
enum class Fault {
    none,
    power, ///< At a write, sync, truncation or deletion: from then on nothing works, until settle().
    io,    ///< At a call of any kind: it alone fails, with the error of its kind.
    full   ///< At a write: it and all behind it fail until mend(), as on a disk without room.
};

/// Syncs are noted, not done: a process that lives on sees the same, only sooner. One at a time.
class FaultyDisk {
public:
    FaultyDisk();
    ~FaultyDisk(); ///< All files must be closed.
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    /// The `at`th of those calls that the fault can strike goes wrong, counted from now and from 1. All files
    /// must be closed.
    void plan(Fault fault, std::size_t at);
    /// The same while files are open. What is written is not noted: settle() is not for this.
    void strike(Fault fault, std::size_t at);
    /// How many of those calls there were since.
    [[nodiscard]] std::size_t calls() const noexcept;
    [[nodiscard]] bool has_struck() const noexcept;
    /// What went wrong first: "write nurture.db-wal".
    [[nodiscard]] const std::string& victim() const noexcept;
    void mend() noexcept;

    /// Power is back: files hold what was synced and, of what was only written, nothing (`seed` 0) or some sectors, as
    /// the seed has it. All files must be closed.
    void settle(std::uint64_t seed);

    struct State;

private:
    std::unique_ptr<State> state_;
};

} // namespace nurture::testing_support
