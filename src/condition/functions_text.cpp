// SPDX-License-Identifier: BSL-1.0
/// \file
/// size(), contains(), startsWith(), endsWith(), matches().

#include <algorithm>
#include <memory>
#include <string>

#include "condition/functions.hpp"
#include "condition/utf8.hpp"

namespace nurture::inline v0::cel {

namespace {

Datum size(Workspace& work, const Datum* a, std::size_t) {
    switch (a->kind) {
    case Kind::text:
        work.meter.spend_bytes(a->extra);
        return of_int(static_cast<std::int64_t>(count_characters(a->view())));
    case Kind::bytes: return of_int(a->extra);
    case Kind::list:
    case Kind::host_list: return of_int(static_cast<std::int64_t>(size_of_list(*a)));
    case Kind::map:
    case Kind::host_map: return of_int(static_cast<std::int64_t>(size_of_map(*a)));
    default: return work.no_overload("size()", a, 1);
    }
}

bool two_texts(Workspace& work, const Datum* a) noexcept {
    work.meter.spend_bytes(a[0].extra);
    return a[0].kind == Kind::text && a[1].kind == Kind::text;
}

Datum contains(Workspace& work, const Datum* a, std::size_t) {
    if (!two_texts(work, a)) return work.no_overload("contains()", a, 2);
    if (!work.meter.spend_search(a[0].extra, a[1].extra)) return work.fail("out of steps");
    return of_bool(a[0].view().find(a[1].view()) != std::string_view::npos);
}

Datum starts_with(Workspace& work, const Datum* a, std::size_t) {
    if (!two_texts(work, a)) return work.no_overload("startsWith()", a, 2);
    return of_bool(a[0].view().substr(0, a[1].extra) == a[1].view());
}

Datum ends_with(Workspace& work, const Datum* a, std::size_t) {
    if (!two_texts(work, a)) return work.no_overload("endsWith()", a, 2);
    return of_bool(a[0].extra >= a[1].extra && a[0].view().substr(a[0].extra - a[1].extra) == a[1].view());
}

Datum matches(Workspace& work, const Datum* a, std::size_t) {
    if (!two_texts(work, a)) return work.no_overload("matches()", a, 2);
    std::unique_ptr<RE2> made;
    std::string problem;
    const RE2* pattern = work.pattern(a[1].view(), made, problem);
    if (pattern == nullptr) return work.fail(std::move(problem));
    // At worst RE2 goes through its whole program for each byte of the text.
    const std::size_t program = static_cast<std::size_t>(std::max(pattern->ProgramSize(), 64));
    if (!work.meter.spend(1 + std::size_t{a[0].extra} * program / 4096)) return work.fail("out of steps");
    return of_bool(RE2::PartialMatch(re2::StringPiece(a[0].chars, a[0].extra), *pattern));
}

} // namespace

void add_text_functions(std::vector<FunctionEntry>& table) {
    using K = Kind;
    const std::vector<Overload> sizes = {{{K::text}, K::integer, any},
                                         {{K::bytes}, K::integer, any},
                                         {{K::list}, K::integer, any},
                                         {{K::map}, K::integer, any}};
    const std::vector<Overload> tests = {{{K::text, K::text}, K::boolean, any}};
    table.push_back({"size", false, size, sizes});
    table.push_back({"size", true, size, sizes});
    table.push_back({"contains", true, contains, tests});
    table.push_back({"startsWith", true, starts_with, tests});
    table.push_back({"endsWith", true, ends_with, tests});
    table.push_back({"matches", true, matches, tests});
    table.push_back({"matches", false, matches, tests});
}

} // namespace nurture::inline v0::cel
