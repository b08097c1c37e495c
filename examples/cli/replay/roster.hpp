// SPDX-License-Identifier: BSL-1.0
/// \file
/// The leads and accounts of a run, as its files have them.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <nurture/lead/field_type.hpp>
#include <nurture/lead/lead.hpp>
#include <nurture/runtime/input.hpp>

#include "commands.hpp"
#include "input/categories.hpp"
#include "input/outcome.hpp"
#include "replay/halt.hpp"
#include "replay/taken_file.hpp"
#include "terminal.hpp"

namespace nurture::cli {

/// Reads lead and account files, checks them, and knows which of the leads the store does not have yet.
class Roster {
public:
    /// What to do about a row that cannot be used; what it gives ends the run.
    using OnBad = std::function<std::optional<Halt>(const Outcome&)>;

    Roster(const RunOptions& options, FieldTypes types, Categories categories, OnBad on_bad);

    /// Reads all files. `marks`: what earlier runs on this store, which is called `database`, took in.
    std::optional<Halt> read(const std::vector<Mark>& marks, const std::string& database);

    [[nodiscard]] bool knows(const LeadId& id) const { return ids_.contains(id); }
    /// The account of this id, or an empty one of that name.
    [[nodiscard]] Account account(const AccountId& id) const;
    [[nodiscard]] std::uint64_t leads() const noexcept { return ids_.size(); }
    [[nodiscard]] std::uint64_t accounts() const noexcept { return accounts_.size(); }
    /// The leads that no earlier run took in, in the order of the files. Given once.
    [[nodiscard]] std::vector<Lead> take_new_leads();
    /// How far every file was read.
    [[nodiscard]] const std::vector<Mark>& marks() const noexcept { return marks_; }

private:
    /// How far a file was read.
    struct Passed {
        std::uint64_t rows = 0; ///< That could be read.
        Digest hash{};
    };
    std::optional<Halt> read_accounts_of(const std::string& path, TakenFile taken);
    std::optional<Halt> read_leads_of(const std::string& path, TakenFile taken);
    std::optional<Halt> end_of(const TakenFile& taken, const std::string& path, const Passed& passed);
    void join_account(Lead& lead, const BadInput& place);

    const RunOptions& options_;
    FieldTypes types_;
    Categories categories_;
    OnBad on_bad_;
    std::string database_{};
    std::map<AccountId, Account> accounts_;
    std::unordered_set<LeadId> ids_;
    std::vector<Lead> new_leads_;
    std::vector<Mark> marks_;
    std::uint64_t loose_accounts_ = 0; ///< Leads whose account no file has.
    std::string first_loose_account_{};
    ProgressLine progress_;
};

/// `events.csv changed in line 17 or before …`: what is said of a file that is not what a store took in.
[[nodiscard]] std::string changed_sentence(const std::string& path, std::uint64_t line, const std::string& database);
/// The same of one that has fewer rows than were taken in.
[[nodiscard]] std::string shortened_sentence(const std::string& path, std::uint64_t rows, std::uint64_t taken,
                                             const std::string& database);

} // namespace nurture::cli
