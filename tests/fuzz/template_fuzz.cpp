// SPDX-License-Identifier: BSL-1.0
/// \file
/// Any bytes are a template or have problems inside them; what renders keeps to its budgets and escapes its values.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/content/template.hpp>

namespace {

using nurture::Escaping;
using nurture::Value;

/// Gives every name a value that would be markup or break a line, or a list or map of such; every third is absent.
class Hostile final : public nurture::TemplateScope {
public:
    const Value* find(const std::vector<std::string>& path) const override {
        const std::size_t size = path.size() + path.front().size();
        return size % 3 == 0 ? nullptr : &values_[size % values_.size()];
    }

private:
    std::vector<Value> values_{Value("\x01<script>&\"'\r\n"),
                               Value(nurture::Value::List{"\x01<b>", 7, -0.5, Value()}),
                               Value(nurture::Fields{{"a", "\x01<a>"}, {"b", nurture::Value::List{1, 2}}}),
                               Value(std::int64_t{9'223'372'036'854'775'807}),
                               Value(1e300),
                               Value("2026-05-20")};
};

/// Names two texts that the template may render.
class Pieces final : public nurture::TemplatePieces {
public:
    const std::string* find(std::string_view name) const override {
        return name == "a" ? &a_ : name == "b" ? &b_ : nullptr;
    }

private:
    std::string a_{"{{ a }}{% render 'b' with x %}{% for i in (1..3) %}{{ i }}{{ forloop.last }}{% endfor %}"};
    std::string b_{"{{ b | escape }}{% break %}"};
};

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void render(const nurture::Template& parsed, std::string_view text, Escaping escaping) {
    nurture::RenderContext context;
    context.escaping = escaping;
    context.bytes = 256;
    context.steps = 20'000;
    context.memory = 100'000;
    context.now = nurture::Instant{};
    const auto out = parsed.render(Hostile(), context);
    require(!out || out->size() <= context.bytes);
    if (!out) {
        return;
    }
    if (escaping == Escaping::header) {
        require(std::none_of(out->begin(), out->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U; }));
    }
    // The value's first byte marks it; behind that byte nothing of it may be markup, unless the author opted out.
    const bool is_plain = text.find('\x01') == std::string_view::npos && text.find('|') == std::string_view::npos;
    if (is_plain && escaping == Escaping::html) {
        require(out->find("\x01<") == std::string_view::npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<nurture::TemplateProblem> problems;
    const Pieces pieces;
    const auto parsed = nurture::Template::parse(text, problems, &pieces);
    require(parsed.has_value() == problems.empty());
    for (const nurture::TemplateProblem& problem : problems) {
        require(problem.offset <= size && !problem.message.empty());
    }
    if (!parsed) {
        return 0;
    }
    require(parsed->text() == text);
    for (const nurture::Template::Name& name : parsed->names()) {
        require(name.offset < size && !name.path.empty());
    }
    for (const auto escaping : {Escaping::none, Escaping::html, Escaping::header, Escaping::url}) {
        render(*parsed, text, escaping);
    }
    return 0;
}
