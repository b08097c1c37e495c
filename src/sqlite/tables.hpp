// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a Database is made of: a connection, a class per group of tables, and the one way to work with them.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <nurture/sqlite/database.hpp>

#include "sqlite/aggregate_rows.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/enrollment_rows.hpp"
#include "sqlite/journal_rows.hpp"
#include "sqlite/lead_records.hpp"
#include "sqlite/lead_rows.hpp"
#include "sqlite/message_rows.hpp"
#include "sqlite/names.hpp"
#include "sqlite/owner_lock.hpp"
#include "sqlite/shared_rows.hpp"

namespace nurture::inline v0::sqlite {

class Database::Tables {
public:
    Tables(std::unique_ptr<Connection> connection, const Options& options);

    /// Does work that reads, at one state of the file, and gives its answer or what failed.
    template <class Work>
    auto read(Work work) -> Result<std::invoke_result_t<Work>> {
        connection_->end_left_over();
        // What a host's function asks while it is given rows sees what those rows see.
        std::optional<Transaction> transaction;
        if (!connection_->is_in_transaction()) {
            transaction.emplace(*connection_, Transaction::Kind::read);
        }
        return answer_of(work);
    }

    /// The same without a transaction: for one statement, and for work that calls the host, which may commit.
    template <class Work>
    auto ask(Work work) -> Result<std::invoke_result_t<Work>> {
        connection_->end_left_over();
        return answer_of(work);
    }

    /// Does work that writes, all of it or nothing.
    template <class Work>
    auto write(Work work) -> Result<std::invoke_result_t<Work>> {
        if (mode_ == Options::Mode::read) {
            connection_->fail({Errc::store, connection_->path() + " was opened for reading; open it for writing"});
        }
        connection_->end_left_over();
        Unless unless(*this);
        Transaction transaction(*connection_, Transaction::Kind::write);
        const auto all = [&] {
            if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
                work();
                transaction.commit();
            } else {
                auto answer = work();
                transaction.commit();
                return answer;
            }
        };
        auto result = answer_of(all);
        unless.committed = result.ok();
        return result;
    }

    void commit(const CommitGroup& group);
    [[nodiscard]] std::vector<LeadState> load(std::span<const LeadId> ids);
    void erase_remains();
    Result<void> own(OwnerLock::Kind kind); ///< Lets go of what it held, also where it is refused.

private:
    /// A transaction that was taken back leaves nothing behind in memory.
    struct Unless {
        explicit Unless(Tables& tables) noexcept : tables_(tables) {}
        Unless(const Unless&) = delete;
        Unless& operator=(const Unless&) = delete;
        ~Unless() {
            if (!committed) {
                tables_.names_.forget();
                tables_.versions_.forget();
                tables_.accounts_.forget();
                tables_.leads_.forget();
                tables_.shared_.forget();
            }
        }
        bool committed = false;

    private:
        Tables& tables_;
    };

    template <class Work>
    auto answer_of(Work& work) -> Result<std::invoke_result_t<Work&>> {
        if constexpr (std::is_void_v<std::invoke_result_t<Work&>>) {
            if (connection_->ok()) {
                work();
            }
            return taken_failure() ? Result<void>(*std::move(failure_)) : Result<void>();
        } else {
            std::invoke_result_t<Work&> answer{};
            if (connection_->ok()) {
                answer = work();
            }
            return taken_failure() ? Result<std::invoke_result_t<Work&>>(*std::move(failure_)) : std::move(answer);
        }
    }
    [[nodiscard]] bool taken_failure();

    friend class Database;

    std::unique_ptr<Connection> connection_;
    Options::Mode mode_;
    bool keeps_leads_;
    bool records_messages_ = false;
    bool has_remains_ = false; ///< Of a lead that was forgotten, outside of rows.
    std::optional<Error> failure_{};
    Names names_;
    Versions versions_;
    AccountNumbers accounts_;
    LeadRows leads_;
    EnrollmentRows enrollments_;
    MessageRows messages_;
    JournalRows journal_;
    AggregateRows aggregates_;
    SharedRows shared_;
    LeadRecords records_;
    std::optional<OwnerLock> lock_{};
};

} // namespace nurture::inline v0::sqlite
