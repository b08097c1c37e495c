// SPDX-License-Identifier: BSL-1.0
#include "webhook/payload.hpp"

namespace nurture::inline v0::webhook {

std::string payload(const Message& message) {
    return R"({"type":"message",)" + to_json(message).substr(1);
}

} // namespace nurture::inline v0::webhook
