// SPDX-License-Identifier: BSL-1.0

#include "content/expressions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "content/liquid_words.hpp"
#include "content/utf8.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::liquid {

namespace {

constexpr int deepest = 32; // a[b[c[…]]]
constexpr std::size_t longest_prefix = 4;

template <class T>
Index add_to(std::vector<T>& all, T made) {
    all.push_back(std::move(made));
    return static_cast<Index>(all.size() - 1);
}

std::optional<Datum> keyword(std::string_view name) {
    if (name == "true" || name == "false") return of_bool(name == "true");
    if (name == "nil" || name == "null") return Datum();
    if (name == "empty") return of_kind(Kind::empty);
    if (name == "blank") return of_kind(Kind::blank);
    return std::nullopt;
}

} // namespace

void ExpressionParser::skip_spaces() {
    while (at_ < end_ && is_space(text_[at_])) {
        ++at_;
    }
}

bool ExpressionParser::at_end() {
    skip_spaces();
    return at_ == end_;
}

std::size_t ExpressionParser::start() {
    skip_spaces();
    return at_;
}

char ExpressionParser::next() {
    return at_end() ? '\0' : text_[at_];
}

bool ExpressionParser::take(char wanted) {
    const bool there = !at_end() && text_[at_] == wanted;
    at_ += there ? 1 : 0;
    return there;
}

std::string_view ExpressionParser::peek_word() {
    skip_spaces();
    const std::string_view all = rest();
    std::size_t size = 0;
    while (size < all.size() && (size == 0 ? begins_a_word(all[size]) : goes_on_in_a_word(all[size]))) {
        ++size;
    }
    if (size > 0 && size < all.size() && all[size] == '?') {
        ++size;
    }
    return all.substr(0, size);
}

std::string_view ExpressionParser::new_name() {
    skip_spaces();
    const std::size_t begin = at_;
    while (at_ < end_ && goes_on_in_a_word(text_[at_]) && (at_ > begin || text_[at_] != '-')) {
        ++at_;
    }
    return since(begin);
}

std::string_view ExpressionParser::word() {
    const std::string_view found = peek_word();
    at_ += found.size();
    return found;
}

bool ExpressionParser::take_word(std::string_view wanted) {
    const bool there = peek_word() == wanted;
    at_ += there ? wanted.size() : 0;
    return there;
}

bool ExpressionParser::is_word_with_colon() {
    const std::string_view found = peek_word();
    const std::string_view behind = without_spaces_before(rest().substr(found.size()));
    return !found.empty() && !behind.empty() && behind.front() == ':';
}

bool ExpressionParser::refuse(std::string message, std::string hint) {
    problems_.add(at_, std::move(message), std::move(hint));
    return false;
}

bool ExpressionParser::refuse_next() {
    if (at_end()) {
        return refuse("a value is missing before " + std::string(closing_));
    }
    // Word processors turn straight quotes into these.
    for (const std::string_view quote : {"“", "”", "„", "‘", "’", "«", "»"}) {
        if (rest().substr(0, quote.size()) == quote) {
            return refuse(std::string(quote) + " is not a quotation mark of Liquid", "write \" instead");
        }
    }
    const bool forgotten_bar = find_filter(peek_word()) != nullptr;
    return refuse(quoted(rest()) + " is not expected here", forgotten_bar ? "write | before a filter" : "");
}

bool ExpressionParser::expect_end() {
    return at_end() || refuse_next();
}

std::optional<Operand> ExpressionParser::constant(const Datum& datum) {
    return Operand{Operand::Kind::constant, add_to(program_.constants, datum)};
}

std::optional<std::string_view> ExpressionParser::text_literal() {
    const char quote = next();
    if (quote != '"' && quote != '\'') {
        refuse_next();
        return std::nullopt;
    }
    const std::size_t close = rest().find(quote, 1);
    if (close == std::string_view::npos) {
        refuse(std::string("the quotation mark ") + quote + " is not closed before " + std::string(closing_),
               std::string("add a ") + quote);
        return std::nullopt;
    }
    // Liquid has no escapes: a text ends at the next quotation mark of its kind.
    const std::string_view text = rest().substr(1, close - 1);
    at_ += close + 1;
    return text;
}

std::optional<Operand> ExpressionParser::operand() {
    const char first = next();
    const bool negative = first == '-' && at_ + 1 < end_ && is_digit(text_[at_ + 1]);
    if (first == '"' || first == '\'') {
        const auto text = text_literal();
        return text ? constant(of_text(*text)) : std::nullopt;
    }
    if (is_digit(first) || negative) {
        return number();
    }
    if (first != '(' && first != '[' && !begins_a_word(first)) {
        refuse_next();
        return std::nullopt;
    }
    if (depth_ == deepest) {
        refuse("values lie too deep in one another");
        return std::nullopt;
    }
    ++depth_;
    auto found = first == '(' ? range() : path();
    --depth_;
    return found;
}

