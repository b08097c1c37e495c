// SPDX-License-Identifier: BSL-1.0
/// \file
/// The bytes of an input file, piece by piece; compressed ones as they were before.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <nurture/lead/sha256.hpp>
#include <nurture/result.hpp>

namespace nurture::cli {

/// A file (plain or gzip) or a text, read from front to back in pieces of bounded size.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    /// Opens a file. Errors: unreadable, with the reason (missing, a directory, no permission).
    [[nodiscard]] static Result<std::unique_ptr<ByteSource>> open(const std::string& path);
    [[nodiscard]] static std::unique_ptr<ByteSource> of_text(std::string name, std::string text);

    /// The next piece, valid until the next call; empty at the end.
    [[nodiscard]] virtual Result<std::string_view> read() = 0;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

protected:
    explicit ByteSource(std::string name) : name_(std::move(name)) {}
    ByteSource(const ByteSource&) = default;
    ByteSource& operator=(const ByteSource&) = default;

private:
    std::string name_;
};

/// A source byte by byte with its line and column. Skips a UTF-8 byte-order mark.
class Cursor {
public:
    static constexpr int end_of_input = -1;

    explicit Cursor(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

    /// The next byte, or end_of_input; after a failure too, see failure().
    [[nodiscard]] int peek() {
        if (next_ == piece_.size() && !refill()) {
            return end_of_input;
        }
        return static_cast<unsigned char>(piece_[next_]);
    }

    /// Takes the byte that peek() showed.
    void take() {
        const auto byte = static_cast<unsigned char>(piece_[next_++]);
        if (byte == '\n') {
            ++line_;
            column_ = 1;
        } else if ((byte & 0xC0U) != 0x80U) { // characters are counted, not bytes
            ++column_;
        }
    }

    /// Says that a row ends in front of the next byte.
    void note_row_end();
    /// SHA-256 of everything in front of the latest row end, a byte-order mark too.
    [[nodiscard]] Digest passed() const noexcept { return passed_.digest(); }

    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
    [[nodiscard]] std::uint64_t column() const noexcept { return column_; }
    [[nodiscard]] const std::string& name() const noexcept { return source_->name(); }
    /// Why the input ended too early; empty if it did not.
    [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

private:
    bool refill();
    void look_at_beginning();
    void refuse(std::string reason);

    std::unique_ptr<ByteSource> source_;
    std::string_view piece_{};
    std::size_t next_ = 0;
    std::size_t hashed_ = 0; ///< How much of the piece is in `running_`.
    Sha256 running_{};
    Sha256 passed_{};
    std::uint64_t line_ = 1;
    std::uint64_t column_ = 1;
    bool started_ = false;
    bool ended_ = false;
    std::string failure_{};
};

/// Whether the text is valid UTF-8 without NUL.
[[nodiscard]] bool is_clean_utf8(std::string_view text) noexcept;

} // namespace nurture::cli
