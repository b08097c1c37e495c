// SPDX-License-Identifier: BSL-1.0
#include "condition/parser.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "condition/operators.hpp"

namespace nurture::inline v0::cel {

namespace {

// Chains of operators and selections are deep trees without brackets; the limit bounds every later recursion.
constexpr std::uint16_t max_depth = 250;

class Parser {
public:
    Parser(std::string_view text, std::vector<Lexeme> words, Problems& problems)
        : words_(std::move(words)), problems_(problems) {
        tree_.text = text;
        tree_.nodes.reserve(words_.size());
    }

    Tree run() {
        if (peek().token == Token::end) {
            problem(peek(), "the condition is empty", "true");
        }
        refuse_yaml();
        tree_.root = expression();
        if (gave_up_) {
            tree_.root = bad(); // half an expression would only give rise to more problems
        } else if (peek().token != Token::end) {
            trailing();
        }
        return std::move(tree_);
    }

private:
    std::vector<Lexeme> words_;
    Problems& problems_;
    Tree tree_{};
    std::size_t at_ = 0;
    int nesting_ = 0;
    bool gave_up_ = false; ///< Too deep: what follows would only be noise.

    [[nodiscard]] const Lexeme& peek(std::size_t ahead = 0) const {
        return words_[std::min(at_ + ahead, words_.size() - 1)];
    }
    const Lexeme& take() {
        const Lexeme& word = peek();
        at_ = std::min(at_ + 1, words_.size() - 1);
        return word;
    }
    bool accept(Token token) {
        if (peek().token != token) return false;
        take();
        return true;
    }
    [[nodiscard]] std::uint32_t previous_end() const { return at_ == 0 ? 0 : words_[at_ - 1].end; }

    void problem(const Lexeme& word, std::string message, std::string hint = {}) {
        if (!gave_up_) problems_.add(word.begin, std::move(message), std::move(hint));
    }

    NodeId add(NodeKind kind, std::uint32_t begin, std::vector<NodeId> children = {}) {
        Node node;
        node.kind = kind;
        node.begin = begin;
        node.at = begin;
        node.end = previous_end();
        for (const NodeId child : children) {
            node.depth = std::max(node.depth, static_cast<std::uint16_t>(tree_[child].depth + 1));
        }
        node.children = std::move(children);
        if (node.depth > max_depth) {
            problem(peek(), "this is more than " + std::to_string(max_depth) + " operations in a row");
            give_up();
            node = Node{};
        }
        tree_.nodes.push_back(std::move(node));
        return static_cast<NodeId>(tree_.nodes.size() - 1);
    }

    NodeId bad() { return add(NodeKind::bad, peek().begin); }

    void give_up() {
        gave_up_ = true;
        at_ = words_.size() - 1;
    }

    /// A key with its colon, or a list item with one: the rest would only be read wrong.
    void refuse_yaml() {
        const std::size_t key = peek().token == Token::minus ? 1 : 0;
        if (peek(key).token != Token::identifier || peek(key + 1).token != Token::colon) return;
        problem(peek(), "`" + std::string(peek(key).text) +
                            ":` is YAML; a condition is one expression such as "
                            "`lead.score >= 50`");
        give_up();
    }

    NodeId expression() {
        if (nesting_ > max_nesting) {
            problem(peek(), "this is nested deeper than " + std::to_string(max_nesting) + " levels");
            give_up();
            return bad();
        }
        ++nesting_;
        NodeId made = binary(or_level);
        if (peek().token == Token::question) {
            const Lexeme& mark = take();
            const NodeId yes = expression();
            if (accept(Token::colon)) {
                const NodeId no = expression();
                made = add(NodeKind::choice, tree_[made].begin, {made, yes, no});
            } else if (!gave_up_) {
                problem(mark, "this `?` has no `:` with the other value");
                made = bad();
            }
        }
        --nesting_;
        return made;
    }

