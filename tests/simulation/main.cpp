// SPDX-License-Identifier: BSL-1.0
// Plays cases made from a seed until its time is over, and says how to play again the one that failed.
//
//   nurture_simulation [--seed S] [--case K | --cases N] [--seconds N] [--verbose]

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "simulation/differential.hpp"
#include "simulation/findings.hpp"
#include "simulation/made_catalog.hpp"
#include "simulation/storm.hpp"
#include "support/memory_subjects.hpp"
#ifdef NURTURE_WITH_SQLITE
#include "support/sqlite_subjects.hpp"
#endif

using namespace nurture;
using namespace nurture::simulation;

namespace {

struct Wishes {
    std::optional<std::uint64_t> seed{};
    std::optional<std::uint64_t> only{};
    std::optional<std::uint64_t> cases{}; ///< However long they take.
    std::uint64_t seconds = 10;
    bool verbose = false;
};

[[noreturn]] void explain() {
    std::fputs(
        "usage: nurture_simulation [--seed S] [--case K | --cases N] [--seconds N] [--verbose]\n"
        "Plays cases made from the seed S, else from a new one, for N seconds (10), or case K alone, or so many.\n",
        stderr);
    std::exit(2);
}

Wishes read(int count, char** words) {
    Wishes wishes;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        if (word == "--verbose") {
            wishes.verbose = true;
            continue;
        }
        if (i + 1 == count) {
            explain();
        }
        char* end = nullptr;
        const std::uint64_t number = std::strtoull(words[++i], &end, 10);
        if (*end != '\0') {
            explain();
        }
        if (word == "--seed") {
            wishes.seed = number;
        } else if (word == "--case") {
            wishes.only = number;
        } else if (word == "--cases") {
            wishes.cases = number;
        } else if (word == "--seconds") {
            wishes.seconds = number;
        } else {
            explain();
        }
    }
    return wishes;
}

std::uint64_t new_seed() {
    std::random_device device;
    return device();
}

/// Everything of a case comes from these dice.
testing::Dice dice_of(std::uint64_t seed, std::uint64_t number) {
    testing::Dice first(seed);
    return testing::Dice(first.number() ^ (number * 0xD1B54A32D192ED03ULL + 1));
}

/// In memory, or now and then on a file.
std::unique_ptr<testing::EngineStoreSubject> subject(bool on_file) {
#ifdef NURTURE_WITH_SQLITE
    if (on_file) {
        return std::make_unique<testing_support::SqliteSubject>(sqlite::Options{.keep_leads = false});
    }
#endif
    (void)on_file;
    return std::make_unique<testing_support::MemorySubject>(false);
}

/// Looks for damage in a file that was closed last.
void check_file([[maybe_unused]] testing::EngineStoreSubject& subject, [[maybe_unused]] Findings& findings) {
#ifdef NURTURE_WITH_SQLITE
    if (auto* file = dynamic_cast<testing_support::SqliteSubject*>(&subject); file != nullptr) {
        const Result<std::vector<std::string>> damage = file->database().check();
        if (!damage) {
            findings.add("the file cannot be checked: " + damage.error().message);
            return;
        }
        for (const std::string& sentence : *damage) {
            findings.add("the file is damaged: " + sentence);
        }
    }
#endif
}

/// Whether nothing was found.
bool play(std::uint64_t seed, std::uint64_t number, bool verbose) {
    testing::Dice dice = dice_of(seed, number);
    Findings findings;
    const MadeCatalog made = make_catalog(dice);
    std::string told;
    std::string journal;
    if (!made.errors.empty()) {
        findings.add("the catalog has errors: " + made.errors);
    } else {
        try {
            const bool on_file = dice.in(40);
            if (dice.in(4)) {
                compare_ways(
                    dice, made, [on_file] { return subject(on_file); }, findings);
                told = "played in several ways";
            } else {
                const std::unique_ptr<testing::EngineStoreSubject> store = subject(on_file);
                Storm storm(dice, made, *store, findings);
                storm.play();
                told = storm.told();
                journal = verbose && findings.any() ? storm.journal() : "";
                check_file(*store, findings);
            }
            told += on_file ? ", on a file" : "";
        } catch (const std::exception& escaped) {
            findings.add(std::string("something escaped: ") + escaped.what());
        }
    }
    if (verbose) {
        std::printf("case %llu: %s\n", static_cast<unsigned long long>(number), told.c_str());
    }
    if (!findings.any()) {
        return true;
    }
    std::printf("case %llu failed; to play it again: nurture_simulation --seed %llu --case %llu --verbose\n",
                static_cast<unsigned long long>(number), static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(number));
    for (const std::string& sentence : findings.sentences()) {
        std::printf("  %s\n", sentence.c_str());
    }
    if (verbose) {
        std::printf("%s\n%s", made.text.c_str(), journal.c_str());
    }
    return false;
}

} // namespace

int main(int count, char** words) {
    using Steady = std::chrono::steady_clock; // How long to go on, and nothing else.
    const Wishes wishes = read(count, words);
    const std::uint64_t seed = wishes.seed ? *wishes.seed : new_seed();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    const auto until = Steady::now() + std::chrono::seconds(wishes.seconds);
    unsigned long long passed = 0;
    unsigned long long failed = 0;
    for (std::uint64_t number = wishes.only.value_or(0); failed < 10; ++number) {
        (play(seed, number, wishes.verbose) ? passed : failed) += 1;
        const bool is_over = wishes.cases ? number + 1 >= *wishes.cases : Steady::now() >= until;
        if (wishes.only || is_over) {
            break;
        }
    }
    std::printf("%llu passed, %llu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
