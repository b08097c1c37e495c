// SPDX-License-Identifier: BSL-1.0

#include "support/counted_allocations.hpp"
#include "unit/content/rendering.hpp"
#include "unit/content/typical_mail.hpp"

using namespace nurture;
using namespace nurture::test;

TEST_CASE("a typical mail is rendered without allocation beyond its output", "[content][allocation]") {
    const Template mail = parsed(typical_mail());
    const TypicalLead lead;
    RenderContext context;
    context.escaping = Escaping::html;
    REQUIRE(mail.render(lead, context).ok());
    std::size_t size = 0;
    const std::size_t asked = testing_support::allocations_of([&] { size = mail.render(lead, context)->size(); });
    CHECK(size > 3'000);
    CHECK(asked == 1);
}
