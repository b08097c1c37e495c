// SPDX-License-Identifier: BSL-1.0

#include "input/categories.hpp"

#include <algorithm>

#include <nurture/definition/diagnostic.hpp>

namespace nurture::cli {

std::optional<std::string_view> category_of(std::string_view name) {
    constexpr std::string_view prefix = "subscribed.";
    if (name.substr(0, prefix.size()) != prefix) {
        return std::nullopt;
    }
    return name.substr(prefix.size());
}

std::string Categories::objection(std::string_view name) const {
    const std::optional<std::string_view> category = category_of(name);
    if (!category || names_.empty() || std::find(names_.begin(), names_.end(), *category) != names_.end()) {
        return {};
    }
    std::string text = "there is no category \"" + std::string(*category) + "\"; ";
    if (const std::optional<std::string> meant = did_you_mean(*category, names_)) {
        return text + "did you mean \"" + *meant + "\"?";
    }
    text += "there are: ";
    for (const std::string& known : names_) {
        text += (&known == &names_.front() ? "" : ", ") + known;
    }
    return text;
}

} // namespace nurture::cli
