// SPDX-License-Identifier: BSL-1.0
/// \file
/// docs/reference/store.md and the tables say the same.

#include <sstream>
#include <string>
#include <vector>

#include "random_groups.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"

using namespace nurture;
using namespace nurture::testing_support;

namespace {

std::string page() {
    return bytes_of(std::string(NURTURE_SOURCE_DIR) + "/docs/reference/store.md");
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

void fill(const std::string& path) {
    const auto store = opened(path);
    const std::uint64_t epoch = store->open()->epoch;
    GroupMaker groups(9);
    for (int i = 0; i < 30; ++i) {
        REQUIRE(store->commit(groups.next(epoch).view));
    }
}

} // namespace

TEST_CASE("every query on the page of the store finds something", "[sqlite][docs]") {
    const Scratch scratch;
    fill(scratch.file());
    const std::string text = page();
    int queries = 0;
    for (std::size_t at = text.find("```sql\n"); at != std::string::npos; at = text.find("```sql\n", at + 1)) {
        const std::size_t begin = at + 7;
        const std::string query = text.substr(begin, text.find("```", begin) - begin);
        INFO(query);
        CHECK_FALSE(run_sql(scratch.file(), query).empty());
        ++queries;
    }
    CHECK(queries == 3);
}

TEST_CASE("every table, view and column stands on the page of the store", "[sqlite][docs]") {
    const Scratch scratch;
    (void)opened(scratch.file());
    const std::string text = page();
    int columns = 0;
    for (const std::string& table :
         lines_of(run_sql(scratch.file(), "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"))) {
        INFO(table);
        CHECK(text.find('`' + table + '`') != std::string::npos);
        for (const std::string& column : lines_of(
                 run_sql(scratch.file(), "SELECT name FROM pragma_table_info('" + table + "') WHERE name <> 'one'"))) {
            INFO(column);
            CHECK(text.find('`' + column + '`') != std::string::npos);
            ++columns;
        }
    }
    CHECK(columns > 150);
}