    /// The operator at hand; words of other languages are reported and taken for what they mean.
    Operator operator_here() {
        const Lexeme& word = peek();
        if (word.token == Token::assign) {
            problem(word, "`=` does not compare", "==");
            return operator_of(words_[at_].token = Token::equal);
        }
        if (word.token != Token::identifier) return operator_of(word.token);
        if (const OtherWord other = other_word(word.text); !other.word.empty()) {
            problem(word, "`" + std::string(word.text) + "` is not an operator of conditions", std::string(other.sign));
            return operator_of(words_[at_].token = other.token);
        }
        return {};
    }

    NodeId binary(int lowest_precedence) {
        NodeId left = unary();
        NodeKind chain = NodeKind::bad; // of `left`, if this loop made it
        for (Operator op = operator_here(); op.precedence >= lowest_precedence && op.precedence > 0;
             op = operator_here()) {
            const std::uint32_t at = take().begin;
            const NodeId right = binary(op.precedence + 1);
            if (op.kind != NodeKind::binary && chain == op.kind) {
                extend(left, right);
                continue;
            }
            left = add(op.kind, tree_[left].begin, {left, right});
            tree_[left].at = at;
            tree_[left].op = op.op;
            chain = tree_[left].kind;
        }
        return left;
    }

    void extend(NodeId chain, NodeId child) {
        Node& node = tree_[chain];
        node.children.push_back(child);
        node.depth = std::max(node.depth, static_cast<std::uint16_t>(tree_[child].depth + 1));
        node.end = previous_end();
    }

    NodeId unary() {
        struct Sign {
            NodeKind kind;
            std::uint32_t at;
        };
        std::vector<Sign> signs;
        for (;; take()) {
            const Lexeme& word = peek();
            if (word.token == Token::not_ || is_not(word)) {
                signs.push_back({NodeKind::not_, word.begin});
            } else if (word.token == Token::minus) {
                signs.push_back({NodeKind::negate, word.begin});
            } else {
                break;
            }
        }
        // A minus before a number belongs to the number: the smallest int has no positive counterpart.
        const bool negative = !signs.empty() && signs.back().kind == NodeKind::negate &&
                              peek().token == Token::literal && peek().value.is_number() &&
                              peek().value.kind != Kind::unsigned_integer;
        NodeId made = negative ? suffixes(negative_literal(signs.back().at)) : suffixes(primary());
        if (negative) signs.pop_back();
        for (; !signs.empty(); signs.pop_back()) {
            made = add(signs.back().kind, signs.back().at, {made});
        }
        return made;
    }

    bool is_not(const Lexeme& word) {
        if (word.token != Token::identifier || (word.text != "not" && word.text != "NOT")) return false;
        const Token next = peek(1).token;
        if (next != Token::identifier && next != Token::literal && next != Token::open_paren) return false;
        problem(word, "`" + std::string(word.text) + "` is not an operator of conditions", "!");
        return true;
    }

    NodeId negative_literal(std::uint32_t begin) {
        const Lexeme& word = take();
        const NodeId made = add(NodeKind::literal, begin);
        Datum& value = tree_[made].value;
        value = word.value;
        if (value.kind == Kind::real) {
            value.number = -value.number;
        } else if (!word.one_too_many) { // which is its own negative already
            value.whole = -value.whole;
        }
        return made;
    }

    NodeId suffixes(NodeId operand) {
        for (;;) {
            if (peek().token == Token::dot) {
                operand = selection(operand);
            } else if (peek().token == Token::open_bracket) {
                const Lexeme open = take();
                if (peek().token == Token::question) return no_optionals(peek());
                const NodeId index = expression();
                close(Token::close_bracket, open, "]");
                operand = add(NodeKind::index, tree_[operand].begin, {operand, index});
                tree_[operand].at = open.begin;
            } else if (misplaced_value()) {
                operand = bad();
            } else {
                return operand;
            }
        }
    }

