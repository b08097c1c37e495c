// SPDX-License-Identifier: BSL-1.0
#include <nurture/engine/engine.hpp>

#include <exception>
#include <string>
#include <utility>

#include "engine/loop.hpp"
#include "plan/compiled.hpp"

namespace nurture::inline v0 {

const char* const linked_version_0_1_0 = NURTURE_VERSION_STRING;

Result<std::unique_ptr<Engine>> Engine::open_linked(const Plan& plan, Options options, const char* /*version*/) {
    if (plan.empty()) {
        return Error{Errc::invalid_argument, "the plan is empty; compile a catalog without errors first"};
    }
    if (!options.store.records_messages()) {
        for (const ChannelId& channel : plan.channels()) {
            const auto supplied = options.channels.find(channel);
            if (supplied == options.channels.end() || supplied->second == nullptr) {
                return Error{Errc::no_channel, "the catalog sends by channel \"" + channel.str() +
                                                   "\", but the host supplies none of this name; add it to "
                                                   "Engine::Options::channels or record messages in the store"};
            }
        }
    }
    try {
        return open_store(plan, std::move(options));
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& escaped) {
        return Error{Errc::adapter_threw, std::string("an adapter of the host threw at opening: ") + escaped.what()};
    } catch (...) {
        return Error{Errc::adapter_threw,
                     "an adapter of the host threw something that is no std::exception at opening"};
    }
}

Result<std::unique_ptr<Engine>> Engine::open_store(const Plan& plan, Options options) {
    const auto differs = [&plan](const std::optional<Digest>& deployed) -> std::optional<Error> {
        if (!deployed || *deployed == plan.catalog_version()) {
            return {};
        }
        return Error{Errc::catalog_differs, "the store was deployed with another catalog (" +
                                                to_hex(*deployed).substr(0, 12) + "), this one is " +
                                                to_hex(plan.catalog_version()).substr(0, 12) +
                                                "; open it with the deployed catalog"};
    };
    const Result<std::optional<Digest>> deployed = options.store.deployed();
    if (!deployed) {
        return deployed.error();
    }
    if (std::optional<Error> error = differs(*deployed)) {
        return *std::move(error);
    }
    const Result<OpenedStore> opened = options.store.open();
    if (!opened) {
        return opened.error();
    }
    if (std::optional<Error> error = differs(opened->catalog)) {
        return *std::move(error);
    }
    auto loop = std::make_unique<Loop>(plan, std::move(options), *opened);
    if (Result<void> started = loop->start(*opened); !started) {
        return started.error();
    }
    return std::unique_ptr<Engine>(new Engine(std::move(loop)));
}

Engine::Engine(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Engine::~Engine() = default;

Result<Ticket> Engine::accept(Input input, AcceptOptions options) {
    return loop_->accept(std::move(input), std::move(options));
}

Result<Settled> Engine::accept_now(Input input) {
    return loop_->accept_now(std::move(input));
}

Result<Progress> Engine::run_due(Instant up_to, RunOptions options) {
    return loop_->run_due(up_to, options);
}

void Engine::on_durable(Ticket ticket, std::function<void(const Settled&)> f) {
    loop_->on_durable(ticket, std::move(f));
}

void Engine::confirm_clock() {
    loop_->confirm_clock();
}

std::vector<Mark> Engine::marks() const {
    return loop_->marks();
}

InputCounts Engine::inputs() const {
    return loop_->inputs();
}

} // namespace nurture::inline v0
