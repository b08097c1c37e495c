// SPDX-License-Identifier: BSL-1.0

#include "plan/expressions.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "condition/questions.hpp"

namespace nurture::inline v0 {

namespace {

Place place_in(const SourceString& text, const Site& site, std::size_t offset) {
    return text.place.line == 0 && text.place.source == nullptr ? site.place : place_within(text, offset);
}

std::string dotted(const std::vector<std::string>& path) {
    std::string text;
    for (const std::string& part : path) {
        text += (text.empty() ? "" : ".") + part;
    }
    return text;
}

/// The names besides fields and events that templates may use.
const std::vector<std::string>& fixed_names() {
    static const std::vector<std::string> names{"now",
                                                "score.fit",
                                                "score.engagement",
                                                "sender.from",
                                                "sender.reply_to",
                                                "sender.company",
                                                "sender.postal_address",
                                                "unsubscribe_url",
                                                "preferences_url"};
    return names;
}

std::string whole_name(const FieldName& field) {
    return (field.owner == FieldName::Owner::lead ? "lead." : "account.") + field.name;
}

/// What `{% render "id" %}` writes: the body of a content of the catalog.
class ContentPieces final : public TemplatePieces {
public:
    ContentPieces(const Catalog& catalog, Escaping escaping, Mentions& mentions)
        : catalog_(catalog), escaping_(escaping), mentions_(mentions) {}

    [[nodiscard]] const std::string* find(std::string_view name) const override {
        const auto found = catalog_.contents.find(ContentId(name));
        if (found == catalog_.contents.end()) {
            return nullptr;
        }
        mentions_.contents.emplace(name);
        const Content& content = found->second;
        const bool as_html = escaping_ == Escaping::html && !content.html.empty();
        return as_html ? &content.html.text : &content.text.text;
    }

