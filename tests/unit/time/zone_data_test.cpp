// SPDX-License-Identifier: BSL-1.0

#include <nurture/time/zone_data.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <unistd.h>

#include <nurture/time/zone.hpp>

#include "support/catch.hpp"

using namespace nurture;

namespace {

/// A folder of zones for as long as it lives, and the variable that names it.
class FolderOfZones {
public:
    FolderOfZones() : folder_(std::filesystem::temp_directory_path() / ("nurture_zones_" + unique())) {
        std::filesystem::create_directories(folder_ / "Europe");
        if (const char* before = std::getenv("TZDIR")) before_ = before;
        ::setenv("TZDIR", folder_.c_str(), 1);
    }
    FolderOfZones(const FolderOfZones&) = delete;
    FolderOfZones& operator=(const FolderOfZones&) = delete;
    ~FolderOfZones() {
        before_ ? ::setenv("TZDIR", before_->c_str(), 1) : ::unsetenv("TZDIR");
        std::filesystem::remove_all(folder_);
    }

    void write(const char* file, const char* text) const { std::ofstream(folder_ / file) << text; }

private:
    static std::string unique() { return std::to_string(static_cast<long>(::getpid())); }
    std::filesystem::path folder_;
    std::optional<std::string> before_{};
};

} // namespace

TEST_CASE("the edition of the zones is what the database says of itself", "[time][zone]") {
    const FolderOfZones folder;
    CHECK(zone_data_edition() == "none");
    folder.write("+VERSION", "2025b\n");
    CHECK(zone_data_edition() == "2025b");
    folder.write("tzdata.zi", "# version 2026f\n# redo posix_only\n");
    CHECK(zone_data_edition() == "2026f");
}

TEST_CASE("zones without an edition are told apart by their files", "[time][zone]") {
    const FolderOfZones folder;
    folder.write("Europe/Berlin", "TZif2");
    const std::string before = zone_data_edition();
    CHECK(before.substr(0, 6) == "files-");
    CHECK(before.size() == 22);
    CHECK(zone_data_edition() == before);
    folder.write("Europe/Berlin", "TZif3");
    const std::string changed = zone_data_edition();
    CHECK(changed != before);
    folder.write("tzdata.zi", "no edition\n");
    CHECK(zone_data_edition() != changed);
}

TEST_CASE("the system's zones have an edition", "[time][zone]") {
    CHECK(zone_data_edition() != "none");
}

TEST_CASE("zones with the same rules have the same hash", "[time][zone]") {
    const auto hash = [](const char* name) { return Zone::find(name).value().rules_hash(); };
    CHECK(hash("Europe/Berlin") == hash("Europe/Berlin"));
    CHECK(hash("Asia/Calcutta") == hash("Asia/Kolkata"));
    CHECK(hash("Europe/Berlin") != hash("Europe/Paris"));
    CHECK(hash("Etc/UTC") == Zone().rules_hash());
    CHECK(hash("Etc/GMT+1") != Zone().rules_hash());
}
