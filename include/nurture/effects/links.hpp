// SPDX-License-Identifier: BSL-1.0
/// \file
/// The addresses that messages carry for people who want less mail.

#pragma once

#include <string>

#include <nurture/lead/id.hpp>

namespace nurture::inline v0 {

/// Unsubscribe and preference addresses. Pure: equal arguments give equal addresses. Called at dispatch, on the
/// thread of run_due, before the text is stored. "" means that there is none.
class Links {
public:
    virtual ~Links() = default;

    [[nodiscard]] virtual std::string unsubscribe(const MessageKey&, const LeadId&,
                                                  const std::string& /*category*/) const {
        return {};
    }
    [[nodiscard]] virtual std::string preferences(const MessageKey&, const LeadId&,
                                                  const std::string& /*category*/) const {
        return {};
    }

protected:
    Links() = default;
    Links(const Links&) = default;
    Links& operator=(const Links&) = default;
};

} // namespace nurture::inline v0
