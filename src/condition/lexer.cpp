// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <optional>
#include <string>

#include "condition/literal.hpp"
#include "condition/token.hpp"

namespace nurture::inline v0::cel {

ConditionProblem& Problems::add(std::size_t offset, std::string message, std::string hint) {
    ConditionProblem problem;
    problem.offset = offset < text_.size() ? offset : text_.size();
    for (const char c : text_.substr(0, problem.offset)) {
        if (c == '\n') {
            ++problem.line;
            problem.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++problem.column;
        }
    }
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    list_->push_back(std::move(problem));
    return list_->back();
}

namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool begins_name(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

struct Symbol {
    std::string_view text;
    Token token;
    std::string_view meant; ///< Not empty: no word of CEL, and what is meant.
};

// Longer ones first.
constexpr Symbol symbols[] = {
    {"===", Token::equal, "=="},    {"!==", Token::not_equal, "!="}, {"==", Token::equal, ""},
    {"!=", Token::not_equal, ""},   {"<=", Token::less_equal, ""},   {">=", Token::greater_equal, ""},
    {"<>", Token::not_equal, "!="}, {"=<", Token::less_equal, "<="}, {"=>", Token::greater_equal, ">="},
    {"&&", Token::and_, ""},        {"||", Token::or_, ""},          {"&", Token::and_, "&&"},
    {"|", Token::or_, "||"},        {".", Token::dot, ""},           {",", Token::comma, ""},
    {":", Token::colon, ""},        {"?", Token::question, ""},      {"(", Token::open_paren, ""},
    {")", Token::close_paren, ""},  {"[", Token::open_bracket, ""},  {"]", Token::close_bracket, ""},
    {"{", Token::open_brace, ""},   {"}", Token::close_brace, ""},   {"+", Token::plus, ""},
    {"-", Token::minus, ""},        {"*", Token::times, ""},         {"/", Token::divide, ""},
    {"%", Token::modulo, ""},       {"!", Token::not_, ""},          {"=", Token::assign, ""},
    {"<", Token::less, ""},         {">", Token::greater, ""},
};

class Lexer {
public:
    Lexer(std::string_view text, Arena& arena, Problems& problems) : text_(text), arena_(arena), problems_(problems) {}

    std::vector<Lexeme> run() {
        std::vector<Lexeme> words;
        for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
            words.push_back(next());
        }
        words.push_back(Lexeme{Token::end, offset(), offset(), {}, {}, false});
        return words;
    }

private:
    std::string_view text_;
    Arena& arena_;
    Problems& problems_;
    std::size_t at_ = 0;

    [[nodiscard]] std::uint32_t offset() const { return static_cast<std::uint32_t>(at_); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] bool follows(std::string_view wanted) const { return text_.substr(at_, wanted.size()) == wanted; }

    void skip_blanks() {
        while (at_ < text_.size()) {
            if (is_space(peek())) {
                ++at_;
            } else if (follows("//")) {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else {
                return;
            }
        }
    }

    Lexeme word(Token token, std::size_t begin) {
        return Lexeme{token, static_cast<std::uint32_t>(begin), offset(), text_.substr(begin, at_ - begin), {}, false};
    }

    Lexeme next() {
        const char c = peek();
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
        if (const std::size_t prefix = text_prefix(); prefix != no_text) return text(prefix);
        if (begins_name(c)) return name();
        if (c == '`') return quoted_name();
        const std::size_t begin = at_;
        for (const Symbol& symbol : symbols) {
            if (!follows(symbol.text)) continue;
            at_ += symbol.text.size();
            if (!symbol.meant.empty()) {
                problems_.add(begin, "`" + std::string(symbol.text) + "` is not an operator of conditions",
                              std::string(symbol.meant));
            }
            return word(symbol.token, begin);
        }
        return stray();
    }

    Lexeme stray() {
        const std::size_t begin = at_++;
        while (at_ < text_.size() && (static_cast<unsigned char>(peek()) & 0xC0U) == 0x80U) {
            ++at_;
        }
        const std::string_view character = text_.substr(begin, at_ - begin);
        const bool curly = character == "\u201C" || character == "\u201D" || character == "\u201E" ||
                           character == "\u2018" || character == "\u2019" || character == "\u00AB";
        if (curly) {
            // The rest of a text in typographic quotes would only cause more problems.
            problems_.add(begin, "`" + std::string(character) + "` is a typographic quotation mark", "\"");
            const std::size_t close = std::min({text_.find("\u201C", at_), text_.find("\u201D", at_),
                                                text_.find("\u2019", at_), text_.find("\u00BB", at_)});
            at_ = close == std::string_view::npos ? text_.size() : close + (text_[close] == '\xC2' ? 2 : 3);
        } else if (static_cast<unsigned char>(character[0]) < 0x20) {
            problems_.add(begin, "a control character has no place in a condition");
        } else {
            problems_.add(begin, "`" + std::string(character) + "` has no place in a condition");
        }
        return word(Token::bad, begin);
    }

    Lexeme name() {
        const std::size_t begin = at_;
        while (begins_name(peek()) || is_digit(peek())) {
            ++at_;
        }
        Lexeme made = word(Token::identifier, begin);
        if (made.text == "true" || made.text == "false") {
            made.token = Token::literal;
            made.value = of_bool(made.text == "true");
        } else if (made.text == "null") {
            made.token = Token::literal;
        } else if (made.text == "in") {
            made.token = Token::in;
        }
        return made;
    }

    Lexeme quoted_name() {
        const std::size_t begin = at_;
        const std::size_t close = text_.find('`', at_ + 1);
        if (close == std::string_view::npos || close == begin + 1) {
            at_ = close == std::string_view::npos ? text_.size() : close + 1;
            problems_.add(begin, close == std::string_view::npos ? "this backquote is never closed"
                                                                 : "a name in backquotes cannot be empty");
            return word(Token::bad, begin);
        }
        at_ = close + 1;
        Lexeme made = word(Token::quoted_identifier, begin);
        made.text = text_.substr(begin + 1, close - begin - 1);
        return made;
    }

    void skip_digits() {
        while (is_digit(peek())) {
            ++at_;
        }
    }

    /// Moves past the digits of a number; whether it has a fraction or an exponent.
    bool skip_number() {
        skip_digits();
        bool real = false;
        if (peek() == '.' && is_digit(peek(1))) {
            real = true;
            ++at_;
            skip_digits();
        }
        const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
        if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
            real = true;
            at_ += sign;
            skip_digits();
        }
        return real;
    }

    Lexeme number() {
        const std::size_t begin = at_;
        bool real = false;
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex_digit(peek(2))) {
            at_ += 2;
            while (is_hex_digit(peek())) {
                ++at_;
            }
        } else {
            real = skip_number();
        }
        const std::string_view digits = text_.substr(begin, at_ - begin);
        const bool natural = !real && (peek() == 'u' || peek() == 'U');
        if (natural) ++at_;
        if (begins_name(peek())) return number_with_letters(begin);
        Lexeme made = word(Token::literal, begin);
        if (real ? !read_real(digits, made) : !read_whole(digits, natural, made)) {
            problems_.add(begin, "`" + std::string(made.text) + "` is too large a number");
            made.token = Token::bad;
        }
        return made;
    }

