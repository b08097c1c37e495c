// SPDX-License-Identifier: BSL-1.0
/// \file
/// A nurture mail as marketers write them: 3 KB, twelve outputs, two conditions, one loop.

#pragma once

#include <string>
#include <vector>

#include <nurture/content/template.hpp>

namespace nurture::test {

/// The lead it goes to; names are found as the runtime finds them.
class TypicalLead final : public TemplateScope {
public:
    [[nodiscard]] const Value* find(const std::vector<std::string>& path) const override {
        if (path.size() == 1) {
            return path.front() == "unsubscribe_url" ? &unsubscribe_url_ : nullptr;
        }
        const Fields& fields = path.front() == "account" ? account_ : lead_;
        return path.size() == 2 ? fields.find(path[1]) : nullptr;
    }

private:
    Value unsubscribe_url_{"https://example.com/unsubscribe?key=0123456789abcdef"};
    Fields lead_{{"first_name", "Ada"},
                 {"last_name", "Lovelace"},
                 {"title", "Head of Marketing & Operations"},
                 {"email", "ada@example.com"},
                 {"score", 62},
                 {"city", "London"},
                 {"topics", Value::List{"lead scoring", "routing", "reporting"}},
                 {"renewal_date", "2026-05-20"}};
    Fields account_{{"name", "Analytical Engines Ltd"}, {"industry", "software"}, {"employees", 240}};
};

inline std::string typical_mail() {
    const std::string paragraph =
        "<p>Most teams lose half of their leads between the first form and the first call. We have looked at how two "
        "hundred of them hand leads over, what the good ones do in the first week, and which of their mails are read. "
        "The short version: write less often, write about what the reader came for, and stop when sales has begun to "
        "talk. The long version is in the guide, with the figures, the questions we asked and the mails themselves. "
        "It takes about twenty minutes to read, and there is a checklist at the end of every chapter that you can "
        "hand to your colleagues as it stands. Nothing to install, and nobody will call you about it.</p>\n";
    return "<html><body>\n<h1>{{ lead.first_name | default: \"Hello\" }}, what to read next</h1>\n" + paragraph +
           "<p>As {{ lead.title }} at {{ account.name }} in {{ lead.city }} you will know this.</p>\n" + paragraph +
           "{% if account.employees > 200 %}<p>For teams of {{ account.employees }} people there is a chapter of its "
           "own.</p>{% else %}<p>It is written for small teams.</p>{% endif %}\n" +
           "<ul>\n{% for topic in lead.topics %}  <li>{{ forloop.index }}. {{ topic | capitalize }}</li>\n{% endfor "
           "%}</ul>\n" +
           paragraph +
           "{% if lead.score >= 50 and account.industry == \"software\" %}<p>Your plan renews on {{ "
           "lead.renewal_date | date: \"%-d %B %Y\" }}.</p>{% endif %}\n" +
           paragraph +
           "<p>Yours, Ana</p>\n<p>This mail went to {{ lead.email | downcase }} ({{ lead.last_name | upcase }}). <a "
           "href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>\n</body></html>\n";
}

} // namespace nurture::test
