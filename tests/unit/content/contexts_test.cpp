// SPDX-License-Identifier: BSL-1.0

#include "unit/content/rendering.hpp"

using namespace nurture;
using namespace nurture::test;

namespace {

std::string in(Escaping escaping, std::string_view text) {
    RenderContext context;
    context.escaping = escaping;
    const NamedValues values(
        {{"name", "<b>Ann & Co</b>"}, {"lines", "a\r\nBcc: eve@example.com"}, {"path", "a/b c?d=é"}});
    return rendered(text, values, context);
}

} // namespace

TEST_CASE("one template is escaped as its context needs", "[content][contexts]") {
    constexpr std::string_view text = "<i>{{ name }}</i>";
    CHECK(in(Escaping::none, text) == "<i><b>Ann & Co</b></i>");
    CHECK(in(Escaping::html, text) == "<i>&lt;b&gt;Ann &amp; Co&lt;/b&gt;</i>");
    CHECK(in(Escaping::header, text) == "<i><b>Ann & Co</b></i>");
    CHECK(in(Escaping::url, "/x?q={{ path }}") == "/x?q=a%2Fb%20c%3Fd%3D%C3%A9");
}

TEST_CASE("raw opts out", "[content][contexts]") {
    CHECK(in(Escaping::html, "{{ name | raw }}") == "<b>Ann & Co</b>");
    CHECK(in(Escaping::url, "{{ path | raw }}") == "a/b c?d=é");
    CHECK(in(Escaping::html, "{{ name | raw | upcase }}") == "&lt;B&gt;ANN &amp; CO&lt;/B&gt;");
}

TEST_CASE("what is escaped already is not escaped twice", "[content][contexts]") {
    CHECK(in(Escaping::html, "{{ name | escape }}") == "&lt;b&gt;Ann &amp; Co&lt;/b&gt;");
    CHECK(in(Escaping::html, "{{ name | escape | escape_once }}") == "&lt;b&gt;Ann &amp; Co&lt;/b&gt;");
    CHECK(in(Escaping::html, "{% capture x %}<p>{{ name }}</p>{% endcapture %}{{ x }}") ==
          "<p>&lt;b&gt;Ann &amp; Co&lt;/b&gt;</p>");
    CHECK(in(Escaping::url, "{{ path | url_encode }}") == "a%2Fb+c%3Fd%3D%C3%A9");
    CHECK(in(Escaping::html, "{{ 'a<\nb' | newline_to_br }}") == "a&lt;<br />\nb");
}

TEST_CASE("no value and no template breaks the line of a header", "[content][contexts]") {
    CHECK(in(Escaping::header, "Hi {{ lines }}") == "Hi a Bcc: eve@example.com");
    CHECK(in(Escaping::header, "\n Hi {{ lines | raw }}\n\n") == " Hi a Bcc: eve@example.com");
    CHECK(in(Escaping::header, "a\xE2\x80\xA8"
                               "b\xC2\x85"
                               "c\x7F\x01\td") == "a b c d");
    CHECK(in(Escaping::header, "{{ 'Grüße – ok' }}") == "Grüße – ok");
}
