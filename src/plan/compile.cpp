// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nurture/plan/plan.hpp>

#include "plan/compile_workflow.hpp"
#include "plan/compiled.hpp"
#include "plan/expressions.hpp"
#include "plan/names.hpp"
#include "plan/questions.hpp"
#include "plan/remarks.hpp"
#include "plan/rules/rules.hpp"
#include "plan/scoring.hpp"
#include "plan/segments.hpp"
#include "plan/version.hpp"

namespace nurture::inline v0 {

namespace {

class Compiler {
public:
    explicit Compiler(const Catalog& catalog)
        : plan_(std::make_shared<CompiledPlan>(CompiledPlan{catalog})), names_(plan_->catalog, remarks_),
          expressions_(plan_->catalog, names_, remarks_) {}

    Checked<Plan> run() {
        check_settings();
        compile_cadence();
        compile_footer();
        check_caps();
        compile_contents();
        for (const auto& [id, workflow] : catalog().workflows) {
            compile_one(workflow);
        }
        compile_segments(*plan_, expressions_, mentions_, remarks_);
        compile_scoring(*plan_, CompilationContext{catalog(), names_, expressions_, remarks_}, mentions_);
        mark_what_moves_leads(*plan_);
        index_questions(mentions_, *plan_, remarks_);
        check_catalog(*plan_, mentions_, remarks_);
        order_triggers();
        collect_fields();
        for (const auto& [name, mention] : mentions_.mentioned) {
            plan_->field_uses.push_back({.field = name,
                                         .type = type_of(name),
                                         .readers = {mention.readers.begin(), mention.readers.end()},
                                         .writers = {mention.writers.begin(), mention.writers.end()}});
        }

        Checked<Plan> checked;
        checked.diagnostics = remarks_.take();
        if (!has_errors(checked.diagnostics)) {
            plan_->version = version_of(catalog());
            checked.value = Plan(std::move(plan_));
        }
        return checked;
    }

private:
    [[nodiscard]] const Catalog& catalog() const { return plan_->catalog; }

    void check_settings() {
        const Settings& settings = catalog().settings;
        if (settings.quiet_hours) {
            plan_->outside_quiet_hours = Window::outside(*settings.quiet_hours);
        }
        if (!settings.time_zone.empty()) {
            if (const std::optional<Zone> zone = Zone::find(settings.time_zone)) {
                plan_->zone = *zone;
            } else {
                remarks_.error("type", "settings: there is no time zone " + called(settings.time_zone), settings.place,
                               {"write the name of the IANA database, for example \"Europe/Berlin\"", {}});
            }
        }
        if (catalog().workflows.size() > settings.limits.workflows) {
            remarks_.error("limit",
                           "the catalog has " + std::to_string(catalog().workflows.size()) +
                               " workflows, more than the limit of " + std::to_string(settings.limits.workflows),
                           settings.place, {"raise settings.limits.workflows", {}});
        }
    }

    void check_caps() {
        for (const Cap& cap : catalog().settings.caps) {
            if (!cap.category.empty()) {
                names_.category(cap.category, "settings: cap", cap.place);
            }
            if (!cap.channel.empty()) {
                names_.channel(cap.channel, "settings: cap", cap.place);
            }
        }
    }

    void compile_cadence() {
        Site site;
        site.who = "settings: cadence";
        site.place = catalog().settings.place;
        for (const CadenceRule& rule : catalog().settings.cadence) {
            plan_->cadence.push_back({expressions_.condition(rule.when, site, mentions_), rule.factor});
        }
    }

    /// What is only ever written into other texts has been compiled with these, and may read what they hand over.
    void compile_contents() {
        std::set<ContentId> sent;
        for (const auto& [id, workflow] : catalog().workflows) {
            for (const Node& node : workflow.nodes) {
                if (const auto* send = std::get_if<SendNode>(&node.what)) {
                    sent.insert(send->content);
                }
            }
        }
        for (const auto& [id, content] : catalog().contents) {
            plan_->contents.push_back({.definition = content, .texts = {CompiledTexts{}}});
        }
        for (CompiledContent& content : plan_->contents) {
            if (sent.contains(content.definition.id)) {
                compile_content(content);
            }
        }
        for (CompiledContent& content : plan_->contents) {
            const ContentId& id = content.definition.id;
            if (!sent.contains(id) && !mentions_.contents.contains(id.str())) {
                compile_content(content);
            }
        }
    }

    void compile_content(CompiledContent& compiled) {
        const Content& content = compiled.definition;
        Site site;
        site.who = "content " + called(content.id.str());
        site.place = content.place;
        if (!content.category.empty()) {
            names_.category(content.category, site.who, site.place);
        }
        compiled.when = expressions_.condition(content.when, site, mentions_);
        site.has_event = true; // Whether there is one depends on the step that sends it.
        site.has_trigger = true;
        CompiledTexts base;
        base.subject = expressions_.text(content.subject, site, mentions_, Escaping::header);
        base.preview = expressions_.text(content.preview, site, mentions_, Escaping::header);
        base.text = expressions_.text(content.text, site, mentions_);
        base.html = expressions_.text(content.html, site, mentions_, Escaping::html);
        base.from = compile_sender(content.from, site);
        base.reply_to = compile_sender(content.reply_to, site);
        base.data = content.data;
        compiled.texts = {std::move(base)};
        for (const ContentVariant& variant : content.variants) {
            Site here = site;
            here.who += ": variant " + called(variant.name);
            here.place = variant.place;
            compile_variant(variant, here, compiled.texts);
        }
    }

