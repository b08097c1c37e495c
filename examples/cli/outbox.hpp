// SPDX-License-Identifier: BSL-1.0
/// \file
/// Files that are there whole or not at all.

#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include <nurture/result.hpp>
#include <nurture/runtime/engine_store.hpp>

namespace nurture::cli {

/// A file written under a temporary name beside its own, which it gets when all is written. A device or pipe is
/// written to as it is.
class WholeFile {
public:
    WholeFile() = default;
    ~WholeFile();
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;

    /// Errors: unreadable, with the reason.
    Result<void> open(const std::string& path);
    [[nodiscard]] bool is_open() const noexcept { return file_ != nullptr; }
    void write(std::string_view text);
    /// Errors: store, with the reason; then the file of that name is as it was.
    Result<void> finish();

private:
    [[nodiscard]] Error failure() const;
    void remove_temporary() const;

    std::string path_{};
    std::string temporary_{};
    std::FILE* file_ = nullptr;
    int error_ = 0;
};

/// One JSON object a message, in order of time, lead and the lead's own order.
Result<void> write_outbox(EngineStore& store, WholeFile& file);

} // namespace nurture::cli
