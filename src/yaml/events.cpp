// SPDX-License-Identifier: BSL-1.0
/// \file
/// YAML text to documents, by the events of yaml-cpp.
///
/// Its nodes are never built: they lose anchors and tags, make cycles of aliases and keep the first of two equal keys.

#include <algorithm>
#include <istream>
#include <optional>
#include <streambuf>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <nurture/yaml/load.hpp>

#include "definition/utf8.hpp"
#include "yaml/guards.hpp"

namespace nurture::inline v0::yaml {
namespace {

/// Thrown through yaml-cpp to stop it at the first mistake; never leaves this file.
struct Refused {
    Diagnostic remark{};
};

/// A text as a stream, without a copy.
class TextBuffer : public std::streambuf {
public:
    explicit TextBuffer(std::string_view text) {
        // A streambuf's get area is never written to.
        char* begin = const_cast<char*>(text.data()); // NOLINT(cppcoreguidelines-pro-type-const-cast)
        setg(begin, begin, begin + text.size());
    }
};

/// Turns the marks of yaml-cpp, which count bytes from behind the byte-order mark, into offsets and places.
class Marks {
public:
    explicit Marks(std::shared_ptr<const SourceText> source)
        : source_(std::move(source)), text_(source_->text), counter_(source_) {
        lines_.push_back(utf8::has_byte_order_mark(text_) ? 3 : 0);
        for (std::size_t at = lines_[0]; at < text_.size(); ++at) {
            if (text_[at] == '\n') {
                lines_.push_back(at + 1);
            }
        }
    }

    [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const {
        if (mark.line < 0 || mark.column < 0) {
            return lines_[0];
        }
        const auto line = std::min(static_cast<std::size_t>(mark.line), lines_.size() - 1);
        return std::min(lines_[line] + static_cast<std::size_t>(mark.column), text_.size());
    }

    [[nodiscard]] Place place(std::size_t offset) { return counter_.at(offset); }

    /// Where the text of a block scalar begins, whose "|" or ">" stands at an offset.
    [[nodiscard]] std::size_t block_text(std::size_t header) const {
        std::size_t line = text_.find('\n', header);
        while (line != std::string_view::npos) {
            const std::size_t first = text_.find_first_not_of(" \r", line + 1);
            if (first == std::string_view::npos || text_[first] != '\n') {
                return first == std::string_view::npos ? header : first;
            }
            line = first;
        }
        return header;
    }

    [[nodiscard]] std::string_view text() const noexcept { return text_; }

private:
    std::shared_ptr<const SourceText> source_;
    std::string_view text_;
    PlaceCounter counter_;
    std::vector<std::size_t> lines_{}; ///< Where each begins.
};

/// Builds documents of events.
class Builder final : public YAML::EventHandler {
public:
    Builder(Marks& marks, const ReadLimits& limits) : marks_(marks), limits_(limits) {}

    [[nodiscard]] std::vector<Document> take() { return std::move(documents_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        const std::size_t at = marks_.offset(mark);
        // Whatever yaml-cpp cannot fit in, it takes for another document.
        if (!documents_.empty() && marks_.text().substr(at, 3) != "---") {
            refuse(at, "a further document begins with \"---\" on a line of its own");
        }
        documents_.emplace_back();
        documents_.back().place = marks_.place(at);
        open_.clear();
    }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const std::size_t at = marks_.offset(mark);
        check(at, "?", anchor);
        Document document;
        document.place = marks_.place(at);
        for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
            if (marks_.text().substr(at, word.size()) == word) {
                document.text = word;
            }
        }
        if (document.text.empty() && !open_.empty() && open_.back().key) {
            document.place = open_.back().key->place; // Nothing is there: the mark is that of what follows.
        }
        put(std::move(document));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(marks_.offset(mark), "\"*\" begins an alias, which this format does not have; put the text in quotes");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const std::size_t at = marks_.offset(mark);
        check(at, tag, anchor);
        Document document;
        document.kind = Document::Kind::scalar;
        document.quoted = tag == "!";
        document.text = value;
        const char first = at < marks_.text().size() ? marks_.text()[at] : '\0';
        if (document.quoted && (first == '"' || first == '\'')) {
            if (!end_of_quoted(marks_.text(), at)) {
                refuse(at, "this quote is not closed");
            }
            document.place = marks_.place(at + 1);
        } else {
            document.place = marks_.place(document.quoted && !value.empty() ? marks_.block_text(at) : at);
        }
        put(std::move(document));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Document::Kind::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Document::Kind::map);
    }
    void OnMapEnd() override { open_.pop_back(); }

private:
    /// A list or map that is not closed, with the key whose value comes next.
    struct Open {
        Document* document;
        std::optional<DocumentMember> key;
    };