std::optional<Operand> ExpressionParser::number() {
    const char* begin = text_.data() + at_;
    const char* end = text_.data() + end_;
    std::int64_t whole = 0;
    double real = 0;
    auto [behind, failure] = std::from_chars(begin, end, whole);
    const bool has_decimals = behind != end && *behind == '.' && behind + 1 != end && is_digit(behind[1]);
    if (has_decimals) {
        const auto read = std::from_chars(begin, end, real, std::chars_format::fixed);
        behind = read.ptr;
        failure = read.ec;
    }
    if (failure != std::errc()) {
        refuse("the number is too large");
        return std::nullopt;
    }
    at_ += static_cast<std::size_t>(behind - begin);
    if (at_ < end_ && (goes_on_in_a_word(text_[at_]) || (text_[at_] == '.' && rest().substr(0, 2) != ".."))) {
        refuse_next();
        return std::nullopt;
    }
    return constant(has_decimals ? of_real(real) : of_integer(whole));
}

std::optional<Operand> ExpressionParser::range() {
    take('(');
    Range made;
    const auto first = operand();
    if (!first) {
        return std::nullopt;
    }
    if (!take('.') || at_ == end_ || text_[at_] != '.') {
        refuse(".. is missing in a range", "write for example (1..3)");
        return std::nullopt;
    }
    ++at_;
    const auto last = operand();
    if (!last) {
        return std::nullopt;
    }
    if (!take(')')) {
        refuse(") is missing behind a range", "write for example (1..3)");
        return std::nullopt;
    }
    made.first = *first;
    made.last = *last;
    return Operand{Operand::Kind::range, add_to(program_.ranges, made)};
}

std::optional<Operand> ExpressionParser::path() {
    Path made;
    std::vector<std::string> name;
    const std::size_t begin = at_;
    if (take('[')) {
        const bool literal = next() == '"' || next() == '\'';
        const auto inner = operand();
        if (!inner) {
            return std::nullopt;
        }
        if (!take(']')) {
            refuse("] is missing");
            return std::nullopt;
        }
        if (literal) {
            name.emplace_back(program_.constants[inner->at].view());
            made.slot = names_.read(name.front());
        } else {
            made.computed = *inner;
        }
    } else {
        const std::string_view root = word();
        const auto value = keyword(root);
        if (value && next() != '.' && next() != '[') {
            return constant(*value);
        }
        if (value && next() == '.' && rest().substr(0, 2) == "..") {
            return constant(*value);
        }
        name.emplace_back(root);
        made.slot = names_.read(root);
    }
    if (!segments(made, name)) {
        return std::nullopt;
    }
    if (made.slot == none) {
        names_.read_host({"[…]"}, begin); // Any name: nobody can know which.
    } else if (!names_.is_open(name.front())) {
        made.first_prefix = static_cast<Index>(program_.prefixes.size());
        // No scope knows longer names; what lies deeper is found in the value.
        std::vector<std::string> prefix(
            name.begin(), name.begin() + static_cast<std::ptrdiff_t>(std::min(name.size(), longest_prefix)));
        made.prefixes = static_cast<Index>(prefix.size());
        for (; !prefix.empty(); prefix.pop_back()) {
            program_.prefixes.push_back(prefix);
        }
        names_.read_host(std::move(name), begin);
    }
    return Operand{Operand::Kind::path, add_to(program_.paths, made)};
}

bool ExpressionParser::segments(Path& path, std::vector<std::string>& name) {
    constexpr std::size_t most = 16;
    std::vector<Segment> found;
    bool is_static = path.slot != none;
    while (true) {
        Segment segment;
        if (next() == '.' && rest().substr(0, 2) != "..") {
            take('.');
            const std::string_view key = word();
            if (key.empty()) {
                return at_end() ? refuse("a name is missing behind the dot") : refuse_next();
            }
            segment.key = of_text(key);
            segment.behind_dot = true;
        } else if (take('[')) {
            const auto inner = operand();
            if (!inner) {
                return false;
            }
            if (!take(']')) {
                return refuse("] is missing");
            }
            if (inner->kind == Operand::Kind::constant) {
                segment.key = program_.constants[inner->at];
            } else {
                segment.computed = *inner;
            }
        } else {
            break;
        }
        is_static = is_static && segment.computed.at == none && segment.key.is_text();
        if (is_static) {
            name.emplace_back(segment.key.view());
        }
        found.push_back(segment);
        if (found.size() > most) {
            return refuse("a name has too many parts");
        }
    }
    if (at_ < end_ && begins_a_word(text_[at_]) && !found.empty() && text_[at_ - 1] == ']') {
        return refuse_next();
    }
    path.first_segment = static_cast<Index>(program_.segments.size());
    path.segments = static_cast<Index>(found.size());
    program_.segments.insert(program_.segments.end(), found.begin(), found.end());
    return true;
}

