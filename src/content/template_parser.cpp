// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <tuple>
#include <utility>

#include "content/liquid_words.hpp"
#include "content/parsed_template.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

constexpr std::size_t most_problems = 100; // After so many an author has enough to do.

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool begins_a_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool goes_on_in_a_word(char c) {
    return begins_a_word(c) || is_digit(c) || c == '-';
}

/// Parses what stands between `{{` and `}}`.
class OutputParser {
public:
    OutputParser(std::string_view body, std::size_t offset, ParsedTemplate& parsed,
                 std::vector<TemplateProblem>& problems)
        : rest_(body), end_(offset + body.size()), parsed_(parsed), problems_(problems) {}

    /// False if there was a problem, which is noted.
    bool parse() {
        skip_spaces();
        if (rest_.empty()) {
            return refuse("the tag {{ }} is empty",
                          "write a name between the braces, for example {{ lead.first_name }}");
        }
        Output output;
        if (!parse_operand(output)) {
            return false;
        }
        for (skip_spaces(); !rest_.empty(); skip_spaces()) {
            if (!take('|')) {
                return refuse_next();
            }
            if (!parse_filter(output)) {
                return false;
            }
        }
        parsed_.pieces.emplace_back(std::move(output));
        return true;
    }

private:
    [[nodiscard]] std::size_t offset() const { return end_ - rest_.size(); }
    [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }

    bool refuse_at(std::size_t offset, std::string message, std::string hint = {}, bool unsupported = false) {
        problems_.push_back({offset, std::move(message), std::move(hint), unsupported});
        return false;
    }

    bool refuse(std::string message, std::string hint = {}) {
        return refuse_at(offset(), std::move(message), std::move(hint));
    }

    bool not_yet(std::string what) { return refuse_at(offset(), std::move(what) + " is not supported yet", {}, true); }

    /// The problem with whatever comes next, where it cannot stand.
    bool refuse_next() {
        // Word processors turn straight quotes into these.
        for (const std::string_view quote : {"“", "”", "„", "‘", "’", "«", "»"}) {
            if (rest_.substr(0, quote.size()) == quote) {
                return refuse(std::string(quote) + " is not a quotation mark of Liquid", "write \" instead");
            }
        }
        if (next() == '[') {
            return not_yet("indexing with [ ]");
        }
        if (next() == '(') {
            return not_yet("a range in ( )");
        }
        if (rest_.empty()) {
            return refuse("a value is missing before }}");
        }
        const bool forgotten_bar = begins_a_word(next());
        return refuse(quoted(rest_) + " is not expected here", forgotten_bar ? "write | before a filter" : "");
    }

    void skip_spaces() {
        while (!rest_.empty() && is_space(rest_.front())) {
            rest_.remove_prefix(1);
        }
    }

    bool take(char wanted) {
        const bool there = next() == wanted && !rest_.empty();
        if (there) {
            rest_.remove_prefix(1);
        }
        return there;
    }

    std::string_view take_word() {
        const auto behind =
            begins_a_word(next()) ? std::find_if_not(rest_.begin(), rest_.end(), goes_on_in_a_word) : rest_.begin();
        const std::string_view word = rest_.substr(0, static_cast<std::size_t>(behind - rest_.begin()));
        rest_.remove_prefix(word.size());
        return word;
    }

    bool parse_operand(Output& output) {
        skip_spaces();
        const char first = next();
        if (first == '"' || first == '\'') {
            return parse_text(output);
        }
        if (is_digit(first) || (first == '-' && rest_.size() > 1 && is_digit(rest_[1]))) {
            return parse_number(output);
        }
        return begins_a_word(first) ? parse_name(output) : refuse_next();
    }

    /// Liquid has no escapes: a text ends at the next quotation mark of its kind.
    bool parse_text(Output& output) {
        const char quote = next();
        const std::size_t end = rest_.find(quote, 1);
        if (end == std::string_view::npos) {
            return refuse(std::string("the quotation mark ") + quote + " is not closed before }}",
                          std::string("add a ") + quote);
        }
        output.operands.emplace_back(Value(rest_.substr(1, end - 1)));
        rest_.remove_prefix(end + 1);
        return true;
    }

