// SPDX-License-Identifier: BSL-1.0
#include "condition/functions.hpp"

namespace nurture::inline v0::cel {

const std::vector<FunctionEntry>& functions() {
    static const std::vector<FunctionEntry> table = [] {
        std::vector<FunctionEntry> made;
        add_conversions(made);
        add_text_functions(made);
        add_text_extension(made);
        add_time_functions(made);
        return made;
    }();
    return table;
}

} // namespace nurture::inline v0::cel
