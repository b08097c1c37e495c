// SPDX-License-Identifier: BSL-1.0
/// \file
/// Messages for people to look at: a host's first channel.

#pragma once

#include <memory>
#include <ostream>
#include <span>
#include <string_view>

#include <nurture/effects/channel.hpp>

namespace nurture::inline v0 {

/// Writes messages to a stream, such as std::cout, and accepts them all. A message that is handed over again after a
/// crash is written again. Control characters of fields, which could steer a terminal, become '?'.
class ConsoleChannel final : public Channel {
public:
    explicit ConsoleChannel(std::ostream& to) : to_(to) {} ///< Borrowed.

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override {
        for (const Message& message : messages) {
            to_ << "-- " << message.channel.str() << " to ";
            write(message.to);
            to_ << " (" << message.workflow.str() << ", " << message.step.str() << ")\n";
            if (!message.subject.empty()) {
                write(message.subject);
                to_ << '\n';
            }
            write(message.text.empty() ? message.html : message.text);
            to_ << '\n';
            sink->answer(message.key, {});
        }
        to_.flush();
    }

private:
    void write(std::string_view text) {
        for (const char c : text) {
            const bool steers = (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == '\x7F';
            to_ << (steers ? '?' : c);
        }
    }

    std::ostream& to_;
};

} // namespace nurture::inline v0
