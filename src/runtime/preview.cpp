// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/preview.hpp>

#include <algorithm>
#include <vector>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/runtime/decide.hpp>

#include "plan/compiled.hpp"
#include "runtime/rendering.hpp"
#include "runtime/turn.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {

namespace {

Error no_such(const std::string& kind, const std::string& name, const std::vector<std::string>& names) {
    const auto meant = did_you_mean(name, names);
    return {Errc::invalid_argument,
            "there is no " + kind + " " + quoted(name) + (meant ? "; did you mean " + quoted(*meant) + "?" : "")};
}

Result<const CompiledContent*> find_content(const CompiledPlan& plan, const ContentId& id) {
    std::vector<std::string> names;
    for (const CompiledContent& content : plan.contents) {
        if (content.definition.id == id) {
            return &content;
        }
        names.push_back(content.definition.id.str());
    }
    return no_such("content", id.str(), names);
}

Result<const CompiledTexts*> find_texts(const CompiledContent& content, const PreviewFor& who) {
    if (who.variant.empty()) {
        return &texts_for(content, who.lead.id);
    }
    std::vector<std::string> names;
    for (const CompiledTexts& texts : content.texts) {
        if (texts.variant == who.variant) {
            return &texts;
        }
        names.push_back(texts.variant);
    }
    return no_such("variant", who.variant, names);
}

Zone zone_of(const CompiledPlan& plan, const Lead& lead) {
    const Value* field = lead.fields.find("time_zone");
    const std::string* name = field != nullptr ? field->as_string() : nullptr;
    const std::optional<Zone> own = name != nullptr ? Zone::find(*name) : std::nullopt;
    return own.value_or(plan.zone);
}

} // namespace

Result<Message> preview(const Plan& plan, const ContentId& id, const PreviewFor& who) {
    const CompiledPlan& compiled = plan.compiled();
    const Result<const CompiledContent*> content = find_content(compiled, id);
    if (!content) {
        return content.error();
    }
    const Result<const CompiledTexts*> texts = find_texts(**content, who);
    if (!texts) {
        return texts.error();
    }
    const Content& definition = (*content)->definition;
    Message message;
    message.lead = who.lead.id;
    message.channel = definition.channel;
    message.content = id;
    message.category = definition.category.empty() ? "marketing" : definition.category;
    message.at = who.now;
    message.unsubscribe = who.unsubscribe_url;
    if (const Value* address = address_on(definition.channel, who.lead.fields)) {
        message.to = to_text(*address);
    }
    const LeadState state = first_met({.current = plan}, who.lead, who.now);
    const Shared shared;
    const Zone zone = zone_of(compiled, who.lead);
    const MessageLinks links{who.unsubscribe_url, who.preferences_url};
    const Event* trigger = who.trigger ? &*who.trigger : nullptr;
    const LeadFacts facts(compiled, state, shared, zone, who.now,
                          {.event = trigger, .trigger = trigger, .links = &links});
    const bool has_footer = definition.channel.str() == "email" && message.category != "transactional";
    if (const auto failed = TextRenderer(compiled, facts, has_footer).render(**texts, message)) {
        return Error{Errc::invalid_argument, "content " + quoted(id.str()) + ": " + failed->cause};
    }
    return message;
}

} // namespace nurture::inline v0
