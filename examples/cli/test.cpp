// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <nurture/rehearsal/scenario.hpp>
#include <nurture/sqlite/database.hpp>
#include <nurture/yaml/load.hpp>

#include "commands.hpp"
#include "interruption.hpp"
#include "junit.hpp"
#include "loading.hpp"
#include "terminal.hpp"

namespace nurture::cli {

namespace {

namespace fs = std::filesystem;
using Outcome = ScenarioResult::Outcome;

bool is_yaml(const fs::path& path) {
    const std::string extension = path.extension().string();
    return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

/// The files of a path in byte order: itself, or all below it.
std::vector<std::string> files_at(const std::string& path) {
    std::error_code failure;
    if (!fs::is_directory(path, failure)) {
        return {path};
    }
    std::vector<std::string> files;
    for (auto at = fs::recursive_directory_iterator(path, failure);
         !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
        if (at->is_regular_file(failure) && is_yaml(at->path())) {
            files.push_back(at->path().string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

std::string place_of(const ScenarioResult& result) {
    return result.place.source == nullptr ? std::string() : result.place.source->name;
}

/// A database in a directory of its own, which is removed with it.
class ScratchDatabase final : public ScenarioStore {
public:
    static Result<std::unique_ptr<ScenarioStore>> make() {
        std::error_code failure;
        const fs::path temporary = fs::temp_directory_path(failure);
        std::string directory = (temporary / "nurture-test-XXXXXX").string();
        if (failure || ::mkdtemp(directory.data()) == nullptr) {
            return Error{Errc::store, "no directory can be made in " + temporary.string() +
                                          " for a scenario's database; set TMPDIR to a directory with room"};
        }
        return std::unique_ptr<ScenarioStore>(new ScratchDatabase(std::move(directory)));
    }

    ~ScratchDatabase() override {
        close();
        std::error_code ignored; // A leftover in the directory for temporary files harms nobody.
        fs::remove_all(directory_, ignored);
    }
    ScratchDatabase(const ScratchDatabase&) = delete;
    ScratchDatabase& operator=(const ScratchDatabase&) = delete;

    Result<EngineStore*> open() override {
        Result<std::unique_ptr<sqlite::Database>> opened =
            sqlite::Database::open((directory_ / "scenario.db").string(), {.keep_leads = false});
        if (!opened) {
            return opened.error();
        }
        database_ = std::move(opened).value();
        return database_.get();
    }

    void close() override { database_.reset(); }

private:
    explicit ScratchDatabase(std::string directory) : directory_(std::move(directory)) {}

    fs::path directory_;
    std::unique_ptr<sqlite::Database> database_;
};

class Tester {
public:
    explicit Tester(const TestOptions& options) : options_(options) {
        how_.store = ScratchDatabase::make;
        how_.durable = options.durable;
        source_.at_path = [](const std::string& path) { return yaml::read_documents_at(path); };
        source_.of_text = [](std::shared_ptr<const SourceText> text) { return yaml::read_documents(std::move(text)); };
    }

    /// False if a path is no use.
    bool play(const std::string& path) {
        if (!exists(path)) {
            complain(path + " does not exist; name a scenario file or a directory of them");
            return false;
        }
        for (const std::string& file : files_at(path)) {
            if (Interruption::came()) {
                break;
            }
            play_file(file, file == path);
        }
        return true;
    }

    [[nodiscard]] const std::vector<ScenarioResult>& results() const noexcept { return results_; }

private:
    void play_file(const std::string& file, bool named) {
        if (progress_.is_due()) {
            progress_.show(fmt::format("{} scenarios, {}", results_.size(), file));
        }
        const Checked<std::vector<Document>> read = yaml::read_documents_at(file);
        const auto found = std::find_if(read->begin(), read->end(), is_scenario);
        if (found == read->end() && read.ok() && !named) {
            return;
        } // a catalog beside its scenarios
        if (!read.ok() || found == read->end()) {
            take(unreadable(file, read.diagnostics));
            return;
        }
        for (const Document& document : *read) {
            const Document* const name = document.find("scenario");
            const bool wanted = options_.filter.empty() || file.find(options_.filter) != std::string::npos ||
                                (name != nullptr && name->text.find(options_.filter) != std::string::npos);
            if (wanted) {
                take(play_scenario(document, source_, how_));
            }
        }
    }

    static ScenarioResult unreadable(const std::string& file, const Diagnostics& findings) {
        ScenarioResult result;
        result.name = file;
        result.outcome = Outcome::failed;
        result.place.source = std::make_shared<SourceText>(SourceText{file, {}});
        std::string why;
        for (const Diagnostic& finding : findings) {
            why += '\n' + to_string(finding);
        }
        result.failures.push_back(
            {result.place,
             why.empty() ? "holds no scenario; one begins with \"scenario:\"" : "cannot be read:" + why,
             {}});
        return result;
    }

    void take(ScenarioResult result) {
        if (result.outcome == Outcome::skipped) {
            fmt::print("{}  {}: {}: not supported yet: {}\n", yellow("skip"), place_of(result), result.name,
                       joined(result.missing));
        } else if (result.outcome == Outcome::failed) {
            fmt::print("{}  {}: {}\n", red("FAIL"), place_of(result), result.name);
            for (const ScenarioFailure& failure : result.failures) {
                fmt::print("{}", to_string(failure));
            }
        }
        results_.push_back(std::move(result));
    }

    const TestOptions& options_;
    CatalogSource source_{};
    ScenarioOptions how_{};
    std::vector<ScenarioResult> results_;
    ProgressLine progress_;
};

bool write_file(const std::string& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) {
        complain(path + " cannot be written; is its directory there, and is there room?");
    }
    return static_cast<bool>(out);
}

} // namespace

int test(const TestOptions& options) {
    const Interruption interruption;
    Tester tester(options);
    for (const std::string& path : options.paths) {
        if (!tester.play(path)) {
            return exit_status::usage;
        }
    }
    const std::vector<ScenarioResult>& results = tester.results();
    const auto count = [&](Outcome outcome) {
        return std::count_if(results.begin(), results.end(),
                             [&](const ScenarioResult& result) { return result.outcome == outcome; });
    };
    const auto failed = count(Outcome::failed);
    const auto skipped = count(Outcome::skipped);
    if (!options.junit.empty() && !write_file(options.junit, junit_xml(results))) {
        return exit_status::usage;
    }
    if (Interruption::came()) {
        complain(fmt::format("stopped after {}", counted(results.size(), "scenario")));
        return exit_status::internal;
    }
    if (results.empty()) {
        complain("no scenario was found" + (options.filter.empty() ? std::string() : " that the filter lets pass"));
        return exit_status::usage;
    }
    fmt::print("{} passed, {} failed{}\n", count(Outcome::passed), failed,
               skipped == 0 ? "" : fmt::format(", {} skipped", skipped));
    return failed == 0 ? exit_status::good : exit_status::no;
}

} // namespace nurture::cli