    NodeId no_optionals(const Lexeme& word) {
        problems_.add(word.begin, "optional values (`.?`, `[?`) are not supported", "has(…)").unsupported = true;
        give_up();
        return bad();
    }

    NodeId selection(NodeId operand) {
        take();
        const Lexeme& word = peek();
        if (word.token == Token::question) return no_optionals(word);
        if (word.token != Token::identifier && word.token != Token::quoted_identifier) {
            problem(word, word.token == Token::end ? "the expression ends where the name of a field was expected"
                                                   : "the name of a field was expected after the dot");
            if (word.token == Token::literal || word.token == Token::in) take();
            return bad();
        }
        const Lexeme name = take();
        if (name.token == Token::identifier && peek().token == Token::open_paren) return call(name, operand, true);
        const NodeId made = add(NodeKind::select, tree_[operand].begin, {operand});
        tree_[made].name = name.text;
        tree_[made].at = name.begin;
        return made;
    }

    NodeId call(const Lexeme& name, NodeId receiver, bool has_receiver) {
        const Lexeme open = take();
        std::vector<NodeId> children;
        if (has_receiver) children.push_back(receiver);
        items(Token::close_paren, [this, &children] { children.push_back(expression()); });
        close(Token::close_paren, open, ")");
        const NodeId made = add(NodeKind::call, has_receiver ? tree_[receiver].begin : name.begin, std::move(children));
        tree_[made].has_receiver = has_receiver && tree_[made].kind == NodeKind::call;
        tree_[made].name = name.text;
        tree_[made].at = name.begin;
        return made;
    }

    /// Reads things between commas up to the closing token, which stays. A comma at the end is allowed.
    template <class Item>
    void items(Token closing, Item item) {
        while (peek().token != closing && peek().token != Token::end) {
            const std::size_t before = at_;
            item();
            if (accept(Token::comma)) continue;
            if (peek().token == closing || peek().token == Token::end) return;
            if (is_closing(peek().token)) return;
            if (at_ == before || peek().token != Token::end) {
                problem(peek(), "a comma or a closing bracket was expected here");
                skip();
                if (!accept(Token::comma) && is_closing(peek().token)) return;
            }
        }
    }

    static bool is_closing(Token token) {
        return token == Token::close_paren || token == Token::close_bracket || token == Token::close_brace;
    }

    /// To the next comma or closing bracket that belongs to what is being read.
    void skip() {
        int open = 0;
        for (; peek().token != Token::end; take()) {
            const Token token = peek().token;
            if (open == 0 && (token == Token::comma || is_closing(token))) break;
            if (token == Token::open_paren || token == Token::open_bracket || token == Token::open_brace) ++open;
            if (is_closing(token)) --open;
        }
    }

    void close(Token closing, const Lexeme& open, std::string_view sign) {
        if (accept(closing) || gave_up_) return;
        if (peek().token == Token::end) {
            problem(open, "`" + std::string(open.text) + "` is never closed", std::string(sign));
            return;
        }
        problem(peek(), "`" + std::string(sign) + "` was expected here");
        skip();
        accept(closing);
    }

    /// A value where an operator is needed: reported, skipped, as if it were not there.
    bool misplaced_value() {
        const Lexeme& word = peek();
        const bool value = word.token == Token::literal || word.token == Token::identifier;
        if (!value || gave_up_) return false;
        if (word.token == Token::identifier && !other_word(word.text).word.empty()) return false;
        const std::string written(word.text);
        if (word.token == Token::identifier && is_infix_function(word.text)) {
            problem(word, "`" + written + "` is written with a dot and brackets", "." + written + "(…)");
        } else {
            problem(word, "an operator is missing before `" + written + "`");
        }
        take();
        if (peek().token != Token::end && operator_of(peek().token).precedence == 0) skip();
        return true;
    }

