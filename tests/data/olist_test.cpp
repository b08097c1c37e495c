// SPDX-License-Identifier: BSL-1.0
// The marketing funnel of a marketplace: 5,553 leads and the 561 deals that were won. The numbers of messages were
// computed from the data by other means; the program must find them to the last one.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/shared_data.hpp"

namespace {

namespace fs = std::filesystem;

/// A folder that is gone at the end of the test.
class TempFolder {
public:
    TempFolder() {
        std::string name = (fs::temp_directory_path() / "nurture-olist-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~TempFolder() { fs::remove_all(path_); }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    fs::path path_;
};

/// The cells before the first quoted one, which is all that is needed of these files.
std::vector<std::string> plain_cells(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line.substr(0, line.find('"')));
    for (std::string cell; std::getline(in, cell, ',');) {
        cells.push_back(cell);
    }
    return cells;
}

/// Leads, and their first contacts: sorting is left to the program.
void convert_leads(const fs::path& from, const std::string& leads_file, const std::string& contacts_file) {
    std::ifstream in(from);
    std::ofstream leads(leads_file);
    std::ofstream contacts(contacts_file);
    leads << "id,email,landing_page,origin\n";
    contacts << "time,lead,type\n";
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        const std::vector<std::string> cells = plain_cells(line);
        const std::string origin = cells.size() > 3 ? cells[3] : "";
        leads << cells.at(0) << ',' << cells.at(0) << "@example.com," << cells.at(2) << ',' << origin << '\n';
        contacts << cells.at(1) << ',' << cells.at(0) << ",first_contact\n";
    }
}

/// "2018-05-08 20:17:59" was local time without a zone; it is taken as UTC, like the first contacts.
void convert_deals(const fs::path& from, const std::string& deals_file) {
    std::ifstream in(from);
    std::ofstream deals(deals_file);
    deals << "time,lead,type,segment\n";
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        const std::vector<std::string> cells = plain_cells(line);
        std::string won = cells.at(4);
        won.at(10) = 'T';
        deals << won << "Z," << cells.at(0) << ",won," << (cells.size() > 5 ? cells[5] : "") << '\n';
    }
}

std::pair<int, std::string> output_of(const std::string& command) {
    std::string text;
    std::FILE* const pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        text.append(buffer.data(), got);
    }
    return {pclose(pipe), text};
}

TEST_CASE("five mails to the leads of a real funnel stop exactly where a deal was won", "[data][olist]") {
    const auto folder = nurture::testing_support::shared_data("olist");
    if (!folder) {
        NURTURE_SKIP("the data set olist is not there; NURTURE_SHARED names the folder it is in");
    }
    const TempFolder temp;
    convert_leads(*folder / "mql.csv", temp / "leads.csv", temp / "contacts.csv");
    convert_deals(*folder / "closed_deals_14col.csv", temp / "deals.csv");
    const std::string catalog = std::string(NURTURE_SOURCE_DIR) + "/tests/data/olist.yaml";
    const auto output =
        output_of(std::string(NURTURE_PROGRAM) + " run " + catalog + " --json --sort --until 2020-01-01 --leads " +
                  (temp / "leads.csv") + " --events " + (temp / "contacts.csv") + " --events " + (temp / "deals.csv") +
                  " --outbox " + (temp / "outbox.jsonl"));
    const std::string& summary = output.second;
    REQUIRE(output.first == 0);
    INFO(summary);
    const auto says = [&](const std::string& part) { return summary.find(part) != std::string::npos; };
    CHECK(says(R"({"leads":5553,"accounts":0,"events":6114,"duplicates":0,"rejected":0,"enrolled":5553,"active":0,)"));
    CHECK(says(R"("left":{"completed":5178,"goal":0,"exited":375,)"));
    CHECK(says(R"("messages":26869,)"));
    CHECK(says(R"("exits":{"won":375})"));
    CHECK(says(R"("hello":{"entered":5553,"left":5553,"sent":5553})"));
    CHECK(says(R"("how-it-works":{"entered":5480,"left":5480,"sent":5480})"));
    CHECK(says(R"("what-it-costs":{"entered":5388,"left":5388,"sent":5388})"));
    CHECK(says(R"("who-uses-it":{"entered":5270,"left":5270,"sent":5270})"));
    CHECK(says(R"("still-there":{"entered":5178,"left":5178,"sent":5178})"));

    std::ifstream outbox(temp / "outbox.jsonl");
    std::size_t lines = 0;
    for (std::string line; std::getline(outbox, line);) {
        ++lines;
    }
    CHECK(lines == 26'869);
}

} // namespace
