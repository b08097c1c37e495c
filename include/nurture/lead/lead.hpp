// SPDX-License-Identifier: BSL-1.0
/// \file
/// A lead as the host's CRM knows it.

#pragma once

#include <map>
#include <string>

#include <nurture/lead/id.hpp>
#include <nurture/lead/value.hpp>

namespace nurture::inline v0 {

/// A company that leads belong to.
struct Account {
    AccountId id{};
    Fields fields{};

    friend bool operator==(const Account&, const Account&) = default;
};

/// A person the host may nurture, with the account it belongs to.
///
/// `fields` holds what the CRM knows under the names that workflows use: `email`, `phone`, `first_name`,
/// `time_zone`, `account_id`, `lifecycle_stage` and the host's own; `tags` is a list of texts.
struct Lead {
    LeadId id{};
    Fields fields{};
    Account account{};                           ///< Empty id: the lead has no account.
    std::map<std::string, bool> subscriptions{}; ///< By category; what is not named here has its default (S25a).

    friend bool operator==(const Lead&, const Lead&) = default;
};

} // namespace nurture::inline v0
