// SPDX-License-Identifier: BSL-1.0
#include <nurture/runtime/message.hpp>

#include <string_view>
#include <utility>

namespace nurture::inline v0 {

std::string to_json(const Message& message) {
    const std::string at = to_string(message.at);
    const std::pair<std::string_view, std::string_view> texts[] = {{"key", message.key.str()},
                                                                   {"at", at},
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
                                                                   {"unsubscribe", message.unsubscribe}};
    std::string json = "{";
    for (const auto& [name, text] : texts) {
        json.append(json.size() == 1 ? "\"" : ",\"").append(name).append("\":");
        append_json(json, text);
    }
    json += ",\"data\":";
    append_json(json, Value(message.data));
    return json + '}';
}

} // namespace nurture::inline v0