    NodeId primary() {
        const Lexeme& word = peek();
        switch (word.token) {
        case Token::literal: return literal();
        case Token::bad: take(); return bad();
        case Token::dot:
            if (peek(1).token == Token::identifier) take();
            break;
        case Token::identifier: return identifier();
        case Token::open_paren: return parenthesized();
        case Token::open_bracket: return list();
        case Token::open_brace: return map();
        default: break;
        }
        if (peek().token == Token::identifier) return identifier();
        value_expected();
        return bad();
    }

    void value_expected() {
        const Lexeme& word = peek();
        if (word.token == Token::end) {
            if (at_ > 0) problem(word, "the expression ends where a value was expected");
            return;
        }
        problem(word, "a value was expected here, not `" + std::string(word.text) + "`");
        const Token token = word.token;
        const bool ends_something = is_closing(token) || token == Token::comma || token == Token::colon;
        if (!ends_something) {
            take();
            if (operator_of(peek().token).precedence == 0) skip();
        }
    }

    NodeId literal() {
        const Lexeme& word = take();
        if (word.one_too_many) {
            problem(word, "`" + std::string(word.text) + "` is too large a number");
            return bad();
        }
        const NodeId made = add(NodeKind::literal, word.begin);
        tree_[made].value = word.value;
        return made;
    }

    NodeId identifier() {
        const Lexeme name = take();
        if (is_reserved(name.text)) {
            problem(name, "`" + std::string(name.text) + "` is a reserved word and cannot name a value");
            skip();
            return bad();
        }
        if (peek().token == Token::open_paren) return call(name, 0, false);
        const NodeId made = add(NodeKind::name, name.begin);
        tree_[made].name = name.text;
        return made;
    }

    NodeId parenthesized() {
        const Lexeme open = take();
        const NodeId inside = expression();
        close(Token::close_paren, open, ")");
        if (!gave_up_) {
            // The brackets belong to the text of what they enclose, so that hints can quote it whole.
            tree_[inside].begin = open.begin;
            tree_[inside].end = previous_end();
        }
        return inside;
    }

    NodeId list() {
        const Lexeme open = take();
        std::vector<NodeId> children;
        items(Token::close_bracket, [this, &children] {
            if (peek().token == Token::question) {
                children.push_back(no_optionals(peek()));
            } else {
                children.push_back(expression());
            }
        });
        close(Token::close_bracket, open, "]");
        return add(NodeKind::list, open.begin, std::move(children));
    }

    NodeId map() {
        const Lexeme open = take();
        if (peek().token == Token::open_brace && peek().begin == open.end) {
            problem(open, "`{{ }}` belongs into templates; a condition names a field without it");
            give_up();
            return bad();
        }
        std::vector<NodeId> children;
        items(Token::close_brace, [this, &children] {
            if (peek().token == Token::question) {
                no_optionals(peek());
                return;
            }
            const NodeId key = expression();
            if (!accept(Token::colon)) {
                if (!gave_up_) problem(peek(), "`:` and a value were expected here");
                return;
            }
            children.push_back(key);
            children.push_back(expression());
        });
        close(Token::close_brace, open, "}");
        return add(NodeKind::map, open.begin, std::move(children));
    }

    void trailing() {
        const Lexeme& word = peek();
        const std::string written(word.text);
        if (word.token == Token::colon) {
            problem(word, "`:` has no place here; a condition is one expression such as `lead.score >= 50`");
        } else if (is_closing(word.token)) {
            problem(word, "`" + written + "` closes nothing");
        } else if (word.token == Token::comma) {
            problem(word, "`,` has no place here; conditions are joined by `&&` or `||`");
        } else {
            problem(word, "the expression should have ended before `" + written + "`");
        }
    }
};

} // namespace

Tree parse(std::string_view text, Arena& arena, Problems& problems) {
    return Parser(text, cut(text, arena, problems), problems).run();
}

} // namespace nurture::inline v0::cel