    Lexeme number_with_letters(std::size_t begin) {
        while (begins_name(peek()) || is_digit(peek())) {
            ++at_;
        }
        const std::string written(text_.substr(begin, at_ - begin));
        problems_.add(begin, "`" + written + "` is not a number; a length of time is written duration(\"…\")",
                      "duration(\"" + written + "\")");
        return word(Token::bad, begin);
    }

    static bool read_real(std::string_view digits, Lexeme& made) {
        const auto number = read_double(digits, false);
        made.value = of_double(number.value_or(0));
        return number.has_value();
    }

    static bool read_whole(std::string_view digits, bool natural, Lexeme& made) {
        constexpr std::uint64_t too_many = std::uint64_t{1} << 63U;
        const auto value = read_natural(digits);
        if (!value) return false;
        if (natural) {
            made.value = of_uint(*value);
            return true;
        }
        if (*value > too_many) return false;
        made.one_too_many = *value == too_many;
        made.value = of_int(static_cast<std::int64_t>(*value));
        return true;
    }

    static constexpr std::size_t no_text = 9;

    /// How many letters (r, b, br, rb) stand before a quote here, if a text begins here.
    [[nodiscard]] std::size_t text_prefix() const {
        for (std::size_t length = 0; length <= 2; ++length) {
            const char c = peek(length);
            if (c == '"' || c == '\'') return length;
            if (c != 'r' && c != 'R' && c != 'b' && c != 'B') return no_text;
        }
        return no_text;
    }

    Lexeme text(std::size_t prefix) {
        const std::size_t begin = at_;
        bool raw = false;
        bool bytes = false;
        for (; prefix > 0; --prefix, ++at_) {
            raw |= peek() == 'r' || peek() == 'R';
            bytes |= peek() == 'b' || peek() == 'B';
        }
        const char quote = peek();
        const bool triple = peek(1) == quote && peek(2) == quote;
        const std::size_t width = triple ? 3 : 1;
        at_ += width;
        const std::size_t body = at_;
        if (!skip_text(quote, triple, raw)) {
            problems_.add(begin, "this text is never closed; it begins with " + std::string(width, quote));
            return word(Token::bad, begin);
        }
        const std::string_view inside = text_.substr(body, at_ - body);
        at_ += width;
        return text_of(inside, begin, body, raw, bytes);
    }

    Lexeme text_of(std::string_view inside, std::size_t begin, std::size_t body, bool raw, bool bytes) {
        Lexeme made = word(Token::literal, begin);
        LiteralProblem problem;
        auto value = raw ? std::optional(std::string(inside)) : unescape(inside, bytes, problem);
        if (!value) {
            problems_.add(body + problem.offset, problem.message);
            made.token = Token::bad;
            return made;
        }
        arena_.texts.push_front(std::move(*value));
        made.value = refer(bytes ? Kind::bytes : Kind::text, arena_.texts.front());
        return made;
    }

    /// Moves to the closing quotes.
    bool skip_text(char quote, bool triple, bool raw) {
        for (; at_ < text_.size(); ++at_) {
            if (peek() == '\\' && !raw) {
                ++at_;
            } else if (peek() == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
                return true;
            } else if (peek() == '\n' && !triple) {
                return false;
            }
        }
        at_ = text_.size();
        return false;
    }
};

} // namespace

std::vector<Lexeme> cut(std::string_view text, Arena& arena, Problems& problems) {
    return Lexer(text, arena, problems).run();
}

} // namespace nurture::inline v0::cel
