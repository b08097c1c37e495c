// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catalogs from YAML and JSON files.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/definition/catalog.hpp>
#include <nurture/definition/document.hpp>

namespace nurture::inline v0::yaml {

/// What a hostile text may cost. Beyond a limit it is refused with rule "syntax".
struct ReadLimits {
    std::size_t bytes = 4 * 1024 * 1024; ///< Of one file.
    std::size_t nodes = 1'000'000;       ///< Scalars, lists and maps of one file.
    int nesting = 100;                   ///< Lists and maps within one another.
};

/// Reads a catalog: one file, or every *.yaml, *.yml and *.json file below a directory, in byte order of the paths.
///
/// All mistakes of all files are reported together. A path that does not exist, a directory without such a file or
/// an unreadable file is a remark with rule "syntax" that says so.
[[nodiscard]] Checked<Catalog> load(const std::string& path);
[[nodiscard]] Checked<Catalog> load(const std::vector<std::string>& paths);

/// Reads a catalog from YAML text; `name` stands in remarks where a path would.
[[nodiscard]] Checked<Catalog> load_text(std::string_view text, const std::string& name = "catalog");

/// The documents of a YAML text ("---" between them), by the 1.2 core schema, without tags, anchors and aliases.
[[nodiscard]] Checked<std::vector<Document>> read_documents(std::shared_ptr<const SourceText> source,
                                                            const ReadLimits& limits = {});

/// The documents of one file or directory tree, by extension.
[[nodiscard]] Checked<std::vector<Document>> read_documents_at(const std::string& path, const ReadLimits& limits = {});

} // namespace nurture::inline v0::yaml
