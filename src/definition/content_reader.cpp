// SPDX-License-Identifier: BSL-1.0
/// \file
/// A `content` document.

#include <fmt/format.h>

#include "definition/literal.hpp"
#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0::reading {
namespace {

constexpr Key content_keys[] = {{"content"}, {"channel"},  {"subject"},    {"preview"},  {"text"},   {"html"},
                                {"from"},    {"reply_to"}, {"category"},   {"stage"},    {"topics"}, {"when"},
                                {"once"},    {"data"},     {"expires_at"}, {"variants"}, {"measure"}};

constexpr Key variant_keys[] = {{"weight"},
                                {"subject"},
                                {"preview"},
                                {"text"},
                                {"html"},
                                {"from"},
                                {"reply_to"},
                                {"data"},
                                {"channel", Known::elsewhere, "is the content's; a variant has other texts alone"},
                                {"when", Known::elsewhere, "is the content's; a variant has other texts alone"},
                                {"category", Known::elsewhere, "is the content's; a variant has other texts alone"},
                                {"once", Known::elsewhere, "is the content's; a variant has other texts alone"},
                                {"expires_at", Known::elsewhere, "is the content's; a variant has other texts alone"}};

constexpr std::uint32_t all_leads = 10'000; // Hundredths of a percent.

std::optional<Fields> read_data(const Document& document, std::string_view name, const Reading& reading) {
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place, fmt::format("\"{}\" must be a map, not {}", name, kind_name(document)));
        return std::nullopt;
    }
    const auto value = read_literal(document, name, reading);
    return value ? std::optional(*value->as_map()) : std::nullopt;
}

ContentVariant read_variant(const DocumentMember& member, const Reading& content) {
    ContentVariant variant;
    variant.name = member.key;
    variant.place = member.place;
    const Reading reading = content.of(fmt::format("variant {}", quoted(member.key)));
    const KeyedMap map(member.value, variant_keys, "a variant", reading);
    const auto read = [&](std::optional<SourceString>& target, std::string_view key, auto how) {
        if (const Document* text = map.find(key)) {
            target = how(*text, key, reading);
        }
    };
    read(variant.subject, "subject", read_template);
    read(variant.preview, "preview", read_template);
    read(variant.text, "text", read_body);
    read(variant.html, "html", read_body);
    read(variant.from, "from", read_template);
    read(variant.reply_to, "reply_to", read_template);
    if (const Document* data = map.find("data")) {
        variant.data = read_data(*data, "data", reading);
    }
    if (const Document* weight = map.find("weight")) {
        variant.weight = read_weight(*weight, "weight", reading).value_or(0);
    }
    return variant;
}

/// Without any weight all have equal shares, the base too; what does not divide is the base's.
void share(Content& content, std::size_t weighed, const Place& place, const Reading& reading) {
    if (weighed == 0) {
        for (ContentVariant& variant : content.variants) {
            variant.weight = all_leads / static_cast<std::uint32_t>(content.variants.size() + 1);
        }
    } else if (weighed < content.variants.size()) {
        reading.error("split_weights", place, "some variants have a weight and some have none; give each one or none");
    }
    std::uint64_t sum = 0;
    for (const ContentVariant& variant : content.variants) {
        sum += variant.weight;
    }
    if (sum > all_leads) {
        reading.error("split_weights", place,
                      fmt::format("the weights of the variants add up to {}, more than 100; the base content has what "
                                  "they leave",
                                  to_weight_text(sum)));
    }
}

void read_variants(const Document& document, Content& content, const Reading& reading) {
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place,
                           fmt::format("\"variants\" must be a map of names such as {{question: {{weight: 50, subject: "
                                       "…}}}}, not {}",
                                       kind_name(document)));
        return;
    }
    check_duplicates(document, reading);
    std::size_t weighed = 0;
    for (const DocumentMember& member : document.members) {
        if (!is_catalog_id(member.key)) {
            reading.wrong_type(member.place, fmt::format("{} is no name of a variant", quoted(member.key)));
        } else if (member.key == "base") {
            reading.wrong_type(member.place, "\"base\" is the content itself, with the weight that its variants leave");
        } else {
            content.variants.push_back(read_variant(member, reading));
            weighed += member.value.find("weight") != nullptr ? 1 : 0;
        }
    }
    if (!content.variants.empty()) {
        share(content, weighed, document.place, reading);
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
        content.data = read_data(*data, "data", here).value_or(Fields{});
    }
    if (const Document* variants = map.find("variants")) {
        read_variants(*variants, content, here);
    }
    read_into(content.measure, map, "measure", read_measure, here);
    return content;
}

} // namespace nurture::inline v0::reading
