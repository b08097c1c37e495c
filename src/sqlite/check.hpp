// SPDX-License-Identifier: BSL-1.0
/// \file
/// Looking for damage in a file that can be opened.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <nurture/lead/id.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/journal_rows.hpp"
#include "sqlite/lead_rows.hpp"
#include "sqlite/names.hpp"

namespace nurture::inline v0::sqlite {

class Checker {
public:
    /// `load` reads everything of a lead.
    Checker(Connection& connection, Names& names, LeadRows& leads, JournalRows& journal,
            std::function<void(const LeadId&)> load);

    /// Sentences about what is wrong, none if the file is sound; not more than a person wants to read.
    [[nodiscard]] std::vector<std::string> findings();

private:
    struct Chain;

    void check_pages();
    void check_references();
    void check_tables();
    void check_rows();
    void check_journal();
    void compare(const Chain& chain);
    void find(std::string sentence);
    /// Makes a finding of a failure, so that the next check goes on.
    void find_failure();
    [[nodiscard]] bool is_enough() const noexcept;

    Connection& connection_;
    Names& names_;
    LeadRows& leads_;
    JournalRows& journal_;
    std::function<void(const LeadId&)> load_;
    Statement head_;
    std::vector<std::string> findings_;
};

} // namespace nurture::inline v0::sqlite
