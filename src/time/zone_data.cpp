// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/zone_data.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "time/hash.hpp"

namespace nurture::inline v0 {

namespace {

namespace fs = std::filesystem;

fs::path folder() {
    const char* const given = std::getenv("TZDIR");
    return given != nullptr && *given != '\0' ? given : "/usr/share/zoneinfo";
}

std::string first_line(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    std::getline(in, line);
    return line;
}

/// "2026f", or nothing for what is not the name of an edition.
std::optional<std::string> edition_in(std::string_view line) {
    constexpr std::string_view words = "# version ";
    if (line.substr(0, words.size()) == words) {
        line.remove_prefix(words.size());
    }
    const auto belongs = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
    };
    const bool is_name = !line.empty() && line.size() <= 40 && line.front() >= '0' && line.front() <= '9' &&
                         std::all_of(line.begin(), line.end(), belongs);
    return is_name ? std::optional(std::string(line)) : std::nullopt;
}

std::vector<fs::path> files_below(const fs::path& top) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (fs::recursive_directory_iterator at(top, failure), end; !failure && at != end; at.increment(failure)) {
        std::error_code unknown;
        if (at->is_regular_file(unknown)) {
            files.push_back(at->path().lexically_relative(top));
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string hash_of_files(const fs::path& top) {
    const std::vector<fs::path> files = files_below(top);
    if (files.empty()) {
        return "none";
    }
    Fnv1a hash;
    for (const fs::path& file : files) {
        std::ifstream in(top / file, std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        hash.add(file.generic_string());
        hash.add(std::uint64_t{bytes.size()});
        hash.add(bytes);
    }
    std::string out = "files-";
    for (int shift = 60; shift >= 0; shift -= 4) {
        out += "0123456789abcdef"[hash.value() >> shift & 0xF];
    }
    return out;
}

} // namespace

std::string zone_data_edition() {
    const fs::path top = folder();
    for (const char* file : {"tzdata.zi", "+VERSION"}) {
        if (auto edition = edition_in(first_line(top / file))) {
            return *std::move(edition);
        }
    }
    return hash_of_files(top);
}

} // namespace nurture::inline v0
