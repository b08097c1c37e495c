// SPDX-License-Identifier: BSL-1.0
/// \file
/// Any bytes are a template or have problems inside them; what renders keeps to its limit and escapes its values.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <nurture/content/template.hpp>

namespace {

using nurture::Value;

/// Gives every name a value that would be markup, save every third, which is absent.
class Hostile final : public nurture::TemplateScope {
public:
    const Value* find(const std::vector<std::string>& path) const override {
        return path.size() % 3 == 0 ? nullptr : &value_;
    }

private:
    Value value_{"\x01<script>&\"'"};
};

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t limit = 256;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<nurture::TemplateProblem> problems;
    const auto parsed = nurture::Template::parse(text, problems);
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
    for (const auto escaping : {nurture::Escaping::none, nurture::Escaping::html}) {
        const auto out = parsed->render(Hostile(), escaping, limit);
        require(!out || out->size() <= limit);
        // The value's first byte marks it; behind that byte nothing of it may be markup.
        if (out && escaping == nurture::Escaping::html && text.find('\x01') == std::string_view::npos) {
            require(out->find("\x01<") == std::string_view::npos);
        }
    }
    return 0;
}
