// SPDX-License-Identifier: BSL-1.0
/// \file
/// Scenarios: tests of a catalog that a marketer writes. Each is played on a virtual clock, in memory or on a store
/// that is closed and opened again.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/definition/document.hpp>
#include <nurture/result.hpp>
#include <nurture/runtime/engine_store.hpp>

namespace nurture::inline v0 {

/// Where the documents of a catalog come from: this layer reads no files.
struct CatalogSource {
    /// Of a file or directory, as `catalog:` names it, resolved against the scenario's file.
    std::function<Checked<std::vector<Document>>(const std::string& path)> at_path{};
    /// Of a text, as `catalog_text:` holds it.
    std::function<Checked<std::vector<Document>>(std::shared_ptr<const SourceText>)> of_text{};
};

/// Where one scenario keeps the engine's state: something that outlives the process, and is new for each scenario.
class ScenarioStore {
public:
    /// Nothing of it is left behind.
    virtual ~ScenarioStore() = default;

    /// Opens it, anew after close(). The store is valid until then.
    virtual Result<EngineStore*> open() = 0;
    virtual void close() = 0;

protected:
    ScenarioStore() = default;
    ScenarioStore(const ScenarioStore&) = default;
    ScenarioStore& operator=(const ScenarioStore&) = default;
};

/// How scenarios are played.
struct ScenarioOptions {
    /// Makes the store of a scenario that is closed and opened again. Null: memory, of which the engine alone is.
    std::function<Result<std::unique_ptr<ScenarioStore>>()> store{};
    /// Closes and opens every scenario again after every input, not only where it says `restart` or `crash`.
    bool durable = false;
};

/// One expectation that was not met, or a mistake in the scenario itself.
struct ScenarioFailure {
    Place place{};
    std::string message{};  ///< What was expected and what happened; may have several lines.
    std::string timeline{}; ///< Of the leads concerned, as told by insight; may be empty.
};

/// What became of a scenario.
struct ScenarioResult {
    enum class Outcome {
        passed,
        failed,
        skipped ///< It needs features that this version does not have: nothing is known.
    };
    std::string name{};
    Place place{};
    Outcome outcome = Outcome::passed;
    std::vector<ScenarioFailure> failures{};
    std::vector<std::string> missing{}; ///< Of a skipped one: the features, each once, in the order they were met.
};

/// Whether a document is a scenario: a map with the key `scenario`.
[[nodiscard]] bool is_scenario(const Document& document) noexcept;

/// Plays a scenario to its end, or to the first expectation that is not met.
[[nodiscard]] ScenarioResult play_scenario(const Document& document, const CatalogSource& source,
                                           const ScenarioOptions& options = {});

/// A failure as a person reads it: `file.yaml:12: …`, then expected and actual, then the timeline, indented.
[[nodiscard]] std::string to_string(const ScenarioFailure& failure);

} // namespace nurture::inline v0
