// SPDX-License-Identifier: BSL-1.0
/// \file
/// Writing and reading of packed bytes with one description for both: a function that names a row's members to a
/// Writer packs them, to a Reader unpacks them.
///
/// Numbers take seven bits a byte, low ones first; signed ones alternate (0, -1, 1, -2 …); texts, lists and maps stand
/// behind their length.

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nurture/lead/event.hpp>
#include <nurture/lead/id.hpp>
#include <nurture/lead/sha256.hpp>
#include <nurture/lead/value.hpp>
#include <nurture/time/instant.hpp>

#include "sqlite/packing.hpp"

namespace nurture::inline v0::sqlite {

inline constexpr char packed_version = 1;

/// Kinds of values, as they are stored.
enum class ValueKind : unsigned char { absent, no, yes, integer, real, text, instant, list, map };

class Writer {
public:
    /// `owner` is whose row it is: events of that lead are stored without its id. Without `words` there are none.
    Writer(std::string& out, const LeadId& owner, Words* words) : out_(out), owner_(owner), words_(words) {
        out_ += packed_version;
    }

    static constexpr bool reads = false;
    [[nodiscard]] const LeadId& owner() const noexcept { return owner_; }
    [[nodiscard]] bool is_too_deep() const noexcept { return is_too_deep_; }

    void operator()(std::uint64_t number) {
        for (; number >= 0x80U; number >>= 7U) {
            out_ += static_cast<char>((number & 0x7FU) | 0x80U);
        }
        out_ += static_cast<char>(number);
    }
    void operator()(std::uint32_t number) { (*this)(std::uint64_t{number}); }
    void operator()(std::int64_t number) {
        const auto bits = static_cast<std::uint64_t>(number);
        (*this)(bits << 1U ^ (number < 0 ? ~std::uint64_t{0} : 0));
    }
    void operator()(bool flag) { out_ += static_cast<char>(flag ? 1 : 0); }
    void operator()(Instant at) { (*this)(std::int64_t{at.time_since_epoch().count()}); }
    void operator()(const std::string& text) { (*this)(std::string_view(text)); }
    void operator()(std::string_view text) {
        (*this)(std::uint64_t{text.size()});
        out_ += text;
    }
    template <class Kind>
    void operator()(const Id<Kind>& id) {
        (*this)(id.str());
    }
    /// A text that stands in many rows.
    void word(const std::string& text) { (*this)(words_->number_of(text)); }
    void operator()(const Value& value);
    void operator()(const Fields& fields);
    void operator()(const Sha256& hash);

    /// Instants that mostly ascend: each as its distance from the one before.
    void operator()(const std::vector<Instant>& instants) {
        (*this)(std::uint64_t{instants.size()});
        std::uint64_t before = 0;
        for (const Instant at : instants) {
            const auto bits = static_cast<std::uint64_t>(at.time_since_epoch().count());
            (*this)(static_cast<std::int64_t>(bits - before));
            before = bits;
        }
    }

    template <class T>
    void operator()(const std::vector<T>& items) {
        all(items);
    }
    template <class T, class Order>
    void operator()(const std::set<T, Order>& items) {
        all(items);
    }
    template <class Key, class T, class Order>
    void operator()(const std::map<Key, T, Order>& items) {
        all(items);
    }
    template <class A, class B>
    void operator()(const std::pair<A, B>& pair) {
        (*this)(pair.first);
        (*this)(pair.second);
    }
    template <class T>
    void operator()(const std::optional<T>& value) {
        (*this)(value.has_value());
        if (value) {
            (*this)(*value);
        }
    }
    /// Everything else has a function members(archive, row).
    template <class Row>
    void operator()(const Row& row) {
        members(*this, row);
    }

private:
    template <class Items>
    void all(const Items& items) {
        (*this)(std::uint64_t{items.size()});
        for (const auto& item : items) {
            (*this)(item);
        }
    }

    std::string& out_;
    const LeadId& owner_;
    Words* words_;
    int depth_ = 0; ///< Of the value that is being written.
    bool is_too_deep_ = false;
};

class Reader {
public:
    Reader(std::string_view bytes, const LeadId& owner, Words* words) : bytes_(bytes), owner_(owner), words_(words) {
        if (take(1) != std::string_view(&packed_version, 1)) {
            fail();
        }
    }

    static constexpr bool reads = true;
    [[nodiscard]] const LeadId& owner() const noexcept { return owner_; }
    [[nodiscard]] bool ok() const noexcept { return ok_; }
    /// Whether all was read and made sense.
    [[nodiscard]] bool is_done() const noexcept { return ok_ && bytes_.empty(); }

