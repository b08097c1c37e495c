// SPDX-License-Identifier: BSL-1.0
// The smallest host: says whether headers and library of one version were found, and all that the library stands on.

#include <cstdio>

#include <nurture/condition/condition.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/time/zone.hpp>
#include <nurture/version.hpp>

int main() {
    std::vector<nurture::ConditionProblem> problems;
    const auto matches = nurture::Condition::compile("lead.email.matches('^a')", nurture::ConditionScope{}, problems);
    const bool good = matches.has_value() && nurture::Zone::find("UTC").has_value() &&
                      nurture::to_hex(nurture::sha256("abc")).starts_with("ba7816bf");
    std::puts(good ? "nurture " NURTURE_VERSION_STRING : "something is missing");
    return good ? 0 : 1;
}
