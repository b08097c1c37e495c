// SPDX-License-Identifier: BSL-1.0
/// \file
/// A catalog that has been checked, proved and made flat: what the engine runs.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>

namespace nurture::inline v0 {

struct CompiledPlan;

/// Who reads and writes a field of leads or accounts, in a catalog.
struct FieldUse {
    std::string field{};                ///< "lead.first_name", "account.industry".
    std::string type{};                 ///< As in `fields`: "string"; empty where it is not declared.
    std::vector<std::string> readers{}; ///< `content "guide"`, `workflow "welcome": step "post"`; in byte order.
    std::vector<std::string> writers{}; ///< The same.
};

/// An immutable plan. A value that shares its content: cheap to copy, safe from any thread. The engine keeps a copy.
class Plan {
public:
    Plan() = default; ///< Empty; no engine opens with it.
    explicit Plan(std::shared_ptr<const CompiledPlan> compiled) : compiled_(std::move(compiled)) {}

    [[nodiscard]] bool empty() const noexcept { return compiled_ == nullptr; }

    /// The SHA-256 of the whole catalog's canonical form: equal for catalogs that decide equally.
    [[nodiscard]] Digest catalog_version() const;
    /// The version of a workflow: the SHA-256 of its canonical form with the field types it names (S39).
    [[nodiscard]] Digest version_of(const WorkflowId& workflow) const;
    [[nodiscard]] std::vector<WorkflowId> workflows() const; ///< In byte order.
    [[nodiscard]] std::vector<ChannelId> channels() const;   ///< That some send uses, in byte order.
    /// What the catalog needs to know of leads and accounts, by name of the field. The engine itself reads a few
    /// fields besides: addresses, time zone, account.
    [[nodiscard]] const std::vector<FieldUse>& field_uses() const;

    [[nodiscard]] const CompiledPlan& compiled() const noexcept { return *compiled_; } ///< The library's own view.

private:
    std::shared_ptr<const CompiledPlan> compiled_;
};

/// Checks a catalog by every rule (references, conditions, templates, graph) and compiles it.
///
/// Remarks of any severity are in the result; it is ok() if none is an error, and only then holds a plan.
[[nodiscard]] Checked<Plan> compile(const Catalog& catalog);

} // namespace nurture::inline v0
