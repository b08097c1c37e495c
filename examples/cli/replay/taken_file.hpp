// SPDX-License-Identifier: BSL-1.0
/// \file
/// How much of an input file a store has taken in already.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nurture/lead/sha256.hpp>
#include <nurture/runtime/input.hpp>

namespace nurture::cli {

/// One file of a run that may have begun earlier. The file is read again from its beginning; what an earlier run
/// took in of it is told by a mark: the number of rows and the hash of everything up to the last of them.
class TakenFile {
public:
    enum class Row {
        taken,  ///< An earlier run took it in.
        begun,  ///< It took in the first inputs of this row, not all.
        fresh,  ///< It stands behind everything that was taken in.
        changed ///< It is the last one that was taken in, and up to it the file is not what it was.
    };

    /// The source is what the file is called in marks: its place in the command, not its path.
    TakenFile(std::string source, const std::vector<Mark>& marks);

    /// Rows are shown in ascending order of their numbers, from 1.
    Row look_at(std::uint64_t number, const Digest& passed);

    /// Whether every row that was taken in has been seen again.
    [[nodiscard]] bool is_caught_up() const noexcept { return caught_up_; }
    [[nodiscard]] std::uint64_t rows_taken() const noexcept { return rows_; }
    [[nodiscard]] std::size_t inputs_begun() const noexcept { return begun_; } ///< Of the row that is `begun`.
    [[nodiscard]] const std::string& source() const noexcept { return source_; }

    /// The mark of a row; `inputs` of it only, if that is not 0.
    [[nodiscard]] Mark mark(std::uint64_t number, const Digest& passed, std::size_t inputs = 0) const;

private:
    std::string source_;
    std::uint64_t rows_ = 0;
    std::size_t begun_ = 0;
    std::string prefix_{};
    bool caught_up_ = true;
};

} // namespace nurture::cli