    bool parse_number(Output& output) {
        const auto* begin = rest_.data();
        const auto* end = begin + rest_.size();
        std::int64_t whole = 0;
        double real = 0;
        auto [behind, failure] = std::from_chars(begin, end, whole);
        const bool has_decimals = behind != end && *behind == '.' && behind + 1 != end && is_digit(behind[1]);
        if (has_decimals) {
            std::tie(behind, failure) = read_real(begin, end, real);
        }
        if (failure != std::errc()) {
            return refuse("the number is too large");
        }
        output.operands.emplace_back(has_decimals ? Value(real) : Value(whole));
        rest_.remove_prefix(static_cast<std::size_t>(behind - begin));
        return true;
    }

    static std::pair<const char*, std::errc> read_real(const char* begin, const char* end, double& number) {
        const auto [behind, failure] = std::from_chars(begin, end, number, std::chars_format::fixed);
        return {behind, failure};
    }

    bool parse_name(Output& output) {
        const std::size_t begin = offset();
        Template::Name name{{std::string(take_word())}, begin};
        for (skip_spaces(); take('.'); skip_spaces()) {
            skip_spaces();
            const std::string_view part = take_word();
            if (part.empty()) {
                return rest_.empty() ? refuse("a name is missing behind the dot") : refuse_next();
            }
            name.path.emplace_back(part);
        }
        if (next() == '[') {
            return refuse_next();
        }
        output.operands.push_back(operand_of(std::move(name)));
        return true;
    }

    /// A name, or one of the words that are values.
    Operand operand_of(Template::Name name) {
        if (name.path.size() == 1) {
            const std::string& word = name.path.front();
            if (word == "true" || word == "false") {
                return Value(word == "true");
            }
            if (word == "nil" || word == "null") {
                return Value();
            }
            if (word == "empty" || word == "blank") {
                return Value("");
            }
        }
        parsed_.names.push_back(std::move(name));
        return NameIndex{parsed_.names.size() - 1};
    }

    bool parse_filter(Output& output) {
        skip_spaces();
        const std::size_t begin = offset();
        const std::string_view filter = take_word();
        if (filter.empty()) {
            return rest_.empty() ? refuse("a filter is missing behind |") : refuse_next();
        }
        if (filter != "default") {
            return refuse_filter(begin, filter);
        }
        skip_spaces();
        if (!take(':')) {
            return refuse("the filter default needs a value", "write for example default: \"there\"");
        }
        return parse_operand(output) && end_of_default();
    }

    bool refuse_filter(std::size_t begin, std::string_view filter) {
        if (is_liquid_filter(filter)) {
            return refuse_at(begin, "the filter " + std::string(filter) + " is not supported yet", {}, true);
        }
        const std::string_view meant = nearest_liquid_filter(filter);
        return refuse_at(begin, "the filter " + quoted(filter) + " does not exist",
                         meant.empty() ? "" : "did you mean " + std::string(meant) + "?");
    }

    bool end_of_default() {
        skip_spaces();
        if (next() != ',') {
            return true;
        }
        take(',');
        skip_spaces();
        const std::size_t begin = offset();
        if (take_word() == "allow_false") {
            return refuse_at(begin, "the option allow_false of the filter default is not supported yet", {}, true);
        }
        return refuse_at(begin, "the filter default takes one value");
    }

    std::string_view rest_;
    std::size_t end_;
    ParsedTemplate& parsed_;
    std::vector<TemplateProblem>& problems_;
};

/// Takes a template apart: text, `{{ … }}`, `{% … %}`.
class TemplateParser {
public:
    TemplateParser(std::string_view text, std::vector<TemplateProblem>& problems)
        : text_(text), problems_(problems), problems_before_(problems.size()) {}

    std::optional<ParsedTemplate> parse() {
        parsed_.text = std::string(text_);
        while (at_ < text_.size() && problem_count() < most_problems) {
            const std::size_t begin = next_tag();
            add_text(text_.substr(at_, begin - at_), begin);
            at_ = begin;
            if (begin < text_.size()) {
                parse_tag();
            }
        }
        return problem_count() == 0 ? std::optional<ParsedTemplate>(std::move(parsed_)) : std::nullopt;
    }

private:
    [[nodiscard]] std::size_t problem_count() const { return problems_.size() - problems_before_; }

    [[nodiscard]] bool stands_at(std::size_t place, std::string_view wanted) const {
        return text_.substr(std::min(place, text_.size()), wanted.size()) == wanted;
    }

    [[nodiscard]] bool begins_tag(std::size_t place) const { return stands_at(place, "{{") || stands_at(place, "{%"); }

    [[nodiscard]] std::size_t next_tag() const {
        std::size_t place = text_.find('{', at_);
        while (place != std::string_view::npos && !begins_tag(place)) {
            place = text_.find('{', place + 1);
        }
        return std::min(place, text_.size());
    }

