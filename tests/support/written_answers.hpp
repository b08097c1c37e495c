// SPDX-License-Identifier: BSL-1.0
/// \file
/// A sink that writes down how a channel answered.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nurture/effects/channel.hpp>

namespace nurture::testing_support {

/// Answers in the order in which they came: "key kind: reason".
class WrittenAnswers final : public DeliverySink {
public:
    void answer(const MessageKey& key, Delivery delivery) override {
        lines.push_back(key.str() + " " + std::string(name(delivery.kind)) + ": " + delivery.reason);
    }

    std::vector<std::string> lines{};
};

} // namespace nurture::testing_support