    void operator()(std::uint64_t& number) {
        number = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(one());
            const std::uint64_t bits = byte & 0x7FU;
            if (shift == 63 && bits > 1) {
                break; // More than 64 bits.
            }
            number |= bits << shift;
            if (byte < 0x80U) {
                return;
            }
        }
        fail();
    }
    void operator()(std::uint32_t& number) {
        std::uint64_t wide = 0;
        (*this)(wide);
        if (wide > std::numeric_limits<std::uint32_t>::max()) {
            fail();
        }
        number = static_cast<std::uint32_t>(wide);
    }
    void operator()(std::int64_t& number) {
        std::uint64_t bits = 0;
        (*this)(bits);
        number = static_cast<std::int64_t>(bits >> 1U ^ ((bits & 1U) != 0 ? ~std::uint64_t{0} : 0));
    }
    void operator()(bool& flag) {
        const char byte = one();
        flag = byte == 1;
        if (byte != 0 && byte != 1) {
            fail();
        }
    }
    void operator()(Instant& at) {
        std::int64_t count = 0;
        (*this)(count);
        at = Instant(Milliseconds(count));
    }
    void operator()(std::string& text) {
        std::uint64_t length = 0;
        (*this)(length);
        text = take(length);
    }
    template <class Kind>
    void operator()(Id<Kind>& id) {
        std::string text;
        (*this)(text);
        id = Id<Kind>(std::move(text));
    }
    void word(std::string& text) {
        std::int64_t number = 0;
        (*this)(number);
        text = ok_ ? words_->text_of(number) : std::string();
        if (text.empty() && number != 0) {
            fail();
        }
    }
    void operator()(Value& value);
    void operator()(Fields& fields);
    void operator()(Sha256& hash);

    void operator()(std::vector<Instant>& instants) {
        std::uint64_t before = 0;
        instants.resize(count());
        for (Instant& at : instants) {
            std::int64_t distance = 0;
            (*this)(distance);
            before += static_cast<std::uint64_t>(distance);
            at = Instant(Milliseconds(static_cast<std::int64_t>(before)));
        }
    }

    template <class T>
    void operator()(std::vector<T>& items) {
        items.clear();
        for (std::size_t left = count(); left != 0 && ok_; --left) {
            (*this)(items.emplace_back());
        }
    }
    template <class T, class Order>
    void operator()(std::set<T, Order>& items) {
        for (std::size_t left = count(); left != 0 && ok_; --left) {
            T item{};
            (*this)(item);
            items.insert(items.end(), std::move(item));
        }
    }
    template <class Key, class T, class Order>
    void operator()(std::map<Key, T, Order>& items) {
        for (std::size_t left = count(); left != 0 && ok_; --left) {
            std::pair<Key, T> item{};
            (*this)(item);
            items.insert(items.end(), std::move(item));
        }
    }
    template <class A, class B>
    void operator()(std::pair<A, B>& pair) {
        (*this)(pair.first);
        (*this)(pair.second);
    }
    template <class T>
    void operator()(std::optional<T>& value) {
        bool there = false;
        (*this)(there);
        value.reset();
        if (there && ok_) {
            (*this)(value.emplace());
        }
    }
    template <class Row>
    void operator()(Row& row) {
        members(*this, row);
    }

    /// How many items follow; each takes a byte at least.
    std::size_t count() {
        std::uint64_t items = 0;
        (*this)(items);
        if (items > bytes_.size()) {
            fail();
            return 0;
        }
        return static_cast<std::size_t>(items);
    }

    void fail() noexcept {
        ok_ = false;
        bytes_ = {};
    }

private:
    char one() noexcept {
        const std::string_view byte = take(1);
        return byte.empty() ? '\0' : byte.front();
    }
    std::string_view take(std::uint64_t length) noexcept {
        if (length > bytes_.size()) {
            fail();
            return {};
        }
        const std::string_view taken = bytes_.substr(0, static_cast<std::size_t>(length));
        bytes_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view bytes_;
    const LeadId& owner_;
    Words* words_;
    bool ok_ = true;
    int depth_ = 0; ///< Of the value that is being read.
};

/// An event; its lead is mostly the one whose row it stands in.
template <class Archive, class Row>
void members_of_event(Archive& archive, Row& event) {
    bool is_of_owner = event.lead == archive.owner();
    archive(is_of_owner);
    if (!is_of_owner) {
        archive(event.lead);
    } else if constexpr (Archive::reads) {
        event.lead = archive.owner();
    }
    archive.word(event.type);
    archive(event.id);
    archive(event.time);
    archive(event.properties);
}
inline void members(Writer& writer, const Event& event) {
    members_of_event(writer, event);
}
inline void members(Reader& reader, Event& event) {
    members_of_event(reader, event);
}

} // namespace nurture::inline v0::sqlite
