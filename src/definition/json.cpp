// SPDX-License-Identifier: BSL-1.0
/// \file
/// A strict JSON reader (RFC 8259) that keeps places.

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include <nurture/definition/document.hpp>

#include "definition/utf8.hpp"

namespace nurture::inline v0 {
namespace {

/// Thrown inside this file only, at the first mistake.
struct Mistake {
    std::size_t offset = 0;
    std::string message{};
};

class JsonReader {
public:
    JsonReader(std::shared_ptr<const SourceText> source, int nesting)
        : source_(std::move(source)), text_(source_->text), nesting_(nesting), places_(source_) {
        at_ = utf8::has_byte_order_mark(text_) ? 3 : 0;
    }

    Document read() {
        Document document = value(0);
        skip_space();
        if (at_ < text_.size()) {
            fail(fmt::format("{} stands behind the end of the JSON value", found()));
        }
        return document;
    }

    [[nodiscard]] Place place_of(std::size_t offset) { return places_.at(offset); }

private:
    [[noreturn]] void fail(std::string message) const { throw Mistake{at_, std::move(message)}; }

    [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

    /// What stands here, for a sentence.
    [[nodiscard]] std::string found() const {
        if (at_ >= text_.size()) {
            return "the end of the text";
        }
        const std::size_t length = utf8::length_of_character(text_, at_);
        const auto byte = static_cast<unsigned char>(text_[at_]);
        return byte < 0x20 ? fmt::format("the control character 0x{:02X}", byte)
                           : fmt::format("\"{}\"", text_.substr(at_, length));
    }

    void skip_space() noexcept {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
            ++at_;
        }
    }

    void expect(char wanted, std::string_view what) {
        skip_space();
        if (peek() != wanted || at_ >= text_.size()) {
            fail(fmt::format("expected {}, found {}", what, found()));
        }
        ++at_;
    }

    Document value(int depth) {
        skip_space();
        if (depth > nesting_) {
            fail(fmt::format("lists and maps are nested more than {} deep", nesting_));
        }
        Document document;
        document.place = places_.at(at_);
        switch (peek()) {
        case '{': map(document, depth); break;
        case '[': list(document, depth); break;
        case '"':
            document.kind = Document::Kind::scalar;
            document.quoted = true;
            document.place = places_.at(at_ + 1);
            document.text = string();
            break;
        default: bare(document);
        }
        return document;
    }

    void map(Document& document, int depth) {
        document.kind = Document::Kind::map;
        ++at_;
        skip_space();
        if (peek() == '}') {
            ++at_;
            return;
        }
        for (;;) {
            skip_space();
            if (peek() != '"') {
                fail(fmt::format("expected a key in double quotes, found {}", found()));
            }
            DocumentMember member;
            member.place = places_.at(at_ + 1);
            member.key = string();
            expect(':', "\":\" behind the key");
            member.value = value(depth + 1);
            document.members.push_back(std::move(member));
            if (ends('}', "\",\" or \"}\"")) {
                return;
            }
        }
    }

    void list(Document& document, int depth) {
        document.kind = Document::Kind::list;
        ++at_;
        skip_space();
        if (peek() == ']') {
            ++at_;
            return;
        }
        for (;;) {
            document.items.push_back(value(depth + 1));
            if (ends(']', "\",\" or \"]\"")) {
                return;
            }
        }
    }

    /// Reads the comma between two members or the end of them.
    bool ends(char closing, std::string_view expected) {
        skip_space();
        const char c = peek();
        if (c != ',' && c != closing) {
            fail(fmt::format("expected {}, found {}", expected, found()));
        }
        ++at_;
        return c == closing;
    }

    std::string string() {
        const std::size_t opening = at_;
        std::string out;
        for (++at_;; ++at_) {
            if (at_ >= text_.size()) {
                at_ = opening;
                fail("this text has no closing quote");
            }
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return out;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                fail(fmt::format("{} must be written as an escape in a text", found()));
            }
            if (c == '\\') {
                escape(out);
            } else {
                out += c;
            }
        }
    }

    /// Reads an escape and leaves `at_` on its last character.
    void escape(std::string& out) {
        ++at_;
        switch (peek()) {
        case '"': out += '"'; return;
        case '\\': out += '\\'; return;
        case '/': out += '/'; return;
        case 'b': out += '\b'; return;
        case 'f': out += '\f'; return;
        case 'n': out += '\n'; return;
        case 'r': out += '\r'; return;
        case 't': out += '\t'; return;
        case 'u': break;
        default: fail(fmt::format("JSON has no escape \\ with {}", found()));
        }
        std::uint32_t code = four_digits();
        if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_ + 1, 2) == "\\u") {
            at_ += 2;
            const std::uint32_t low = four_digits();
            code = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00) : 0xD800;
        }
        if (code >= 0xD800 && code < 0xE000) {
            fail("this \\u escape is half of a surrogate pair");
        }
        utf8::append(out, code);
    }

    /// The number behind `\u`; leaves `at_` on its last digit.
    std::uint32_t four_digits() {
        std::uint32_t code = 0;
        for (int digit = 0; digit < 4; ++digit) {
            ++at_;
            const char c = peek();
            const int hex = c >= '0' && c <= '9'   ? c - '0'
                            : c >= 'a' && c <= 'f' ? c - 'a' + 10
                            : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                   : -1;
            if (hex < 0) {
                fail(fmt::format("expected four hexadecimal digits behind \\u, found {}", found()));
            }
            code = code * 16 + static_cast<std::uint32_t>(hex);
        }
        return code;
    }

    /// A number, true, false or null.
    void bare(Document& document) {
        const std::size_t begin = at_;
        while (at_ < text_.size() && std::string_view(" \t\r\n,:[]{}\"").find(text_[at_]) == std::string_view::npos) {
            ++at_;
        }
        const std::string_view word = text_.substr(begin, at_ - begin);
        document.text = std::string(word);
        if (word == "null") {
            return;
        }
        document.kind = Document::Kind::scalar;
        if (word != "true" && word != "false" && !is_json_number(word)) {
            at_ = begin;
            fail(word.empty() ? fmt::format("expected a value, found {}", found())
                              : fmt::format("\"{}\" is no JSON value; a text stands in double quotes",
                                            utf8::shortened(word, 40)));
        }
    }

    std::shared_ptr<const SourceText> source_;
    std::string_view text_;
    int nesting_;
    std::size_t at_ = 0;
    PlaceCounter places_;
};

} // namespace

Checked<Document> read_json(std::shared_ptr<const SourceText> source, int nesting) {
    Checked<Document> result;
    const auto refuse = [&result](std::string message, Place place) {
        result.diagnostics.push_back({Severity::error, "syntax", std::move(message), {}, std::move(place), {}});
    };
    if (const auto bad = utf8::first_bad_byte(source->text)) {
        refuse(fmt::format("the byte 0x{:02X} is not UTF-8; save the file as UTF-8",
                           static_cast<unsigned char>(source->text[*bad])),
               PlaceCounter(source).at(*bad));
        return result;
    }
    JsonReader reader(std::move(source), nesting);
    try {
        result.value = reader.read();
    } catch (const Mistake& mistake) {
        refuse(mistake.message, reader.place_of(mistake.offset));
    }
    return result;
}

} // namespace nurture::inline v0
