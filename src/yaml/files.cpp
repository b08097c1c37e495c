// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catalog files on disk.

#include "yaml/files.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include <nurture/time/holidays.hpp>

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

/// Where the files of one catalog file are looked for.
struct NamedFiles {
    const fs::path& file; ///< The catalog file.
    const fs::path& root;
    std::size_t bytes; ///< At most so many of one.
    Diagnostics& remarks;
};

/// The text of the file that `{file: name}` names, without a byte order mark; nothing after a remark.
std::shared_ptr<const SourceText> named_text(const Document& name, const NamedFiles& files) {
    const auto path = body_path(name, files.file, files.root, files.remarks);
    const auto source = path ? read_file(*path, files.bytes, files.remarks) : nullptr;
    if (source == nullptr) {
        return nullptr;
    }
    if (const auto bad = utf8::first_bad_byte(source->text)) {
        files.remarks.push_back(
            syntax_error("this is not UTF-8; save the file as UTF-8", PlaceCounter(source).at(*bad)));
        return nullptr;
    }
    return source;
}

std::string_view without_mark(const SourceText& source) {
    return std::string_view(source.text).substr(utf8::has_byte_order_mark(source.text) ? 3 : 0);
}

Document scalar(std::string text, Place place) {
    Document written;
    written.kind = Document::Kind::scalar;
    written.quoted = true;
    written.text = std::move(text);
    written.place = std::move(place);
    return written;
}

void read_body(Document& body, const NamedFiles& files) {
    const auto source = named_text(body.members.front().value, files);
    body = source == nullptr ? scalar({}, body.place) : scalar(std::string(without_mark(*source)), {source, 1, 1});
}

/// Those of a content, a variant or the footer.
void read_bodies(Document& owner, const NamedFiles& files) {
    for (DocumentMember& member : owner.members) {
        const bool is_body = member.key == "html" || member.key == "text";
        if (is_body && member.value.members.size() == 1 && member.value.members.front().key == "file") {
            read_body(member.value, files);
        }
    }
}

Document* member_of(Document& document, std::string_view key) {
    const auto found = std::find_if(document.members.begin(), document.members.end(),
                                    [&](const DocumentMember& member) { return member.key == key; });
    return found == document.members.end() ? nullptr : &found->value;
}

/// Which rows of a table of holidays count, by what stands beside `file`.
std::optional<HolidayRows> rows_of(const Document& holidays, Diagnostics& remarks) {
    HolidayRows rows;
    const auto wrong = [&](const Place& place, std::string message) {
        remarks.push_back({Severity::error, "type", "\"holidays\": " + std::move(message), {}, place, {}});
        return std::nullopt;
    };
    for (const DocumentMember& member : holidays.members) {
        const Document& value = member.value;
        const bool is_text = value.kind == Document::Kind::scalar;
        if (member.key == "types" && value.kind == Document::Kind::list) {
            for (const Document& type : value.items) {
                rows.types.push_back(type.text);
            }
        } else if (member.key == "types" && is_text) {
            rows.types = {value.text};
        } else if (member.key == "country" && is_text) {
            rows.country = value.text;
        } else if (member.key == "region" && is_text) {
            rows.region = value.text;
        } else if (member.key != "file") {
            return wrong(member.place,
                         fmt::format("{} does not go with a file; \"country\", \"region\" and \"types\" do",
                                     nurture::quoted(member.key)));
        }
    }
    return rows;
}

void read_holidays(Document& holidays, const NamedFiles& files) {
    const Document name = *holidays.find("file");
    const std::optional<HolidayRows> rows = rows_of(holidays, files.remarks);
    const auto source = rows ? named_text(name, files) : nullptr;
    Document dates;
    dates.kind = Document::Kind::list;
    dates.place = holidays.place;
    holidays = std::move(dates);
    if (source == nullptr) {
        return;
    }
    const Result<Holidays> read = parse_holidays(without_mark(*source), *rows);
    if (!read) {
        files.remarks.push_back({Severity::error,
                                 "type",
                                 fmt::format("\"holidays\": {}: {}", source->name, read.error().message),
                                 {},
                                 name.place,
                                 {}});
        return;
    }
    for (const CivilDate& date : read->dates()) {
        holidays.items.push_back(scalar(to_string(date), name.place));
    }
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

void read_named_files(Document& document, const fs::path& file, const fs::path& root, std::size_t bytes,
                      Diagnostics& remarks) {
    const NamedFiles files{file, root, bytes, remarks};
    if (document.find("content") != nullptr) {
        read_bodies(document, files);
        if (Document* const variants = member_of(document, "variants"); variants != nullptr) {
            for (DocumentMember& variant : variants->members) {
                read_bodies(variant.value, files);
            }
        }
    }
    if (Document* const settings = member_of(document, "settings"); settings != nullptr) {
        if (Document* const footer = member_of(*settings, "footer"); footer != nullptr) {
            read_bodies(*footer, files);
        }
        if (Document* const holidays = member_of(*settings, "holidays");
            holidays != nullptr && holidays->find("file") != nullptr) {
            read_holidays(*holidays, files);
        }
    }
}

} // namespace nurture::inline v0::yaml
