// SPDX-License-Identifier: BSL-1.0
/// \file
/// Files and directories.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include <nurture/yaml/load.hpp>

#include "support/catch.hpp"
#include "unit/definition/read.hpp"

using namespace nurture;
using nurture_test::list;
using nurture_test::says;
namespace fs = std::filesystem;

namespace {

/// A directory of its own for a test, gone behind it.
class Folder {
public:
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "nurture-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }

    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    fs::path path_;
};

} // namespace

TEST_CASE("a catalog is every YAML and JSON file below a directory", "[yaml][load]") {
    const Folder folder;
    folder.write("workflows/welcome.yaml", "workflow: welcome\nsteps: [{send: mail}]\n");
    folder.write("workflows/old/other.yml", "workflow: other\nsteps: []\n---\nworkflow: third\nsteps: []\n");
    folder.write("content.json", R"([{"content": "mail", "channel": "email"}, {"content": "b", "channel": "email"}])");
    folder.write("settings.json", R"({"settings": {"time_zone": "UTC"}})");
    folder.write("readme.md", "workflow: [not read");
    folder.write("data.csv", "a,b\n");
    const auto read = yaml::load(folder.path());
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    CHECK(read->workflows.size() == 3);
    CHECK(read->contents.size() == 2);
    CHECK(read->settings.time_zone == "UTC");
    CHECK(read->workflows.at("third").place.line == 4);
}

TEST_CASE("files are read in byte order of their paths", "[yaml][load]") {
    const Folder folder;
    folder.write("b.yaml", "workflow: w\nsteps: []\n");
    folder.write("a/z.yaml", "workflow: w\nsteps: []\n");
    folder.write("B.yaml", "workflow: w\nsteps: []\n");
    const auto read = yaml::load(folder.path());
    REQUIRE(read.diagnostics.size() == 2);
    CHECK(read->workflows.at("w").place.source->name == folder / "B.yaml");
    CHECK(read.diagnostics[0].place.source->name == folder / "a/z.yaml");
    CHECK(says(read.diagnostics, "duplicate_id", "B.yaml:1"));
}

TEST_CASE("several paths make one catalog", "[yaml][load]") {
    const Folder folder;
    folder.write("a.yaml", "workflow: a\nsteps: []\n");
    folder.write("b.yaml", "workflow: b\nsteps: []\n");
    CHECK(yaml::load(std::vector<std::string>{folder / "a.yaml", folder / "b.yaml"})->workflows.size() == 2);
    CHECK(yaml::read_documents_at(folder.path())->size() == 2);
}

TEST_CASE("what cannot be read is said of each path, the rest is read", "[yaml][load]") {
    const Folder folder;
    folder.write("good.yaml", "workflow: good\nsteps: []\n");
    folder.write("bad.yaml", "workflow: [\n");
    folder.write("worse.json", "{\n  workflow: 1}");
    const auto read = yaml::load(std::vector<std::string>{folder.path(), folder / "missing.yaml"});
    INFO(list(read.diagnostics));
    CHECK(read->workflows.size() == 1);
    REQUIRE(read.diagnostics.size() == 3);
    CHECK(to_string(read.diagnostics[0]).find("bad.yaml:2:1: error:") != std::string::npos);
    CHECK(says({read.diagnostics[1]}, "syntax", "no such file"));
    CHECK(to_string(read.diagnostics[2]).find("worse.json:2:3: error:") != std::string::npos);
}

TEST_CASE("a directory without a catalog file is a mistake, an empty file is not", "[yaml][load]") {
    const Folder folder;
    CHECK(says(yaml::load(folder.path()).diagnostics, "syntax", "no *.yaml"));
    folder.write("empty.yaml", "");
    CHECK(yaml::load(folder.path()).ok());
    folder.write("empty.json", "");
    CHECK(says(yaml::load(folder.path()).diagnostics, "syntax", "end of the text"));
}

TEST_CASE("a file that is too large is refused without being read to its end", "[yaml][load]") {
    const Folder folder;
    folder.write("large.yaml", "");
    fs::resize_file(folder / "large.yaml", std::uintmax_t{100} * 1024 * 1024);
    const auto read = yaml::load(folder / "large.yaml");
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(says(read.diagnostics, "syntax", "larger than 4194304 bytes"));
}

