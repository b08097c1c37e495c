// SPDX-License-Identifier: BSL-1.0
/// \file
/// Consent categories as columns and keys name them.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nurture::cli {

/// The category of a name `subscribed.<category>`; nothing for any other name.
[[nodiscard]] std::optional<std::string_view> category_of(std::string_view name);

/// The categories that there are.
class Categories {
public:
    /// Takes every category.
    Categories() = default;
    explicit Categories(std::vector<std::string> names) : names_(std::move(names)) {}

    /// Why a column or key cannot be used; empty if it can be, as all can that name no category.
    [[nodiscard]] std::string objection(std::string_view name) const;

private:
    std::vector<std::string> names_{};
};

} // namespace nurture::cli