    [[nodiscard]] std::string hint(std::string_view name) const override {
        std::vector<std::string> candidates;
        for (const auto& [id, content] : catalog_.contents) {
            candidates.push_back(id.str());
        }
        const std::string near = suggestion(name, candidates);
        return near.empty() ? "`render` writes the text of a content of this catalog; name its id" : near;
    }

private:
    const Catalog& catalog_;
    Escaping escaping_;
    Mentions& mentions_;
};

} // namespace

void Mentions::read(const FieldName& field, const std::string& who) {
    (field.owner == FieldName::Owner::lead ? lead_fields : account_fields).insert(field.name);
    mentioned[whole_name(field)].readers.insert(who);
}

void Mentions::write(const FieldName& field, const std::string& who) {
    (field.owner == FieldName::Owner::lead ? lead_fields : account_fields).insert(field.name);
    mentioned[whole_name(field)].writers.insert(who);
}

void Mentions::add(const ConditionReferences& references, const std::string& who) {
    for (const auto& name : references.lead_fields) {
        read({FieldName::Owner::lead, name}, who);
    }
    for (const auto& name : references.account_fields) {
        read({FieldName::Owner::account, name}, who);
    }
    events.insert(references.history.begin(), references.history.end());
    segments.insert(references.segments.begin(), references.segments.end());
    for (const std::shared_ptr<const HistoryQuestion>& question : references.questions) {
        events.insert(question->types.begin(), question->types.end());
        questions.emplace(question->text, question);
        if (question->predicate != nullptr) {
            add(question->predicate->references(), who);
        }
    }
}

void Mentions::add(const Mentions& other) {
    lead_fields.insert(other.lead_fields.begin(), other.lead_fields.end());
    account_fields.insert(other.account_fields.begin(), other.account_fields.end());
    events.insert(other.events.begin(), other.events.end());
    segments.insert(other.segments.begin(), other.segments.end());
    contents.insert(other.contents.begin(), other.contents.end());
    for (const auto& [name, mention] : other.mentioned) {
        FieldMention& known = mentioned[name];
        known.readers.insert(mention.readers.begin(), mention.readers.end());
        known.writers.insert(mention.writers.begin(), mention.writers.end());
    }
    questions.insert(other.questions.begin(), other.questions.end());
}

bool check_send_step(std::string_view id, const StepIds& steps, const std::string& who, const Place& place,
                     Remarks& remarks) {
    if (steps.sends.count(id) != 0) {
        return true;
    }
    const bool exists = std::find(steps.all.begin(), steps.all.end(), id) != steps.all.end();
    const std::vector<std::string> sends(steps.sends.begin(), steps.sends.end());
    remarks.error("unknown_reference",
                  exists ? who + ": step " + called(id) + " sends no message"
                         : who + ": there is no step " + called(id) + " in this workflow",
                  place, {suggestion(id, sends), {}});
    return false;
}

Condition Expressions::condition(const SourceString& text, const Site& site, Mentions& mentions) const {
    Condition compiled = recompile(text, site);
    mentions.add(compiled.references(), site.who);
    check_references(compiled, text, site);
    return compiled;
}

Condition Expressions::recompile(const SourceString& text, const Site& site) const {
    if (text.empty()) {
        return {};
    }
    ConditionScope scope;
    scope.fields = catalog_->fields.declared ? &catalog_->fields : nullptr;
    scope.result = site.result;
    scope.has_event = site.has_event;
    scope.event_types = site.event_types;
    scope.has_trigger = site.has_trigger;
    scope.trigger_types = site.trigger_types;
    scope.lifecycle_stages = catalog_->settings.lifecycle_stages;
    scope.looked_at = site.looked_at;
    scope.score_decays = catalog_->scoring.half_life.has_value();

    std::vector<ConditionProblem> problems;
    std::optional<Condition> compiled = Condition::compile(text.text, scope, problems);
    for (const ConditionProblem& problem : problems) {
        const std::string_view rule = problem.unsupported ? "unsupported"
                                      : problem.reference ? "unknown_reference"
                                                          : "condition";
        remarks_->error(rule, site.who + ": " + problem.message + (site.why.empty() ? "" : " (" + site.why + ")"),
                        place_in(text, site, problem.offset), {problem.hint, {}});
    }
    return compiled ? *std::move(compiled) : Condition();
}

void Expressions::check_references(const Condition& condition, const SourceString& text, const Site& site) const {
    for (const ConditionMention& mention : condition.references().mentions) {
        const Place place = place_in(text, site, mention.offset);
        switch (mention.kind) {
        case ConditionMention::Kind::step: check_step(mention.name, site, place); break;
        case ConditionMention::Kind::enrollment: check_enrollment(mention.name, site, place); break;
        case ConditionMention::Kind::workflow: names_->workflow(mention.name, site.who, place); break;
        case ConditionMention::Kind::category: names_->category(mention.name, site.who, place); break;
        case ConditionMention::Kind::event_type: names_->event(mention.name, site.who, place); break;
        case ConditionMention::Kind::segment: names_->segment(mention.name, site.who, place); break;
        case ConditionMention::Kind::result: check_result(mention.name, site, place); break;
        }
    }
}

void Expressions::check_step(std::string_view step, const Site& site, const Place& place) const {
    if (site.steps != nullptr) {
        check_send_step(step, *site.steps, site.who, place, *remarks_);
        return;
    }
    remarks_->error("unknown_reference", site.who + ": step " + called(step) + " belongs to no enrollment here", place,
                    {"ask about messages in the steps, exits and goals of a workflow", {}});
}

void Expressions::check_enrollment(std::string_view function, const Site& site, const Place& place) const {
    if (site.steps == nullptr) {
        remarks_->error("unknown_reference",
                        site.who + ": `" + std::string(function) +
                            "()` asks about the messages of an enrollment, and there is none here",
                        place, {"ask about messages in the steps, exits and goals of a workflow", {}});
    }
}

void Expressions::check_result(std::string_view step, const Site& site, const Place& place) const {
    if (site.steps == nullptr) {
        check_step(step, site, place);
        return;
    }
    const std::vector<std::string>& all = site.steps->all;
    if (std::find(all.begin(), all.end(), step) == all.end()) {
        remarks_->error("unknown_reference", site.who + ": there is no step " + called(step) + " in this workflow",
                        place, {suggestion(step, all), {}});
    } else if (site.steps->unread.count(step) == 0) {
        remarks_->error("unsupported",
                        site.who + ": step " + called(step) +
                            " has no result; only a `call` has one, and this version has no `call`",
                        place);
    }
}

Template Expressions::text(const SourceString& text, const Site& site, Mentions& mentions, Escaping escaping) const {
    if (text.empty()) {
        return {};
    }
    std::vector<TemplateProblem> problems;
    const ContentPieces pieces(*catalog_, escaping, mentions);
    std::optional<Template> parsed = Template::parse(text.text, problems, &pieces);
    for (const TemplateProblem& problem : problems) {
        remarks_->error(problem.unsupported ? "unsupported" : "template", site.who + ": " + problem.message,
                        place_in(text, site, problem.offset), {problem.hint, {}});
    }
    if (!parsed) {
        return {};
    }
    for (const Template::Name& name : parsed->names()) {
        check_name(text, name, site, mentions);
    }
    return *std::move(parsed);
}

void Expressions::check_name(const SourceString& text, const Template::Name& name, const Site& site,
                             Mentions& mentions) const {
    const std::string whole = dotted(name.path);
    const std::string& root = name.path.front();
    const Place place = place_in(text, site, name.offset);
    if (root == "[…]") {
        remarks_->error("template", site.who + ": a name in brackets cannot be checked, for nobody knows it beforehand",
                        place, {"write the name, for example {{ lead.first_name }}", {}});
        return;
    }
    if (root == "latest" && name.path.size() > 2) {
        const std::string& type = name.path[1];
        names_->event(type, site.who, place);
        names_->property(name.path[2], {type}, site.who, place);
        auto question = std::make_shared<HistoryQuestion>();
        question->kind = HistoryQuestion::Kind::latest;
        question->types = {type};
        cel::identify(*question);
        mentions.events.insert(type);
        mentions.questions.emplace(question->text, question);
        return;
    }
    if (root == "owner" && name.path.size() == 1 && site.has_owner) {
        mentions.read({FieldName::Owner::lead, "owner"}, site.who);
        return;
    }
    if (root == "result") {
        remarks_->error("unsupported", site.who + ": `" + root + "` is not supported in templates yet", place);
        return;
    }
    if ((root == "lead" || root == "account") && name.path.size() > 1) {
        const FieldName field{root == "lead" ? FieldName::Owner::lead : FieldName::Owner::account, name.path[1]};
        mentions.read(field, site.who);
        names_->field(field, site.who, place);
        return;
    }
    if ((root == "event" || root == "trigger") && name.path.size() > 1) {
        if (!(root == "event" ? site.has_event : site.has_trigger)) {
            remarks_->error("unknown_reference", site.who + ": there is no `" + root + "` here", place,
                            {root == "event" ? "`event` is known in the `then` of a wait" : "", {}});
            return;
        }
        names_->property(name.path[1], root == "event" ? site.event_types : site.trigger_types, site.who, place);
        return;
    }
    const std::vector<std::string>& fixed = fixed_names();
    if (std::find(fixed.begin(), fixed.end(), whole) != fixed.end()) {
        return;
    }
    const bool needs_a_field =
        root == "lead" || root == "account" || root == "event" || root == "trigger" || root == "latest";
    std::vector<std::string> candidates = fixed;
    candidates.insert(candidates.end(), {"lead", "account", "event", "trigger", "latest"});
    const std::string near =
        suggestion(name.path.size() > 1 && root != "score" && root != "sender" ? root : whole, candidates);
    remarks_->error("unknown_reference",
                    site.who + (needs_a_field ? ": `" + whole + "` is no text, name one of its fields"
                                              : ": templates know no " + called(whole)),
                    place, {needs_a_field ? "{{ " + whole + ".… }}" : near, {}});
}

} // namespace nurture::inline v0