    /// `{{-` takes the white space before it away, `-}}` what follows.
    void add_text(std::string_view text, std::size_t end) {
        if (trim_next_) {
            while (!text.empty() && is_space(text.front())) {
                text.remove_prefix(1);
            }
        }
        if (stands_at(end + 2, "-")) {
            while (!text.empty() && is_space(text.back())) {
                text.remove_suffix(1);
            }
        }
        trim_next_ = false;
        if (!text.empty()) {
            parsed_.pieces.emplace_back(Literal{std::string(text)});
        }
    }

    /// Where the tag that begins here is closed, which Liquid does even inside a text; the size of the template if it
    /// is not, before another tag begins outside a text.
    [[nodiscard]] std::size_t end_of_tag(std::string_view closing) const {
        char quote = '\0';
        for (std::size_t place = at_ + 2; place < text_.size(); ++place) {
            const char c = text_[place];
            if (stands_at(place, closing)) {
                return place;
            }
            if (quote == '\0' && begins_tag(place)) {
                break;
            }
            if (c == quote) {
                quote = '\0';
            } else if (quote == '\0' && (c == '"' || c == '\'')) {
                quote = c;
            }
        }
        return text_.size();
    }

    void parse_tag() {
        const bool is_output = text_[at_ + 1] == '{';
        const std::string_view closing = is_output ? "}}" : "%}";
        const std::size_t end = end_of_tag(closing);
        if (end == text_.size()) {
            const std::string opening(text_.substr(at_, 2));
            problems_.push_back({at_, opening + " is not closed", "add " + std::string(closing), false});
            at_ += 2;
            at_ = next_tag();
            return;
        }
        std::size_t begin = at_ + 2;
        std::size_t end_of_body = end;
        if (begin < end && text_[begin] == '-') {
            ++begin;
        }
        if (begin < end_of_body && text_[end_of_body - 1] == '-') {
            --end_of_body;
        }
        trim_next_ = end > at_ + 2 && text_[end - 1] == '-';
        const std::string_view body = text_.substr(begin, end_of_body - begin);
        if (is_output) {
            OutputParser(body, begin, parsed_, problems_).parse();
        } else {
            refuse_tag(body);
        }
        at_ = end + 2;
        if (!is_output) {
            skip_verbatim(body);
        }
    }

    static std::string_view name_of_tag(std::string_view body) {
        const auto begin = std::find_if_not(body.begin(), body.end(), is_space);
        const auto end = std::find_if_not(begin, body.end(), goes_on_in_a_word);
        return body.substr(static_cast<std::size_t>(begin - body.begin()), static_cast<std::size_t>(end - begin));
    }

    /// What belongs to a block whose beginning was refused is not refused once more.
    void refuse_tag(std::string_view body) {
        const std::string_view name = name_of_tag(body);
        if (belongs_to_a_block(name) && in_block_) {
            return;
        }
        if (is_liquid_tag(name)) {
            in_block_ = true;
            problems_.push_back({at_, "the tag {% " + std::string(name) + " %} is not supported yet", {}, true});
            return;
        }
        const std::string_view meant = nearest_liquid_tag(name);
        problems_.push_back({at_,
                             name.empty() ? "the tag {% %} is empty" : "the tag " + quoted(name) + " does not exist",
                             meant.empty() ? "" : "did you mean " + std::string(meant) + "?", false});
    }

    /// What stands in these blocks is no Liquid.
    void skip_verbatim(std::string_view body) {
        const std::string_view name = name_of_tag(body);
        if (name != "raw" && name != "comment" && name != "doc") {
            return;
        }
        const std::string end = "end" + std::string(name);
        std::size_t place = text_.find("{%", at_);
        while (place != std::string_view::npos && !stands_at(first_letter(place + 2), end)) {
            place = text_.find("{%", place + 2);
        }
        at_ = std::min(place, text_.size());
    }

    [[nodiscard]] std::size_t first_letter(std::size_t place) const {
        while (place < text_.size() && (is_space(text_[place]) || text_[place] == '-')) {
            ++place;
        }
        return place;
    }

    std::string_view text_;
    std::vector<TemplateProblem>& problems_;
    std::size_t problems_before_;
    ParsedTemplate parsed_;
    std::size_t at_ = 0;
    bool trim_next_ = false;
    bool in_block_ = false;
};

} // namespace

std::optional<ParsedTemplate> parse_template(std::string_view text, std::vector<TemplateProblem>& problems) {
    return TemplateParser(text, problems).parse();
}

} // namespace nurture::inline v0
