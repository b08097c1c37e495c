// SPDX-License-Identifier: BSL-1.0
/// \file
/// Compiling the conditions, expressions and templates of a catalog where they stand.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <nurture/condition/condition.hpp>
#include <nurture/content/template.hpp>
#include <nurture/definition/workflow.hpp>

#include "plan/names.hpp"
#include "plan/remarks.hpp"

namespace nurture::inline v0 {

/// What reads or writes a field: sentences begin with it, `workflow "welcome": step "post"`.
struct FieldMention {
    std::set<std::string, std::less<>> readers{};
    std::set<std::string, std::less<>> writers{};
};

/// The names that a workflow, content or segment reads, writes or waits for, and what it asks about the past.
struct Mentions {
    std::set<std::string, std::less<>> lead_fields{};
    std::set<std::string, std::less<>> account_fields{};
    std::set<std::string, std::less<>> events{};
    std::set<std::string, std::less<>> segments{};
    std::set<std::string, std::less<>> contents{};                ///< That other texts render.
    std::map<std::string, FieldMention, std::less<>> mentioned{}; ///< By name: "lead.email".
    std::map<std::string, std::shared_ptr<const HistoryQuestion>, std::less<>> questions{}; ///< By text.

    void read(const FieldName& field, const std::string& who);
    void write(const FieldName& field, const std::string& who);
    void add(const ConditionReferences& references, const std::string& who);
    void add(const Mentions& other);
};

/// The steps of a workflow, by what can be asked about them.
struct StepIds {
    std::vector<std::string> all{};              ///< In the order written.
    std::set<std::string, std::less<>> sends{};  ///< Those that send.
    std::set<std::string, std::less<>> unread{}; ///< Those that could not be read, so that they may be anything.
};

/// Where an expression or template stands.
struct Site {
    std::string who{};              ///< Begins sentences: `workflow "welcome": step "post"`.
    Place place{};                  ///< For texts without a place of their own.
    const StepIds* steps = nullptr; ///< Null: outside of any enrollment.
    ConditionScope::Result result = ConditionScope::Result::condition;
    bool has_event = false;
    std::vector<std::string> event_types{}; ///< Empty: any.
    bool has_trigger = false;
    bool has_owner = false;                   ///< Whether `owner` is the lead's owner: in senders.
    std::vector<std::string> trigger_types{}; ///< Empty: any.
    bool looked_at = false;                   ///< An exit, goal, `until` or trigger, or a segment that these ask for.
    std::string why{};                        ///< Ends sentences: `looked at by workflow "welcome": exit`.
};

/// Compiles expressions and templates; everything wrong with them becomes a remark, every name a mention.
class Expressions {
public:
    /// All of them outlive it.
    Expressions(const Catalog& catalog, const Names& names, Remarks& remarks)
        : catalog_(&catalog), names_(&names), remarks_(&remarks) {}

    /// Empty if the text is empty or wrong.
    Condition condition(const SourceString& text, const Site& site, Mentions& mentions) const;
    /// The same text for another site. What it names has been checked by condition().
    Condition recompile(const SourceString& text, const Site& site) const;
    /// In an HTML body the texts that it renders are those for HTML.
    Template text(const SourceString& text, const Site& site, Mentions& mentions,
                  Escaping escaping = Escaping::none) const;

private:
    void check_references(const Condition& condition, const SourceString& text, const Site& site) const;
    void check_step(std::string_view step, const Site& site, const Place& place) const;
    void check_enrollment(std::string_view function, const Site& site, const Place& place) const;
    void check_result(std::string_view step, const Site& site, const Place& place) const;
    void check_name(const SourceString& text, const Template::Name& name, const Site& site, Mentions& mentions) const;

    const Catalog* catalog_;
    const Names* names_;
    Remarks* remarks_;
};

/// Remarks unless a step of this id is a send of the workflow.
bool check_send_step(std::string_view id, const StepIds& steps, const std::string& who, const Place& place,
                     Remarks& remarks);

} // namespace nurture::inline v0
