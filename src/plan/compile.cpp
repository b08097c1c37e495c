// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nurture/plan/plan.hpp>

#include "plan/compile_workflow.hpp"
#include "plan/compiled.hpp"
#include "plan/expressions.hpp"
#include "plan/names.hpp"
#include "plan/questions.hpp"
#include "plan/remarks.hpp"
#include "plan/rules/rules.hpp"
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
        check_caps();
        for (const auto& [id, content] : catalog().contents) {
            compile_content(content);
        }
        for (const auto& [id, workflow] : catalog().workflows) {
            compile_one(workflow);
        }
        compile_segments(*plan_, expressions_, mentions_, remarks_);
        mark_what_moves_leads(*plan_);
        index_questions(mentions_, *plan_, remarks_);
        check_catalog(*plan_, mentions_, remarks_);
        order_triggers();
        collect_fields();

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

    void compile_content(const Content& content) {
        Site site;
        site.who = "content " + called(content.id.str());
        site.place = content.place;
        if (!content.category.empty()) {
            names_.category(content.category, site.who, site.place);
        }
        CompiledContent compiled;
        compiled.definition = content;
        compiled.when = expressions_.condition(content.when, site, mentions_);
        site.has_event = true; // Whether there is one depends on the step that sends it.
        site.has_trigger = true;
        compiled.subject = expressions_.text(content.subject, site, mentions_);
        compiled.preview = expressions_.text(content.preview, site, mentions_);
        compiled.text = expressions_.text(content.text, site, mentions_);
        compiled.html = expressions_.text(content.html, site, mentions_);
        compiled.from = expressions_.text(content.from, site, mentions_);
        compiled.reply_to = expressions_.text(content.reply_to, site, mentions_);
        plan_->contents.push_back(std::move(compiled));
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
