// SPDX-License-Identifier: BSL-1.0

#include "plan/rules/constraints.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "condition/token.hpp"

namespace nurture::inline v0 {

namespace {

using cel::Lexeme;
using cel::Token;

/// A run of words.
struct Words {
    const Lexeme* begin = nullptr;
    const Lexeme* end = nullptr;
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
};

bool opens(Token token) {
    return token == Token::open_paren || token == Token::open_bracket || token == Token::open_brace;
}

bool closes(Token token) {
    return token == Token::close_paren || token == Token::close_bracket || token == Token::close_brace;
}

/// The words between the `&&` outside of all brackets. Empty if there is an `||` or `?:` beside them.
std::vector<Words> terms_of(Words words) {
    std::vector<Words> terms;
    int depth = 0;
    const Lexeme* begin = words.begin;
    for (const Lexeme* word = words.begin; word != words.end; ++word) {
        depth += opens(word->token) ? 1 : closes(word->token) ? -1 : 0;
        if (depth != 0) {
            continue;
        }
        if (word->token == Token::or_ || word->token == Token::question) {
            return {};
        }
        if (word->token == Token::and_) {
            terms.push_back({begin, word});
            begin = word + 1;
        }
    }
    terms.push_back({begin, words.end});
    return terms;
}

/// Whether the first word is a parenthesis that the last one closes.
bool is_enclosed(Words words) {
    if (words.size() < 2 || words.begin->token != Token::open_paren) {
        return false;
    }
    int depth = 0;
    for (const Lexeme* word = words.begin; word != words.end; ++word) {
        depth += opens(word->token) ? 1 : closes(word->token) ? -1 : 0;
        if (depth == 0) {
            return word + 1 == words.end;
        }
    }
    return false;
}

/// `lead.score` and the like, at the beginning of the words; empty if it stands not there.
std::string take_field(Words& words) {
    if (words.size() < 3 || words.begin->token != Token::identifier) {
        return {};
    }
    std::string name(words.begin->text);
    if (name != "lead" && name != "account" && name != "event" && name != "trigger" && name != "score") {
        return {};
    }
    ++words.begin;
    while (words.size() >= 2 && words.begin[0].token == Token::dot && words.begin[1].token == Token::identifier) {
        name += '.';
        name += words.begin[1].text;
        words.begin += 2;
    }
    return name.find('.') == std::string::npos || words.size() == 0 || words.begin->token == Token::open_paren
               ? std::string()
               : name;
}

std::optional<double> number_of(Words words) {
    const bool negative = words.size() == 2 && words.begin->token == Token::minus;
    const Lexeme* const word = words.begin + (negative ? 1 : 0);
    if (words.size() != (negative ? 2U : 1U) || word->token != Token::literal || word->one_too_many) {
        return std::nullopt;
    }
    constexpr double exactly_counted = 9007199254740992.0; // 2^53: beyond, neighbors become equal as doubles.
    double number = 0;
    switch (word->value.kind) {
    case cel::Kind::integer: number = static_cast<double>(word->value.whole); break;
    case cel::Kind::unsigned_integer: number = static_cast<double>(word->value.natural); break;
    case cel::Kind::real: number = word->value.number; break;
    default: return std::nullopt;
    }
    if (!(std::abs(number) < exactly_counted)) {
        return std::nullopt;
    }
    return negative ? -number : number;
}

std::optional<std::string> text_of(Words words) {
    if (words.size() != 1 || words.begin->token != Token::literal || words.begin->value.kind != cel::Kind::text) {
        return std::nullopt;
    }
    return std::string(words.begin->value.view());
}

/// The texts of a list of literals.
std::optional<std::set<std::string>> texts_of(Words words) {
    if (words.size() < 2 || words.begin->token != Token::open_bracket) {
        return std::nullopt;
    }
    std::set<std::string> texts;
    for (const Lexeme* word = words.begin + 1; word != words.end - 1; ++word) {
        if (const auto text = text_of({word, word + 1})) {
            texts.insert(*text);
        } else if (word->token != Token::comma) {
            return std::nullopt;
        }
    }
    return texts;
}

void raise(AllowedValues& values, double low, bool included) {
    if (low > values.low || (low == values.low && !included)) {
        values.low = low;
        values.low_included = included;
    }
}

void lower(AllowedValues& values, double high, bool included) {
    if (high < values.high || (high == values.high && !included)) {
        values.high = high;
        values.high_included = included;
    }
}

void keep(AllowedValues& values, const std::set<std::string>& texts) {
    if (!values.texts) {
        values.texts = texts;
        return;
    }
    std::set<std::string> both;
    std::set_intersection(values.texts->begin(), values.texts->end(), texts.begin(), texts.end(),
                          std::inserter(both, both.end()));
    values.texts = std::move(both);
}

bool limit(AllowedValues& values, Token comparison, double number) {
    switch (comparison) {
    case Token::less: lower(values, number, false); return true;
    case Token::less_equal: lower(values, number, true); return true;
    case Token::greater: raise(values, number, false); return true;
    case Token::greater_equal: raise(values, number, true); return true;
    case Token::equal:
        lower(values, number, true);
        raise(values, number, true);
        return true;
    default: return false;
    }
}

bool limit(AllowedValues& values, Token comparison, const std::string& text) {
    if (comparison == Token::equal) {
        keep(values, {text});
        return true;
    }
    if (comparison == Token::not_equal) {
        values.excluded.insert(text);
        return true;
    }
    return false;
}

/// Reads one expression into constraints.
class Reader {
public:
    void read(Words words) {
        const std::vector<Words> terms = terms_of(words);
        if (terms.empty()) {
            constraints_.exact = false;
        }
        for (const Words& term : terms) {
            if (is_enclosed(term)) {
                read({term.begin + 1, term.end - 1});
            } else if (!read_comparison(term)) {
                constraints_.exact = false;
            }
        }
    }