TEST_CASE("a body may stand in a file beside the catalog", "[yaml][load]") {
    const Folder folder;
    folder.write("mail/a.yaml", "content: a\nchannel: email\nhtml: {file: ../html/a.html}\ntext: {file: a.txt}\n");
    folder.write("mail/a.txt", "Hello\n");
    folder.write("html/a.html", "<p>{{ lead.first_name }}</p>\n");
    const auto read = yaml::load(folder.path());
    INFO(list(read.diagnostics));
    REQUIRE(read.ok());
    const Content& content = read->contents.at("a");
    CHECK(content.html.text == "<p>{{ lead.first_name }}</p>\n");
    CHECK(content.html.place.source->name.find("a.html") != std::string::npos);
    CHECK(content.html.place.line == 1);
    CHECK(content.text.text == "Hello\n");
}

TEST_CASE("a body outside the catalog is not read", "[yaml][load]") {
    const Folder folder;
    folder.write("secret.html", "secret");
    folder.write("catalog/html/in.html", "in");
    fs::create_symlink(folder / "secret.html", folder / "catalog/html/link.html");
    for (const std::string& name :
         {std::string("../secret.html"), folder / "secret.html", std::string("html/link.html"),
          std::string("html/../../secret.html"), std::string("")}) {
        folder.write("catalog/a.yaml", "content: a\nchannel: email\nhtml: {file: \"" + name + "\"}\n");
        const auto read = yaml::load(folder / "catalog");
        CAPTURE(name);
        CHECK(says(read.diagnostics, "type", "lie inside the catalog"));
        CHECK(read->contents.at("a").html.empty());
    }
    folder.write("catalog/a.yaml", "content: a\nchannel: email\nhtml: {file: html/gone.html}\n");
    CHECK(says(yaml::load(folder / "catalog").diagnostics, "syntax", "cannot be read"));
    folder.write("catalog/a.yaml", "content: a\nchannel: email\nhtml: {file: html/in.html}\n");
    CHECK(yaml::load(folder / "catalog/a.yaml").ok());
}

TEST_CASE("holidays may stand in a calendar or a table beside the catalog", "[yaml][load][time]") {
    const Folder folder;
    const auto dates_of = [&](const std::string& holidays) {
        folder.write("settings.yaml", "settings: {holidays: " + holidays + "}\n");
        const auto read = yaml::load(folder.path());
        INFO(list(read.diagnostics));
        REQUIRE(read.ok());
        CHECK(read->settings.business_hours.holidays() == read->settings.holidays);
        return std::vector<CivilDate>(read->settings.holidays.dates().begin(), read->settings.holidays.dates().end());
    };
    folder.write("days.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\n"
                             "DTEND;VALUE=DATE:20261226\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    CHECK(dates_of("{file: days.ics}") == std::vector<CivilDate>{{2026, 12, 24}, {2026, 12, 25}});
    folder.write("days.csv", "date,country,region,type\n2026-09-07,BR,,public\n2026-07-09,BR,BR-SP,public\n"
                             "2026-10-03,DE,,public\n2026-10-28,BR,,optional\n");
    CHECK(dates_of("{file: days.csv, country: BR, types: [public]}") == std::vector<CivilDate>{{2026, 9, 7}});
    CHECK(dates_of("{file: days.csv, country: BR, region: BR-SP, types: public}") ==
          std::vector<CivilDate>{{2026, 7, 9}, {2026, 9, 7}});
}

TEST_CASE("a file that holds no holidays is a mistake that says which", "[yaml][load][time]") {
    const Folder folder;
    folder.write("days.txt", "Christmas\n");
    const auto wrong = [&](const std::string& holidays) {
        folder.write("settings.yaml", "settings: {holidays: " + holidays + "}\n");
        return yaml::load(folder.path()).diagnostics;
    };
    CHECK(says(wrong("{file: days.txt}"), "type", "days.txt: "));
    CHECK(says(wrong("{file: gone.ics}"), "syntax", "cannot be read"));
    CHECK(says(wrong("{file: ../days.ics}"), "type", "lie inside the catalog"));
    CHECK(says(wrong("{file: days.txt, county: BR}"), "type", "\"county\" does not go with a file"));
}

TEST_CASE("a text has no files beside it", "[yaml][load]") {
    CHECK(says(yaml::load_text("content: a\nchannel: email\nhtml: {file: a.html}\n").diagnostics, "type", "{file: …}"));
}
