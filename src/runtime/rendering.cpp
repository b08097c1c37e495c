// SPDX-License-Identifier: BSL-1.0
#include "runtime/rendering.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/splitting.hpp"

namespace nurture::inline v0 {

namespace {

/// Where something is added to a page: before its `</body>`, else at its end.
std::size_t end_of_body(const std::string& html) {
    constexpr std::string_view tag = "</body";
    const auto found = std::find_end(html.begin(), html.end(), tag.begin(), tag.end(), [](char a, char b) {
        return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); // No locale.
    });
    return static_cast<std::size_t>(found - html.begin());
}

bool reads_links(const Template& text) {
    return text.reads("unsubscribe_url") || text.reads("preferences_url");
}

} // namespace

RenderContext render_context(const CompiledPlan& plan, const LeadFacts& facts, Escaping escaping) {
    RenderContext context;
    context.escaping = escaping;
    context.bytes = plan.catalog.settings.limits.message_bytes;
    context.zone = &facts.zone();
    context.now = facts.now();
    return context;
}

const CompiledTexts& texts_for(const CompiledContent& content, const LeadId& lead) {
    if (content.texts.size() == 1) {
        return content.texts.front();
    }
    std::vector<SplitArm> arms;
    for (const CompiledTexts& texts : content.texts) {
        arms.push_back({texts.variant, texts.weight});
    }
    return content.texts[choose_arm("content:" + content.definition.id.str(), arms, lead.str())];
}

std::optional<Unrendered> TextRenderer::render(const CompiledTexts& texts, Message& message) const {
    if (auto failed = render_compared(texts, message)) {
        return failed;
    }
    auto failed = write(texts.preview, Escaping::header, "preview", message.preview);
    if (!failed) {
        failed = write(texts.html, Escaping::html, "html", message.html);
    }
    if (!failed) {
        failed = join_footer(texts.html, plan_.footer.html, Escaping::html, "html", message.html);
    }
    if (!failed) {
        failed = write(texts.from, Escaping::header, "from", message.from);
    }
    if (!failed) {
        failed = write(texts.reply_to, Escaping::header, "reply_to", message.reply_to);
    }
    const Sender& sender = plan_.catalog.settings.sender;
    if (message.from.empty()) {
        message.from = sender.from;
    }
    if (message.reply_to.empty()) {
        message.reply_to = sender.reply_to;
    }
    message.variant = texts.variant;
    message.data = texts.data;
    return failed;
}

std::optional<Unrendered> TextRenderer::render_compared(const CompiledTexts& texts, Message& message) const {
    auto failed = write(texts.subject, Escaping::header, "subject", message.subject);
    if (!failed) {
        failed = write(texts.text, Escaping::none, "text", message.text);
    }
    if (!failed) {
        failed = join_footer(texts.text, plan_.footer.text, Escaping::none, "text", message.text);
    }
    return failed;
}

bool TextRenderer::has_links(const CompiledTexts& texts) const {
    return reads_links(texts.subject) || reads_links(texts.text) ||
           (gets(plan_.footer.text, texts.text) && reads_links(plan_.footer.text));
}

/// A body that is not there gets no footer.
bool TextRenderer::gets(const Template& footer, const Template& body) const {
    return has_footer_ && !footer.text().empty() && !body.text().empty() && !body.reads("unsubscribe_url");
}

std::optional<Unrendered> TextRenderer::write(const Template& source, Escaping escaping, std::string_view part,
                                              std::string& target) const {
    Unrendered failed;
    Result<std::string> rendered = source.render(facts_, render_context(plan_, facts_, escaping), &failed.why);
    if (!rendered) {
        failed.cause = std::string(part) + ": " + rendered.error().message;
        return failed;
    }
    target = *std::move(rendered);
    return std::nullopt;
}

std::optional<Unrendered> TextRenderer::join_footer(const Template& body, const Template& footer, Escaping escaping,
                                                    std::string_view part, std::string& target) const {
    if (!gets(footer, body)) {
        return std::nullopt;
    }
    std::string added;
    if (auto failed = write(footer, escaping, "footer", added)) {
        return failed;
    }
    const std::size_t most = plan_.catalog.settings.limits.message_bytes;
    if (target.size() + added.size() + 2 > most) {
        return Unrendered{.why = {.kind = RenderFailure::Kind::message_bytes},
                          .cause = std::string(part) + ": with its footer the text is longer than message_bytes (" +
                                   std::to_string(most) + ")"};
    }
    if (escaping == Escaping::html) {
        const std::size_t end = end_of_body(target);
        target.insert(end, "\n\n" + added + (end < target.size() ? "\n" : ""));
        return std::nullopt;
    }
    const std::size_t last = target.find_last_not_of("\r\n"); // A block of YAML ends with a line end of its own.
    target.erase(last == std::string::npos ? 0 : last + 1);
    target += "\n\n" + added;
    return std::nullopt;
}

Digest hash_of_texts(const Message& message) {
    const std::string_view separator("\0", 1);
    return Sha256()
        .update(message.content.str())
        .update(separator)
        .update(message.subject)
        .update(separator)
        .update(message.text)
        .digest();
}

} // namespace nurture::inline v0