    [[noreturn]] void refuse(std::size_t at, std::string message) {
        throw Refused{syntax_error(std::move(message), marks_.place(at))};
    }

    /// Every node passes here.
    void check(std::size_t at, const std::string& tag, YAML::anchor_t anchor) {
        if (++nodes_ > limits_.nodes) {
            refuse(at, fmt::format("the text has more than {} values", limits_.nodes));
        }
        const char first = at < marks_.text().size() ? marks_.text()[at] : '\0';
        if (first == '!' || (tag != "?" && tag != "!" && !tag.empty())) {
            refuse(at, "a value that begins with \"!\" must be put in quotes: YAML takes it for a tag");
        }
        if (anchor != 0) {
            refuse(at, "\"&\" begins an anchor, which this format does not have; put the text in quotes");
        }
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Document::Kind kind) {
        const std::size_t at = marks_.offset(mark);
        check(at, tag, anchor);
        if (open_.size() >= static_cast<std::size_t>(limits_.nesting)) {
            refuse(at, fmt::format("lists and maps are nested more than {} deep", limits_.nesting));
        }
        Document document;
        document.kind = kind;
        document.place = marks_.place(at);
        if (Document* placed = put(std::move(document))) {
            open_.push_back({placed, std::nullopt});
        }
    }

    /// Puts a value where it belongs. Pointers into open lists stay valid: only the innermost grows.
    Document* put(Document document) {
        if (open_.empty()) {
            documents_.back() = std::move(document);
            return &documents_.back();
        }
        Open& parent = open_.back();
        if (parent.document->kind == Document::Kind::list) {
            parent.document->items.push_back(std::move(document));
            return &parent.document->items.back();
        }
        if (!parent.key) {
            take_key(parent, document);
            return nullptr;
        }
        DocumentMember member = *std::move(parent.key);
        parent.key.reset();
        member.value = std::move(document);
        parent.document->members.push_back(std::move(member));
        return &parent.document->members.back().value;
    }

    void take_key(Open& parent, Document& document) {
        if (document.kind == Document::Kind::map || document.kind == Document::Kind::list) {
            throw Refused{
                syntax_error("a list or map cannot be a key: a template such as {{ … }} must be put in quotes, "
                             "or on a line of its own, and every bracket closed",
                             document.place)};
        }
        parent.key = DocumentMember{std::move(document.text), std::move(document.place), {}};
    }

    Marks& marks_;
    const ReadLimits& limits_;
    std::vector<Document> documents_{};
    std::vector<Open> open_{};
    std::size_t nodes_ = 0;
};

} // namespace

Checked<std::vector<Document>> read_documents(std::shared_ptr<const SourceText> source, const ReadLimits& limits) {
    Checked<std::vector<Document>> result;
    if (auto refused = refuse_unread(source, limits)) {
        result.diagnostics.push_back(*std::move(refused));
        return result;
    }
    Marks marks(source);
    Builder builder(marks, limits);
    try {
        TextBuffer buffer(std::string_view(source->text).substr(utf8::has_byte_order_mark(source->text) ? 3 : 0));
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        result.value = builder.take();
    } catch (const Refused& refused) {
        result.diagnostics.push_back(refused.remark);
    } catch (const YAML::Exception& complaint) {
        result.diagnostics.push_back(explain(source, complaint.msg, marks.place(marks.offset(complaint.mark))));
    }
    return result;
}

} // namespace nurture::inline v0::yaml
