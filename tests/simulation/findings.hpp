// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a case finds to be wrong. Collected, not thrown: most of it is seen inside calls of the engine, which catches
/// what adapters throw.

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace nurture::simulation {

class Findings {
public:
    void add(std::string sentence) {
        if (sentences_.size() < most) { // The first says what is wrong; the others mostly follow from it.
            sentences_.push_back(std::move(sentence));
        }
    }
    [[nodiscard]] bool any() const noexcept { return !sentences_.empty(); }
    [[nodiscard]] const std::vector<std::string>& sentences() const noexcept { return sentences_; }

private:
    static constexpr std::size_t most = 8;
    std::vector<std::string> sentences_;
};

} // namespace nurture::simulation
