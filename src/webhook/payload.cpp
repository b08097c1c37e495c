// SPDX-License-Identifier: BSL-1.0
#include "webhook/payload.hpp"

#include <string_view>
#include <utility>

#include <nurture/lead/value.hpp>

namespace nurture::inline v0::webhook {

std::string payload(const Message& message, const std::string& unsubscribe) {
    const std::pair<std::string_view, std::string_view> texts[] = {{"key", message.key.str()},
                                                                   {"lead", message.lead.str()},
                                                                   {"channel", message.channel.str()},
                                                                   {"to", message.to},
                                                                   {"workflow", message.workflow.str()},
                                                                   {"version", message.version},
                                                                   {"step", message.step.str()},
                                                                   {"content", message.content.str()},
                                                                   {"variant", message.variant},
                                                                   {"category", message.category},
                                                                   {"subject", message.subject},
                                                                   {"preview", message.preview},
                                                                   {"text", message.text},
                                                                   {"html", message.html},
                                                                   {"from", message.from},
                                                                   {"reply_to", message.reply_to},
                                                                   {"unsubscribe", unsubscribe}};
    std::string json = R"({"type":"message")";
    for (const auto& [name, text] : texts) {
        json.append(",\"").append(name).append("\":");
        append_json(json, text);
    }
    json += ",\"data\":";
    append_json(json, Value(message.data));
    return json + "}";
}

} // namespace nurture::inline v0::webhook
