// SPDX-License-Identifier: BSL-1.0
/// \file
/// A parsed text before it means anything: scalars, lists and maps with their places.
///
/// YAML, JSON and the canonical form all become documents; one reader gives them meaning. A host with a format of
/// its own makes documents too.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nurture/definition/diagnostic.hpp>

namespace nurture::inline v0 {

struct DocumentMember;

/// A scalar, list or map as it was written.
struct Document {
    enum class Kind { null, scalar, list, map };

    Kind kind = Kind::null;
    std::string text{};                  ///< Of a scalar, as written, escapes resolved.
    bool quoted = false;                 ///< A quoted or block scalar: always text. Else the reader decides what it is.
    Place place{};                       ///< Of the first character; of a quoted scalar the first one behind the quote.
    std::vector<Document> items;         ///< Of a list.
    std::vector<DocumentMember> members; ///< Of a map, in the order written; keys may repeat until it is read.

    [[nodiscard]] const Document* find(std::string_view key) const noexcept; ///< The first of that key, or null.
};

/// A key of a map with its value.
struct DocumentMember {
    std::string key{};
    Place place{}; ///< Of the key.
    Document value{};
};

/// Reads JSON (RFC 8259, UTF-8, nesting at most `nesting`) as one document. Duplicate keys are kept for the reader
/// to refuse. Places are exact. Errors have rule "syntax".
[[nodiscard]] Checked<Document> read_json(std::shared_ptr<const SourceText> source, int nesting = 64);

/// Canonical JSON: keys in byte order, no spaces, numbers and plain scalars as JSON kinds, the rest as strings.
[[nodiscard]] std::string to_canonical_json(const Document& document);

} // namespace nurture::inline v0