std::optional<Index> ExpressionParser::expression() {
    const std::size_t begin = start();
    const auto first = operand();
    if (!first) {
        return std::nullopt;
    }
    const std::string_view subject = without_spaces_behind(since(begin));
    Expression made;
    made.operand = *first;
    made.first_filter = static_cast<Index>(program_.filters.size());
    while (take('|')) {
        if (!filter(subject)) {
            return std::nullopt;
        }
    }
    made.filters = static_cast<Index>(program_.filters.size()) - made.first_filter;
    return add_to(program_.expressions, made);
}

bool ExpressionParser::filter(std::string_view subject) {
    const std::size_t begin = start();
    const std::string_view name = word();
    if (name.empty()) {
        return at_end() ? refuse("a filter is missing behind |") : refuse_next();
    }
    FilterCall call;
    call.filter = find_filter(name);
    call.subject = subject;
    if (call.filter == nullptr) {
        return refuse_filter(begin, name);
    }
    if (take(':') && !arguments(call)) {
        return false;
    }
    if (call.arguments < call.filter->least) {
        return refuse("the filter " + std::string(name) + " needs a value",
                      "write for example " + std::string(name) + ": " + (name == default_filter ? "\"there\"" : "…"));
    }
    program_.filters.push_back(call);
    return true;
}

bool ExpressionParser::arguments(FilterCall& call) {
    std::vector<Operand> given;
    do {
        if (at_end() && !given.empty()) {
            break; // The reference implementation overlooks a comma at the end.
        }
        if (is_word_with_colon()) {
            if (!option(call)) {
                return false;
            }
            continue;
        }
        const std::size_t begin = start();
        const auto value = operand();
        if (!value) {
            return false;
        }
        if (given.size() == call.filter->most) {
            at_ = begin;
            const std::string most = call.filter->most == 0   ? "no value"
                                     : call.filter->most == 1 ? "one value"
                                                              : "two values at most";
            return refuse("the filter " + std::string(call.filter->name) + " takes " + most);
        }
        given.push_back(*value);
    } while (take(','));
    call.first_argument = static_cast<Index>(program_.operands.size());
    call.arguments = static_cast<Index>(given.size());
    program_.operands.insert(program_.operands.end(), given.begin(), given.end());
    return true;
}

bool ExpressionParser::option(FilterCall& call) {
    const std::size_t begin = at_;
    const std::string_view name = word();
    if (call.filter->name != default_filter || name != "allow_false") {
        at_ = begin;
        return refuse("the filter " + std::string(call.filter->name) + " has no option " + quoted(name));
    }
    take(':');
    const auto value = operand();
    if (value) {
        call.allow_false = *value;
    }
    return value.has_value();
}

bool ExpressionParser::refuse_filter(std::size_t begin, std::string_view name) {
    const std::string_view meant = nearest_liquid_filter(name);
    problems_.add(begin, "the filter " + quoted(name) + " does not exist",
                  meant.empty() ? "" : "did you mean " + std::string(meant) + "?");
    return false;
}

std::optional<Compare> ExpressionParser::compare() {
    constexpr std::array<std::pair<std::string_view, Compare>, 7> operators = {{{"==", Compare::equal},
                                                                                {"!=", Compare::unequal},
                                                                                {"<>", Compare::unequal},
                                                                                {"<=", Compare::at_most},
                                                                                {">=", Compare::at_least},
                                                                                {"<", Compare::less},
                                                                                {">", Compare::greater}}};
    skip_spaces();
    for (const auto& [sign, how] : operators) {
        if (rest().substr(0, sign.size()) == sign) {
            at_ += sign.size();
            return how;
        }
    }
    return take_word("contains") ? std::optional(Compare::contains) : std::nullopt;
}

std::optional<Index> ExpressionParser::condition() {
    std::vector<Comparison> found;
    do {
        Comparison made;
        const auto left = operand();
        if (!left) {
            return std::nullopt;
        }
        made.left = *left;
        if (const auto how = compare()) {
            made.how = *how;
            const auto right = operand();
            if (!right) {
                return std::nullopt;
            }
            made.right = *right;
        }
        if (take_word("and")) {
            made.link = Link::both;
        } else if (take_word("or")) {
            made.link = Link::either;
        } else if (!at_end()) {
            const bool single = next() == '=';
            single ? refuse("= compares nothing", "write ==") : refuse_next();
            return std::nullopt;
        }
        found.push_back(made);
    } while (found.back().link != Link::end);
    const auto first = static_cast<Index>(program_.comparisons.size());
    program_.comparisons.insert(program_.comparisons.end(), found.begin(), found.end());
    return first;
}

} // namespace nurture::inline v0::liquid
