// SPDX-License-Identifier: BSL-1.0
/// \file
/// How a call that can fail answers: a value, or an error with a stable code and a sentence.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace nurture::inline v0 {

/// What went wrong, as a number that keeps its meaning between releases. The reference has a page for each.
enum class Errc : std::uint16_t {
    invalid_argument =
        101,           ///< The call itself makes no sense, for example a place before an instant already driven to.
    busy = 102,        ///< The bounded queue of inputs is full; run what is due, then accept again.
    reentrant = 103,   ///< run_due or accept_now was called from inside run_due.
    unsupported = 104, ///< The feature is part of the format but not of this version.

    unknown_lead = 201,     ///< The lead store has no lead of this id; nothing of the input was kept (S5).
    from_the_future = 202,  ///< The event occurred more than five minutes after the engine's clock (S4).
    unknown_workflow = 203, ///< No deployed workflow has this id.
    too_large = 205,        ///< The event is larger than the limit `event_bytes` (S41).
    lead_store = 204, ///< The host's lead store failed; nothing of the group was kept, the next call begins there.

    store = 301,           ///< The engine store failed; the message says what to do.
    not_owner = 302,       ///< Another engine has opened the store since; this one has stopped for good.
    catalog_differs = 303, ///< The store was deployed with another catalog (S39).
    no_channel = 304,      ///< A workflow sends by a channel that the host did not supply.

    clock_jumped = 401, ///< The system clock stands too far from the last instant driven to; confirm it first (S1).

    unreadable = 501, ///< A file or text could not be read; the message names place and reason.

    adapter_threw = 901, ///< A host adapter let an exception escape; it was caught and reported as this.
};

/// The name of a code as it stands in documentation and output, for example "unknown_lead".
[[nodiscard]] std::string_view name(Errc code) noexcept;

/// A failure: its kind for programs, its sentence for people.
struct Error {
    Errc code = Errc::invalid_argument;
    std::string message{}; ///< One sentence that names the workflow, step, lead or file and says what to do.
};

/// A value or an Error. Like C++23's std::expected, which will replace it.
///
/// Dereferencing a failure is a mistake of the caller (std::bad_variant_access); ask first.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    [[nodiscard]] T& value() & { return std::get<0>(state_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }

    [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

private:
    std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }
    [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

private:
    std::variant<std::monostate, Error> state_;
};

} // namespace nurture::inline v0