    void compile_variant(const ContentVariant& variant, const Site& site, std::vector<CompiledTexts>& texts) {
        CompiledTexts made = texts.front();
        made.variant = variant.name;
        made.weight = variant.weight;
        const auto replace = [&](Template& target, const std::optional<SourceString>& text, Escaping escaping) {
            if (text) {
                target = expressions_.text(*text, site, mentions_, escaping);
            }
        };
        replace(made.subject, variant.subject, Escaping::header);
        replace(made.preview, variant.preview, Escaping::header);
        replace(made.text, variant.text, Escaping::none);
        replace(made.html, variant.html, Escaping::html);
        if (variant.from) {
            made.from = compile_sender(*variant.from, site);
        }
        if (variant.reply_to) {
            made.reply_to = compile_sender(*variant.reply_to, site);
        }
        if (variant.data) {
            made.data = *variant.data;
        }
        CompiledTexts& base = texts.front();
        base.weight -= std::min(base.weight, made.weight); // More than there is was remarked on.
        texts.push_back(std::move(made));
    }

    /// `owner` alone is the lead's owner.
    Template compile_sender(const SourceString& text, Site site) {
        site.has_owner = true;
        if (text.text != "owner") {
            return expressions_.text(text, site, mentions_, Escaping::header);
        }
        SourceString owner = text;
        owner.text = "{{ owner }}";
        return expressions_.text(owner, site, mentions_, Escaping::header);
    }

    void compile_footer() {
        Site site;
        site.who = "settings: footer";
        site.place = catalog().settings.place;
        site.has_trigger = true;
        plan_->footer.text = expressions_.text(catalog().settings.footer.text, site, mentions_);
        plan_->footer.html = expressions_.text(catalog().settings.footer.html, site, mentions_, Escaping::html);
    }

    void compile_one(const Workflow& workflow) {
        WorkflowCompilation compilation =
            compile_workflow(workflow, CompilationContext{catalog(), names_, expressions_, remarks_});
        compilation.compiled.version = version_of(workflow, compilation.mentions, catalog().fields);
        compilation.compiled.version_hex = to_hex(compilation.compiled.version);
        mentions_.add(compilation.mentions);
        add_triggers(compilation);
        add_kept_events(compilation.compiled);
        plan_->workflows.push_back(std::move(compilation.compiled));
    }

    void add_triggers(WorkflowCompilation& compilation) {
        const auto index = static_cast<Index>(plan_->workflows.size());
        for (CompiledTrigger& trigger : compilation.triggers) {
            trigger.workflow = index;
            for (const std::string& type : trigger.match.types) {
                plan_->triggers[type].push_back(trigger);
            }
        }
        const auto add_all = [index](auto& all, auto& of_workflow) {
            for (auto& one : of_workflow) {
                one.workflow = index;
                all.push_back(std::move(one));
            }
        };
        add_all(plan_->becomes, compilation.becomes);
        add_all(plan_->dates, compilation.dates);
        add_all(plan_->schedules, compilation.schedules);
    }

    /// Those who are enrolled by one input are enrolled in the order of S2: priority, then workflow.
    void order_triggers() {
        const auto comes_first = [this](const auto& a, const auto& b) {
            return plan_->workflows[a.workflow].definition.priority > plan_->workflows[b.workflow].definition.priority;
        };
        for (auto& [type, triggers] : plan_->triggers) {
            std::stable_sort(triggers.begin(), triggers.end(), comes_first);
        }
        std::stable_sort(plan_->becomes.begin(), plan_->becomes.end(), comes_first);
        std::stable_sort(plan_->dates.begin(), plan_->dates.end(), comes_first);
        std::stable_sort(plan_->schedules.begin(), plan_->schedules.end(), comes_first);
    }

    void add_kept_events(const CompiledWorkflow& workflow) {
        for (const CompiledNode& node : workflow.nodes) {
            for (const CompiledWaitFor& one : node.waits) {
                if (one.since_enrollment) {
                    plan_->kept_events.insert(one.match.types.begin(), one.match.types.end());
                }
            }
        }
    }

    /// Of "lead.email", or "" where nothing says it.
    [[nodiscard]] std::string type_of(std::string_view name) const {
        const bool of_lead = name.substr(0, 5) == "lead.";
        const std::string_view field = name.substr(name.find('.') + 1);
        const FieldTypes& types = catalog().fields;
        for (const auto* named :
             {of_lead ? &types.lead : &types.account, of_lead ? &built_in_lead_fields() : &built_in_account_fields()}) {
            if (const auto found = named->find(field); found != named->end()) {
                return found->second.kind == FieldKind::dynamic ? std::string() : to_string(found->second);
            }
        }
        return {};
    }

    void collect_fields() {
        plan_->lead_fields = mentions_.lead_fields;
        // What the engine itself reads: where to send, when it is day there, and what the lead belongs to.
        plan_->lead_fields.insert({"account_id", "email", "lifecycle_stage", "phone", "score", "tags", "time_zone"});
        const bool asks_for_silence =
            std::any_of(plan_->questions.begin(), plan_->questions.end(),
                        [](const auto& one) { return one.second->kind == HistoryQuestion::Kind::inactive; });
        const bool asks_who_was_there = !(plan_->becomes.empty() && plan_->dates.empty() && plan_->schedules.empty());
        if (asks_for_silence || asks_who_was_there) { // Who never did anything is silent since then.
            plan_->lead_fields.insert("created_at");
        }
        plan_->account_fields = mentions_.account_fields;
    }

    std::shared_ptr<CompiledPlan> plan_;
    Remarks remarks_;
    Names names_;
    Expressions expressions_;
    Mentions mentions_;
};

} // namespace

Checked<Plan> compile(const Catalog& catalog) {
    return Compiler(catalog).run();
}

} // namespace nurture::inline v0