    FieldConstraints result() {
        for (const std::string& field : mixed_) {
            constraints_.fields.erase(field);
            constraints_.exact = false;
        }
        return std::move(constraints_);
    }

private:
    bool read_comparison(Words words) {
        const std::string field = take_field(words);
        if (field.empty()) {
            return false;
        }
        const Token comparison = words.begin->token;
        const Words value{words.begin + 1, words.end};
        const bool known = constraints_.fields.count(field) != 0;
        AllowedValues& values = constraints_.fields[field];
        const bool had_numbers = values.numbers;
        bool understood = false;
        if (const auto number = number_of(value)) {
            understood = limit(values, comparison, *number);
            values.numbers = true;
        } else if (const auto text = text_of(value)) {
            understood = limit(values, comparison, *text);
            values.numbers = false;
        } else if (const auto texts = texts_of(value); texts && comparison == Token::in) {
            keep(values, *texts);
            values.numbers = false;
            understood = true;
        }
        if (!understood) {
            if (!known) {
                constraints_.fields.erase(field);
            } else {
                values.numbers = had_numbers;
            }
            return false;
        }
        if (known && had_numbers != values.numbers) {
            mixed_.insert(field);
        }
        return true;
    }

    FieldConstraints constraints_{{}, true};
    std::set<std::string> mixed_; ///< Compared with numbers and with texts.
};

} // namespace

bool AllowedValues::empty() const {
    if (numbers) {
        return low > high || (low == high && !(low_included && high_included));
    }
    return texts && std::all_of(texts->begin(), texts->end(),
                                [&](const std::string& text) { return excluded.count(text) != 0; });
}

bool AllowedValues::within(const AllowedValues& other) const {
    if (numbers != other.numbers) {
        return false;
    }
    if (numbers) {
        return (low > other.low || (low == other.low && (other.low_included || !low_included))) &&
               (high < other.high || (high == other.high && (other.high_included || !high_included)));
    }
    const auto allowed_there = [&](const std::string& text) {
        return (!other.texts || other.texts->count(text) != 0) && other.excluded.count(text) == 0;
    };
    if (texts) {
        return std::all_of(texts->begin(), texts->end(),
                           [&](const std::string& text) { return excluded.count(text) != 0 || allowed_there(text); });
    }
    return !other.texts &&
           std::includes(excluded.begin(), excluded.end(), other.excluded.begin(), other.excluded.end());
}

FieldConstraints constraints_of(std::string_view condition) {
    cel::Arena arena;
    std::vector<ConditionProblem> problems;
    cel::Problems collected(condition, problems);
    const std::vector<Lexeme> words = cel::cut(condition, arena, collected);
    if (!problems.empty() || words.size() < 2) {
        return {};
    }
    Reader reader;
    reader.read({words.data(), words.data() + words.size() - 1});
    return reader.result();
}

bool implies(const FieldConstraints& later, const FieldConstraints& earlier) {
    if (!earlier.exact || earlier.fields.size() != 1) {
        return false;
    }
    const auto& [field, values] = *earlier.fields.begin();
    const auto same = later.fields.find(field);
    return same != later.fields.end() && same->second.within(values);
}

} // namespace nurture::inline v0
