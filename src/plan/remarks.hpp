// SPDX-License-Identifier: BSL-1.0
/// \file
/// The remarks of one check, collected from everywhere.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/definition/workflow.hpp>

namespace nurture::inline v0 {

/// What a remark may say besides its sentence.
struct RemarkDetails {
    std::string hint{};
    std::vector<std::string> witness{};
};

/// Collects remarks in the order they are found.
class Remarks {
public:
    void error(std::string_view rule, std::string message, const Place& place, RemarkDetails details = {});
    void warning(std::string_view rule, std::string message, const Place& place, RemarkDetails details = {});
    void note(std::string_view rule, std::string message, const Place& place, RemarkDetails details = {});

    [[nodiscard]] bool has_errors() const noexcept { return nurture::has_errors(list_); }
    /// All of them by place; the collection is empty afterwards.
    [[nodiscard]] Diagnostics take();

private:
    void add(Severity severity, std::string_view rule, std::string message, const Place& place, RemarkDetails details);
    Diagnostics list_;
};

/// The place of a byte inside an expression or template. Where the text of the source differs from what it says
/// (escapes, folded lines) it is the place where the text begins.
[[nodiscard]] Place place_within(const SourceString& text, std::size_t offset);

/// `"id"`, whole however long: what a step or workflow is called in a sentence.
[[nodiscard]] std::string called(std::string_view id);

/// `did you mean "name"?`, or nothing.
[[nodiscard]] std::string suggestion(std::string_view wanted, const std::vector<std::string>& candidates);

} // namespace nurture::inline v0
