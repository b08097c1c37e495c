// SPDX-License-Identifier: BSL-1.0

#include "plan/compile_trigger.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "plan/questions.hpp"
#include "plan/version.hpp"

namespace nurture::inline v0 {

namespace {

class TriggerCompiler {
public:
    TriggerCompiler(Site at, const CompilationContext& context, WorkflowCompilation& workflow)
        : at_(std::move(at)), context_(context), workflow_(workflow) {}

    void compile(const TriggerOnEvent& on) {
        if (on.match.types.empty()) {
            return wrong("needs an event");
        }
        if (on.count == 0 || on.within.count() < 0 || (on.count > 1 && on.within.count() == 0)) {
            return wrong("counts from 1, within more than nothing");
        }
        const std::size_t kept = context_.catalog.settings.limits.events_kept;
        if (on.count > kept) {
            context_.remarks.error("limit",
                                   at_.who + " counts to " + std::to_string(on.count) + ", more than the limit of " +
                                       std::to_string(kept),
                                   at_.place, {"raise settings.limits.events_kept", {}});
        }
        CompiledTrigger compiled;
        compiled.match = compile_match(on.match, at_, context_, workflow_.mentions);
        compiled.count = on.count;
        compiled.within = on.within;
        if (on.within.count() == 0) {
            workflow_.triggers.push_back(std::move(compiled));
            return;
        }
        std::vector<std::string> texts = compiled.match.types;
        texts.insert(texts.end(), {on.match.where.text, std::to_string(on.within.count())});
        compiled.id = id_of(texts);
        // By its own id and count, so that it shares its events with no other.
        compiled.counted = question_of_its_own("trigger " + compiled.id + " " + std::to_string(compiled.count),
                                               compiled.match.types, compiled.within);
        const auto same = [&](const CompiledTrigger& one) {
            return one.id == compiled.id && one.count == compiled.count;
        };
        if (std::none_of(workflow_.triggers.begin(), workflow_.triggers.end(), same)) {
            workflow_.triggers.push_back(std::move(compiled));
        }
    }

    /// It is asked without an enrollment, so there are no messages and no event to ask about.
    void compile(const TriggerOnBecoming& on) {
        if (on.condition.empty()) {
            return wrong("needs a condition that becomes true");
        }
        Site at = at_;
        at.steps = nullptr;
        at.looked_at = true;
        CompiledBecomes compiled;
        compiled.id = id_of({on.condition.text, on.reset_when.text});
        compiled.when = context_.expressions.condition(on.condition, at, workflow_.mentions);
        compiled.reset_when = context_.expressions.condition(on.reset_when, at, workflow_.mentions);
        add_once(workflow_.becomes, std::move(compiled));
    }

    void compile(const TriggerOnDate& on) {
        if (on.field.owner == DateField::Owner::trigger) {
            return wrong("needs a date of the lead or its account: there is no event yet");
        }
        check_date_field(on.field, {}, at_, context_, workflow_.mentions);
        CompiledDate compiled;
        compiled.id = id_of({to_string(on.field), to_string(on.moment.offset),
                             on.moment.at ? to_string(*on.moment.at) : std::string()});
        compiled.definition = on;
        add_once(workflow_.dates, std::move(compiled));
    }

    void compile(const TriggerOnSchedule& on) {
        const std::string from = on.schedule.from() ? to_string(*on.schedule.from()) : std::string();
        const std::string id = id_of({on.schedule.rule(), to_string(on.schedule.at()), from});
        add_once(workflow_.schedules, CompiledSchedule{.id = id, .schedule = on.schedule});
    }

private:
    void wrong(std::string_view mistake) {
        if (at_.place.source == nullptr) { // Else its reader has remarked on it.
            context_.remarks.error("type", at_.who + " " + std::string(mistake), at_.place);
        }
    }

    [[nodiscard]] std::string id_of(const std::vector<std::string>& texts) const {
        return trigger_id(workflow_.compiled.definition.id, texts);
    }

    template <class Trigger>
    static void add_once(std::vector<Trigger>& known, Trigger compiled) {
        const auto same = [&](const Trigger& one) { return one.id == compiled.id; };
        if (std::none_of(known.begin(), known.end(), same)) {
            known.push_back(std::move(compiled));
        }
    }

    Site at_;
    const CompilationContext& context_;
    WorkflowCompilation& workflow_;
};

const FieldTypes::Named& properties_of(const std::map<std::string, FieldTypes::Named, std::less<>>& events,
                                       std::string_view type) {
    static const FieldTypes::Named none_declared;
    const auto found = events.find(type);
    return found == events.end() ? none_declared : found->second;
}

/// What is not declared may be anything.
bool can_be_date(std::string_view name, const FieldTypes::Named& declared) {
    const auto type = declared.find(name);
    return type == declared.end() || type->second.kind == FieldKind::date ||
           type->second.kind == FieldKind::timestamp || type->second.kind == FieldKind::dynamic;
}

} // namespace

void compile_trigger(const Node& node, Site at, const CompilationContext& context, WorkflowCompilation& workflow) {
    at.has_trigger = false;
    TriggerCompiler compiler(std::move(at), context, workflow);
    std::visit([&](const auto& on) { compiler.compile(on); }, std::get<TriggerNode>(node.what).on);
}

CompiledMatch compile_match(const EventMatch& written, Site at, const CompilationContext& context, Mentions& mentions) {
    for (const std::string& type : written.types) {
        context.names.event(type, at.who, at.place);
    }
    CompiledMatch compiled;
    compiled.types = in_order(written.types);
    mentions.events.insert(compiled.types.begin(), compiled.types.end());
    at.has_event = true;
    at.event_types = compiled.types;
    compiled.where = context.expressions.condition(written.where, at, mentions);
    return compiled;
}

void check_date_field(const DateField& field, const std::vector<std::string>& trigger_types, const Site& at,
                      const CompilationContext& context, Mentions& mentions) {
    const FieldTypes& types = context.names.fields();
    bool is_date = true;
    if (field.owner == DateField::Owner::trigger) {
        context.names.property(field.name, trigger_types, at.who, at.place);
        is_date = field.name != "type";
        for (const std::string& type : trigger_types) {
            is_date = is_date && can_be_date(field.name, properties_of(types.events, type)) &&
                      can_be_date(field.name, properties_of(built_in_events(), type));
        }
    } else {
        const bool of_lead = field.owner == DateField::Owner::lead;
        const FieldName name{of_lead ? FieldName::Owner::lead : FieldName::Owner::account, field.name};
        mentions.read(name, at.who);
        context.names.field(name, at.who, at.place);
        is_date = can_be_date(field.name, of_lead ? types.lead : types.account) &&
                  can_be_date(field.name, of_lead ? built_in_lead_fields() : built_in_account_fields());
    }
    if (!is_date) {
        context.remarks.error("type", at.who + ": " + to_string(field) + " is no date", at.place,
                              {"declare it as `date` or `timestamp`, or name another field", {}});
    }
}

std::vector<std::string> in_order(std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return texts;
}

} // namespace nurture::inline v0
