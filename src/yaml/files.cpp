// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catalog files on disk.

#include "yaml/files.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "definition/utf8.hpp"
#include "time/quoted.hpp"
#include "yaml/guards.hpp"

namespace nurture::inline v0::yaml {
namespace {

namespace fs = std::filesystem;

bool is_catalog_file(const fs::path& path) {
    const fs::path extension = path.extension();
    return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

Place place_of(const fs::path& path) {
    return {std::make_shared<const SourceText>(SourceText{path.string(), {}}), 0, 0};
}

/// The file that `{file: …}` names, or nothing after a remark.
std::optional<fs::path> body_path(const Document& name, const fs::path& file, const fs::path& root,
                                  Diagnostics& remarks) {
    std::error_code error;
    const fs::path written(name.text);
    const fs::path path = file.parent_path() / written;
    const fs::path real = fs::weakly_canonical(path, error);
    const fs::path real_root = error ? fs::path() : fs::weakly_canonical(root.empty() ? fs::path(".") : root, error);
    const bool below =
        !error && std::mismatch(real_root.begin(), real_root.end(), real.begin(), real.end()).first == real_root.end();
    if (name.kind != Document::Kind::scalar || written.empty() || written.is_absolute() || !below) {
        remarks.push_back({Severity::error,
                           "type",
                           fmt::format("file: {} must be a path relative to this file, and lie inside the catalog",
                                       nurture::quoted(name.text)),
                           {},
                           name.place,
                           {}});
        return std::nullopt;
    }
    return path;
}

} // namespace

std::vector<fs::path> catalog_files(const fs::path& path, Diagnostics& remarks) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
        remarks.push_back(syntax_error("there is no such file or directory", place_of(path)));
        return {};
    }
    if (!fs::is_directory(status)) {
        return {path};
    }
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored; // A dangling link is no regular file; reading tells of the rest.
        if (is_catalog_file(at->path()) && at->is_regular_file(ignored)) {
            files.push_back(at->path());
        }
    }
    if (error) {
        remarks.push_back(
            syntax_error(fmt::format("the directory cannot be read: {}", error.message()), place_of(path)));
    } else if (files.empty()) {
        remarks.push_back(
            syntax_error("there is no *.yaml, *.yml or *.json file below this directory", place_of(path)));
    }
    std::sort(files.begin(), files.end(),
              [](const fs::path& a, const fs::path& b) { return a.generic_string() < b.generic_string(); });
    return files;
}

std::shared_ptr<const SourceText> read_file(const fs::path& path, std::size_t bytes, Diagnostics& remarks) {
    std::ifstream stream(path, std::ios::binary);
    auto source = std::make_shared<SourceText>();
    source->name = path.generic_string();
    constexpr std::size_t block = std::size_t{64} * 1024;
    // One byte more than may be read tells too large files apart, also where the size is not known.
    while (stream && source->text.size() <= bytes) {
        const std::size_t read = source->text.size();
        source->text.resize(std::min(read + block, bytes + 1));
        stream.read(source->text.data() + read, static_cast<std::streamsize>(source->text.size() - read));
        source->text.resize(read + static_cast<std::size_t>(stream.gcount()));
    }
    if (source->text.size() > bytes) {
        remarks.push_back(syntax_error(fmt::format("the file is larger than {} bytes", bytes), place_of(path)));
        return nullptr;
    }
    if (stream.bad() || !stream.eof()) {
        remarks.push_back(syntax_error("the file cannot be read", place_of(path)));
        return nullptr;
    }
    return source;
}

void read_bodies(Document& document, const fs::path& file, const fs::path& root, std::size_t bytes,
                 Diagnostics& remarks) {
    if (document.find("content") == nullptr) {
        return;
    }
    for (DocumentMember& member : document.members) {
        Document& body = member.value;
        const bool named = (member.key == "html" || member.key == "text") && body.members.size() == 1 &&
                           body.members.front().key == "file";
        if (!named) {
            continue;
        }
        const auto path = body_path(body.members.front().value, file, root, remarks);
        const auto source = path ? read_file(*path, bytes, remarks) : nullptr;
        Document text;
        text.kind = Document::Kind::scalar;
        text.quoted = true;
        text.place = body.place;
        if (source != nullptr) {
            if (const auto bad = utf8::first_bad_byte(source->text)) {
                remarks.push_back(
                    syntax_error("this is not UTF-8; save the file as UTF-8", PlaceCounter(source).at(*bad)));
            } else {
                text.text = source->text.substr(utf8::has_byte_order_mark(source->text) ? 3 : 0);
                text.place = {source, 1, 1};
            }
        }
        body = std::move(text);
    }
}

} // namespace nurture::inline v0::yaml
