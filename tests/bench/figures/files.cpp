// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/files.hpp"

#include <algorithm>

#include "bench/figures/raw_database.hpp"

namespace nurture::figures {

DatabaseFile::DatabaseFile(const std::filesystem::path& folder, const std::string& name)
    : path_(folder / ("nurture-figures-" + name + ".db")) {
    remove_database(path_);
}

DatabaseFile::~DatabaseFile() {
    remove_database(path_);
}

OpenEngine::OpenEngine(const std::filesystem::path& path, const Opening& opening) {
    database_ = expect(sqlite::Database::open(
        path.string(), {.record_messages = opening.record_messages, .cache_bytes = opening.cache_bytes}));
    store_ = std::make_unique<CountingStore>(*database_);
    Engine::Options options{.store = *store_,
                            .leads = *database_,
                            .clock = opening.clock == nullptr ? clock_ : *opening.clock,
                            .cached_leads = opening.cached_leads};
    if (opening.channel != nullptr) {
        options.channels = {{"email", opening.channel}};
    }
    engine_ = expect(Engine::open(flow_plan(), std::move(options)));
}

void put_leads(const std::filesystem::path& path, std::size_t leads, bool record_messages) {
    constexpr std::size_t at_once = 10'000;
    const std::unique_ptr<sqlite::Database> database =
        expect(sqlite::Database::open(path.string(), {.record_messages = record_messages}));
    std::vector<Lead> portion;
    for (std::size_t number = 0; number < leads;) {
        portion.clear();
        for (; number < leads && portion.size() < at_once; ++number) {
            portion.push_back(lead_of_flow(number));
        }
        expect(database->put(portion));
    }
}

const std::filesystem::path& WaitingFiles::with(std::size_t leads) {
    const auto [at, is_new] = made_.try_emplace(leads, folder_, "waiting-" + std::to_string(leads));
    const std::filesystem::path& path = at->second.path();
    if (is_new) {
        put_leads(path, leads + spare_leads, true);
        OpenEngine open(path);
        Stopwatch unread;
        drive_to_last_input(open.engine(), FlowInputs(leads, waiting_joins_apart, false), unread);
    }
    return path;
}

WaitingCopy::WaitingCopy(WaitingFiles& files, std::size_t leads, const std::string& name)
    : original_(files.with(leads)), file_(files.folder(), name), leads_(leads) {
    renew();
}

void WaitingCopy::renew() {
    copy_database(original_, file_.path());
}

Instant all_wait(std::size_t leads) {
    return FlowInputs(leads, waiting_joins_apart).last_join() + Milliseconds(1);
}

} // namespace nurture::figures
