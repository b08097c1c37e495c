// SPDX-License-Identifier: BSL-1.0
/// \file
/// Files to documents to a catalog.

#include <nurture/yaml/load.hpp>

#include <filesystem>
#include <iterator>

#include "yaml/files.hpp"

namespace nurture::inline v0::yaml {
namespace {

namespace fs = std::filesystem;

/// The documents of a JSON text; a list is several.
Checked<std::vector<Document>> read_json_documents(std::shared_ptr<const SourceText> source, const ReadLimits& limits) {
    Checked<std::vector<Document>> result;
    Checked<Document> json = read_json(std::move(source), limits.nesting);
    result.diagnostics = std::move(json.diagnostics);
    if (!result.ok()) {
        return result;
    }
    if (json.value.kind == Document::Kind::list) {
        result.value = std::move(json.value.items);
    } else {
        result.value.push_back(std::move(json.value));
    }
    return result;
}

void append(Checked<std::vector<Document>>& all, Checked<std::vector<Document>> more) {
    all.value.insert(all.value.end(), std::make_move_iterator(more.value.begin()),
                     std::make_move_iterator(more.value.end()));
    all.diagnostics.insert(all.diagnostics.end(), std::make_move_iterator(more.diagnostics.begin()),
                           std::make_move_iterator(more.diagnostics.end()));
}

Checked<std::vector<Document>> read_one_file(const fs::path& file, const fs::path& root, const ReadLimits& limits) {
    Checked<std::vector<Document>> result;
    const auto source = read_file(file, limits.bytes, result.diagnostics);
    if (source == nullptr) {
        return result;
    }
    result = file.extension() == ".json" ? read_json_documents(source, limits) : read_documents(source, limits);
    for (Document& document : result.value) {
        read_named_files(document, file, root, limits.bytes, result.diagnostics);
    }
    return result;
}

Checked<Catalog> catalog_of(Checked<std::vector<Document>> documents) {
    Checked<Catalog> catalog = read_catalog(documents.value);
    catalog.diagnostics.insert(catalog.diagnostics.end(), documents.diagnostics.begin(), documents.diagnostics.end());
    sort_by_place(catalog.diagnostics);
    return catalog;
}

} // namespace

Checked<std::vector<Document>> read_documents_at(const std::string& path, const ReadLimits& limits) {
    Checked<std::vector<Document>> all;
    const fs::path given(path);
    std::error_code ignored;
    const fs::path root = fs::is_directory(given, ignored) ? given : given.parent_path();
    for (const fs::path& file : catalog_files(given, all.diagnostics)) {
        append(all, read_one_file(file, root, limits));
    }
    return all;
}

Checked<Catalog> load(const std::vector<std::string>& paths) {
    Checked<std::vector<Document>> all;
    for (const std::string& path : paths) {
        append(all, read_documents_at(path));
    }
    return catalog_of(std::move(all));
}

Checked<Catalog> load(const std::string& path) {
    return load(std::vector<std::string>{path});
}

Checked<Catalog> load_text(std::string_view text, const std::string& name) {
    return catalog_of(read_documents(std::make_shared<const SourceText>(SourceText{name, std::string(text)})));
}

} // namespace nurture::inline v0::yaml
