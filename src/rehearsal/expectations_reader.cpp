// SPDX-License-Identifier: BSL-1.0
// The `expect` of a scenario.

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string_view>

#include "rehearsal/script.hpp"

namespace nurture::inline v0::rehearsal {

namespace {

using reading::Key;
using reading::KeyedMap;
using reading::Reading;

/// What is no number is line 0, where no finding is.
std::uint32_t line_number(const std::string& text) {
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class ExpectationsReader {
public:
    ExpectationsReader(const Head& head, const FieldTypes& types, const Reading& reading)
        : head_(head), types_(types), reading_(reading) {}

    Expectations read(const Document& document) {
        static constexpr std::array<Key, 14> keys{{{"messages"},
                                                   {"notes"},
                                                   {"leads"},
                                                   {"accounts"},
                                                   {"enrollments"},
                                                   {"no_enrollments"},
                                                   {"journal"},
                                                   {"deliveries"},
                                                   {"errors"},
                                                   {"no_findings"},
                                                   {"clean"},
                                                   {"tasks"},
                                                   {"notifications"},
                                                   {"calls"}}};
        const KeyedMap map(document, keys, "\"expect\"", reading_);
        Expectations expect;
        read_lists(map, expect);
        if (const Document* const leads = map.find("leads")) {
            expect.leads = fields_of(*leads, true);
        }
        if (const Document* const accounts = map.find("accounts")) {
            expect.accounts = fields_of(*accounts, false);
        }
        read_findings(map, expect);
        for (const std::string_view later : {"tasks", "notifications", "calls"}) {
            const Document* const list = map.find(later);
            if (list != nullptr && !list->items.empty()) {
                reading_.unsupported(list->place, "\"" + std::string(later) + "\"");
            }
        }
        return expect;
    }

private:
    void read_lists(const KeyedMap& map, Expectations& expect) {
        static constexpr std::array<Key, 10> message{{{"at"},
                                                      {"lead"},
                                                      {"content"},
                                                      {"step"},
                                                      {"workflow"},
                                                      {"channel"},
                                                      {"variant"},
                                                      {"subject"},
                                                      {"text"},
                                                      {"to"}}};
        static constexpr std::array<Key, 3> note{{{"at"}, {"lead"}, {"text"}}};
        static constexpr std::array<Key, 8> enrollment{
            {{"lead"}, {"workflow"}, {"key"}, {"state"}, {"reason"}, {"step"}, {"version"}, {"count"}}};
        static constexpr std::array<Key, 2> none{{{"lead"}, {"workflow"}}};
        static constexpr std::array<Key, 11> line{{{"at"},
                                                   {"time"},
                                                   {"seq"},
                                                   {"lead"},
                                                   {"workflow"},
                                                   {"version"},
                                                   {"enrollment"},
                                                   {"step"},
                                                   {"kind"},
                                                   {"reason"},
                                                   {"because"}}};
        static constexpr std::array<Key, 3> delivery{{{"lead"}, {"content"}, {"count"}}};
        if (const Document* const list = map.find("messages")) {
            expect.messages = ExpectedList{list->place, items(*list, message, "messages")};
        }
        if (const Document* const list = map.find("notes")) {
            expect.notes = ExpectedList{list->place, items(*list, note, "notes")};
        }
        if (const Document* const list = map.find("enrollments")) {
            expect.enrollments = items(*list, enrollment, "enrollments");
        }
        if (const Document* const list = map.find("no_enrollments")) {
            expect.no_enrollments = items(*list, none, "no_enrollments");
        }
        if (const Document* const list = map.find("journal")) {
            expect.journal = items(*list, line, "journal");
        }
        if (const Document* const list = map.find("deliveries")) {
            expect.deliveries = items(*list, delivery, "deliveries");
        }
    }

    std::vector<ExpectedItem> items(const Document& list, std::span<const Key> keys, const std::string& name) {
        std::vector<ExpectedItem> found;
        if (list.kind != Document::Kind::list) {
            reading_.wrong_type(list.place, "\"" + name + "\" must be a list; write [] for none");
        }
        for (const Document& item : list.items) {
            const KeyedMap map(item, keys, "an item of \"" + name + "\"", reading_);
            ExpectedItem expected{item.place, {}, {}};
            for (const DocumentMember& member : item.members) {
                if (map) {
                    read_key(member, expected);
                }
            }
            found.push_back(std::move(expected));
        }
        return found;
    }

    void read_key(const DocumentMember& member, ExpectedItem& item) {
        if (member.key == "count") {
            if (const auto count = reading::read_integer(member.value, "count", reading_)) {
                item.count = static_cast<std::uint64_t>(*count);
            }
        } else if (member.key == "at" || member.key == "time") {
            if (const auto at = read_moment(member.value, member.key, head_.start, reading_)) {
                item.keys.emplace_back("at", to_string(*at));
            }
        } else if (member.value.kind == Document::Kind::map) {
            for (const DocumentMember& detail : member.value.members) {
                item.keys.emplace_back("because." + detail.key, detail.value.text);
            }
        } else if (member.value.kind == Document::Kind::null) {
            item.keys.emplace_back(member.key, "");
        } else if (const auto text = reading::read_text(member.value, member.key, reading_)) {
            item.keys.emplace_back(member.key, *text);
        }
    }

    std::vector<ExpectedFields> fields_of(const Document& map, bool of_leads) {
        std::vector<ExpectedFields> found;
        for (const DocumentMember& member : map.members) {
            ExpectedFields expected{member.place, member.key, {}};
            for (const DocumentMember& field : member.value.members) {
                const bool is_flag = field.key == "suppressed" || field.key.compare(0, 11, "subscribed.") == 0;
                std::optional<Value> value;
                if (is_flag) {
                    if (const auto flag = reading::read_bool(field.value, field.key, reading_)) {
                        value = Value(*flag);
                    }
                } else if (of_leads && (field.key == "score" || field.key.compare(0, 6, "score.") == 0)) {
                    if (const auto points = reading::read_number(field.value, field.key, reading_)) {
                        value = Value(*points);
                    }
                } else {
                    value = of_leads ? read_lead_value(field, types_, reading_)
                                     : read_account_value(field, types_, reading_);
                }
                if (value) {
                    expected.fields.emplace_back(field.place, Field{field.key, *std::move(value)});
                }
            }
            found.push_back(std::move(expected));
        }
        return found;
    }

    void read_findings(const KeyedMap& map, Expectations& expect) {
        static constexpr std::array<Key, 3> keys{{{"code"}, {"message"}, {"line"}}};
        if (const Document* const errors = map.find("errors")) {
            for (const ExpectedItem& item : items(*errors, keys, "errors")) {
                ExpectedFinding finding{item.place, {}, {}, {}};
                for (const auto& [key, text] : item.keys) {
                    if (key == "code") {
                        finding.code = text;
                    }
                    if (key == "message") {
                        finding.message = text;
                    }
                    if (key == "line") {
                        finding.line = line_number(text);
                    }
                }
                expect.errors.push_back(std::move(finding));
            }
        }
        if (const Document* const codes = map.find("no_findings")) {
            for (const Document& code : codes->items) {
                expect.no_findings.emplace_back(code.place, code.text);
            }
        }
        if (const Document* const clean = map.find("clean")) {
            if (reading::read_bool(*clean, "clean", reading_).value_or(false)) {
                expect.clean = clean->place;
            }
        }
    }

    const Head& head_;
    const FieldTypes& types_;
    const Reading& reading_;
};

} // namespace

Expectations read_expectations(const Document& document, const Head& head, const FieldTypes& types,
                               const Reading& reading) {
    return ExpectationsReader(head, types, reading).read(document);
}

} // namespace nurture::inline v0::rehearsal
