// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catalog files on disk.

#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/definition/document.hpp>

namespace nurture::inline v0::yaml {

/// The catalog files at a path, itself or all below it, in byte order of the paths.
[[nodiscard]] std::vector<std::filesystem::path> catalog_files(const std::filesystem::path& path, Diagnostics& remarks);

/// A file's text, at most so many bytes; null after a remark.
[[nodiscard]] std::shared_ptr<const SourceText> read_file(const std::filesystem::path& path, std::size_t bytes,
                                                          Diagnostics& remarks);

/// Replaces what names a file by what stands in it: `{file: …}` of the bodies of a `content` document by the text,
/// `holidays: {file: …, country: …, region: …, types: …}` of the settings by the list of dates. The file is relative to
/// the one it is named in and lies below `root`.
void read_named_files(Document& document, const std::filesystem::path& file, const std::filesystem::path& root,
                      std::size_t bytes, Diagnostics& remarks);

} // namespace nurture::inline v0::yaml
