// SPDX-License-Identifier: BSL-1.0
/// \file
/// The functions that every expression can call: name, types, code.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "condition/datum.hpp"
#include "condition/workspace.hpp"

namespace nurture::inline v0::cel {

/// Arguments are never errors. The receiver is the first.
using Function = Datum (*)(Workspace&, const Datum* arguments, std::size_t count);

/// Stands for any type where a Kind is asked for.
constexpr Kind any = Kind::error;

/// Types that a function takes and the one it gives.
struct Overload {
    std::vector<Kind> parameters{};
    Kind result = any;
    Kind item = any; ///< Of a list as result.
};

struct FunctionEntry {
    std::string_view name; ///< "size", "strings.quote".
    bool member = false;   ///< Called with a dot on its first argument.
    Function code = nullptr;
    std::vector<Overload> overloads{};
};

/// All functions; the place in the table is the number the compiler uses.
[[nodiscard]] const std::vector<FunctionEntry>& functions();

// Each subject adds its own.
void add_conversions(std::vector<FunctionEntry>& table);
void add_text_functions(std::vector<FunctionEntry>& table);
void add_text_extension(std::vector<FunctionEntry>& table);
void add_time_functions(std::vector<FunctionEntry>& table);

/// `text % values` in the way of the string extension; an error if the two do not fit.
[[nodiscard]] Datum format_text(Workspace& work, std::string_view pattern, const Datum& values);

} // namespace nurture::inline v0::cel
