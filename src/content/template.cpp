// SPDX-License-Identifier: BSL-1.0

#include <nurture/content/template.hpp>

#include <algorithm>
#include <utility>

#include "content/renderer.hpp"
#include "content/template_parser.hpp"

namespace nurture::inline v0 {

namespace {

class ScopeSource final : public liquid::Source {
public:
    explicit ScopeSource(const TemplateScope& scope) : scope_(scope) {}

    [[nodiscard]] bool find(const std::vector<std::string>& path, liquid::Datum& value) const override {
        const Value* found = scope_.find(path);
        if (found == nullptr) {
            return false;
        }
        value = liquid::of_host(*found);
        return true;
    }

private:
    const TemplateScope& scope_;
};

} // namespace

std::optional<Template> Template::parse(std::string_view text, std::vector<TemplateProblem>& problems,
                                        const TemplatePieces* pieces) {
    Template made;
    made.program_ = liquid::parse_program(text, problems, pieces);
    return made.program_ != nullptr ? std::optional(std::move(made)) : std::nullopt;
}

const std::vector<Template::Name>& Template::names() const noexcept {
    static const std::vector<Name> none;
    return program_ ? program_->names : none;
}

bool Template::reads(std::string_view name) const noexcept {
    const std::vector<Name>& all = names();
    return std::any_of(all.begin(), all.end(),
                       [&](const Name& one) { return one.path.size() == 1 && one.path.front() == name; });
}

const std::string& Template::text() const noexcept {
    static const std::string none;
    return program_ ? program_->text : none;
}

Result<std::string> Template::render(const TemplateScope& scope, const RenderContext& context,
                                     RenderFailure* why) const {
    if (!program_) {
        return std::string();
    }
    try {
        return liquid::render_program(*program_, ScopeSource(scope), context);
    } catch (const liquid::Stop& stop) {
        if (why != nullptr) {
            *why = {stop.kind, stop.name};
        }
        return Error{Errc::invalid_argument, stop.message};
    }
}

} // namespace nurture::inline v0
