// SPDX-License-Identifier: BSL-1.0
/// \file
/// Ctrl-C as a question that a loop asks.

#pragma once

namespace nurture::cli {

/// While it lives, SIGINT and SIGTERM are noted; a second one ends the process as usual.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    [[nodiscard]] static bool came() noexcept;
};

} // namespace nurture::cli
