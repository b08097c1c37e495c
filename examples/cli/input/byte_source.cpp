// SPDX-License-Identifier: BSL-1.0

#include "input/byte_source.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <zlib.h>

namespace nurture::cli {

namespace {

constexpr std::size_t piece_size = std::size_t{256} * 1024;

/// zlib reads plain files as they are, so one class serves both.
class File final : public ByteSource {
public:
    File(std::string name, gzFile file) : ByteSource(std::move(name)), file_(file), buffer_(piece_size) {
        gzbuffer(file_, piece_size);
    }
    ~File() override { gzclose_r(file_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    Result<std::string_view> read() override {
        const int got = gzread(file_, buffer_.data(), static_cast<unsigned>(buffer_.size()));
        int code = Z_OK;
        const char* const text = gzerror(file_, &code);
        if (got < 0 || code == Z_BUF_ERROR) {
            return Error{Errc::unreadable, why(code, text)};
        }
        return std::string_view(buffer_.data(), static_cast<std::size_t>(got));
    }

private:
    static std::string why(int code, const char* text) {
        if (code == Z_ERRNO) {
            return std::string("cannot be read on: ") + std::strerror(errno);
        }
        if (code == Z_BUF_ERROR) {
            return "ends in the middle of its compressed data; is the file complete?";
        }
        return std::string("is not good gzip data (") + text + "); is the file damaged?";
    }

    gzFile file_;
    std::vector<char> buffer_;
};

class Text final : public ByteSource {
public:
    Text(std::string name, std::string text) : ByteSource(std::move(name)), text_(std::move(text)) {}

    Result<std::string_view> read() override {
        return std::exchange(given_, true) ? std::string_view() : std::string_view(text_);
    }

private:
    std::string text_;
    bool given_ = false;
};

} // namespace

Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::string& path) {
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure)) {
        return Error{Errc::unreadable, "is a directory; name a file"};
    }
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) {
        const int code = errno;
        return Error{Errc::unreadable, code == ENOENT ? std::string("does not exist")
                                                      : std::string("cannot be opened: ") + std::strerror(code)};
    }
    return std::unique_ptr<ByteSource>(std::make_unique<File>(path, file));
}

std::unique_ptr<ByteSource> ByteSource::of_text(std::string name, std::string text) {
    return std::make_unique<Text>(std::move(name), std::move(text));
}

bool Cursor::refill() {
    if (ended_) {
        return false;
    }
    running_.update(piece_.substr(hashed_));
    hashed_ = 0;
    const Result<std::string_view> piece = source_->read();
    if (!piece) {
        failure_ = piece.error().message;
    }
    piece_ = piece ? *piece : std::string_view();
    next_ = 0;
    ended_ = piece_.empty();
    if (!std::exchange(started_, true)) {
        look_at_beginning();
    }
    return next_ < piece_.size() || refill();
}

void Cursor::note_row_end() {
    running_.update(piece_.substr(hashed_, next_ - hashed_));
    hashed_ = next_;
    passed_ = running_;
}

void Cursor::look_at_beginning() {
    if (piece_.substr(0, 3) == "\xEF\xBB\xBF") {
        next_ = 3;
    }
    if (piece_.substr(0, 2) == "\xFF\xFE" || piece_.substr(0, 2) == "\xFE\xFF") {
        refuse("is UTF-16; save it as UTF-8");
    }
    // Not "PK" alone, which a column may be called.
    if (piece_.substr(0, 4) == "PK\x03\x04") {
        refuse("is an Excel file; save it as CSV");
    }
}

void Cursor::refuse(std::string reason) {
    failure_ = std::move(reason);
    ended_ = true;
    next_ = piece_.size();
}

namespace {

/// The length of the character at the front, 0 if it is none. Overlong forms and surrogates are none.
std::size_t character_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return first == 0 ? 0 : 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(1) || !follows(2)) {
            return 0;
        }
        if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) {
            return 0;
        }
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3)) {
            return 0;
        }
        if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) {
            return 0;
        }
        return 4;
    }
    return 0;
}

} // namespace

bool is_clean_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

} // namespace nurture::cli
