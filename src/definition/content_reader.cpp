// SPDX-License-Identifier: BSL-1.0
/// \file
/// A `content` document.

#include <fmt/format.h>

#include "definition/literal.hpp"
#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key content_keys[] = {{"content"},
                                {"channel"},
                                {"subject"},
                                {"preview"},
                                {"text"},
                                {"html"},
                                {"from"},
                                {"reply_to"},
                                {"category"},
                                {"stage"},
                                {"topics"},
                                {"when"},
                                {"once"},
                                {"data"},
                                {"expires_at"},
                                {"variants", Known::later},
                                {"measure", Known::later}};

/// A body, which may stand in a file of its own; the loader of files has put the file's text here then.
SourceString read_body(const Document& document, std::string_view name, const Reading& reading) {
    if (document.kind == Document::Kind::map && document.find("file") != nullptr) {
        reading.wrong_type(document.place,
                           fmt::format("\"{}\": {{file: …}} can be read only where the catalog itself is "
                                       "read from a file; write the text here",
                                       name));
        return {};
    }
    return read_template(document, name, reading);
}

void read_data(const Document& document, Content& content, const Reading& reading) {
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place, fmt::format("\"data\" must be a map, not {}", kind_name(document)));
        return;
    }
    if (auto value = read_literal(document, "data", reading)) {
        content.data = *value->as_map();
    }
}

} // namespace

Content read_content(const Document& document, const Reading& reading) {
    Content content;
    const std::string name = document.find("content")->text;
    const Reading here = reading.of(fmt::format("content {}", quoted(name)));
    const KeyedMap map(document, content_keys, "a content", here);
    content.place = map.member("content")->place;
    if (const auto id = read_id(*map.find("content"), "content", here)) {
        content.id = *id;
    }
    if (!map.has("channel")) {
        here.wrong_type(content.place, "\"channel\" is missing; write for example channel: email");
    } else if (const auto channel = read_id(*map.find("channel"), "channel", here)) {
        content.channel = *channel;
    }
    read_into(content.subject, map, "subject", read_template, here);
    read_into(content.preview, map, "preview", read_template, here);
    read_into(content.text, map, "text", read_body, here);
    read_into(content.html, map, "html", read_body, here);
    read_into(content.from, map, "from", read_template, here);
    read_into(content.reply_to, map, "reply_to", read_template, here);
    read_into(content.when, map, "when", read_expression, here);
    read_into(content.category, map, "category", read_id, here);
    read_into(content.stage, map, "stage", read_text, here);
    read_into(content.once, map, "once", read_bool, here);
    if (const Document* topics = map.find("topics")) {
        content.topics = read_texts(*topics, "topics", here);
    }
    if (const Document* expires_at = map.find("expires_at")) {
        content.expires_at = read_instant(*expires_at, "expires_at", here);
    }
    if (const Document* data = map.find("data")) {
        read_data(*data, content, here);
    }
    return content;
}

} // namespace nurture::inline v0::reading
