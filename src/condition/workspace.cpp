// SPDX-License-Identifier: BSL-1.0
#include "condition/workspace.hpp"

#include "condition/type.hpp"

namespace nurture::inline v0::cel {

std::unique_ptr<RE2> compile_pattern(std::string_view pattern, std::string& problem) {
    if (pattern.size() > max_pattern) {
        problem = "a regular expression may have at most " + std::to_string(max_pattern) + " bytes, this one has " +
                  std::to_string(pattern.size());
        return nullptr;
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{1} << 20U);
    auto compiled = std::make_unique<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (!compiled->ok()) {
        problem = "this is not a regular expression: " + compiled->error();
        return nullptr;
    }
    return compiled;
}

namespace {

int digit(char c) noexcept {
    return c >= '0' && c <= '9' ? c - '0' : 99;
}

std::optional<int> read_offset(std::string_view text) noexcept {
    bool negative = false;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.size() != 5 || text[2] != ':') return {};
    const int hours = digit(text[0]) * 10 + digit(text[1]);
    const int minutes = digit(text[3]) * 10 + digit(text[4]);
    if (hours > 23 || minutes > 59) return {};
    return (negative ? -1 : 1) * (hours * 60 + minutes);
}

} // namespace

std::optional<ZoneOrOffset> find_zone(std::string_view name) {
    if (const auto minutes = read_offset(name)) return ZoneOrOffset{std::nullopt, *minutes};
    if (name == "UTC") return ZoneOrOffset{};
    auto zone = Zone::find(name);
    if (!zone) return {};
    return ZoneOrOffset{std::move(zone), 0};
}

Datum Workspace::fail(std::string message) {
    arena_.texts.push_front(std::move(message));
    return refer(Kind::error, arena_.texts.front());
}

Datum Workspace::text(std::string made) {
    meter.spend_bytes(made.size());
    arena_.texts.push_front(std::move(made));
    return refer(Kind::text, arena_.texts.front());
}

Datum Workspace::bytes(std::string made) {
    Datum result = text(std::move(made));
    result.kind = Kind::bytes;
    return result;
}

Datum Workspace::list(std::vector<Datum> items) {
    meter.spend(items.size());
    arena_.lists.push_front(ListData{std::move(items)});
    Datum made;
    made.kind = Kind::list;
    made.list = &arena_.lists.front();
    return made;
}

Datum Workspace::map(std::vector<std::pair<Datum, Datum>> entries) {
    meter.spend(entries.size());
    arena_.maps.push_front(MapData{std::move(entries)});
    Datum made;
    made.kind = Kind::map;
    made.map = &arena_.maps.front();
    return made;
}

Datum Workspace::no_overload(std::string_view function, const Datum* arguments, std::size_t count) {
    std::string message(function);
    message += " does not take ";
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) message += i + 1 == count ? " and " : ", ";
        message += described(arguments[i].kind);
    }
    return fail(std::move(message));
}

const RE2* Workspace::pattern(std::string_view text, std::unique_ptr<RE2>& made, std::string& problem) {
    for (const auto& [written, compiled] : prepared_->patterns) {
        if (written == text) return compiled.get();
    }
    meter.spend(5000); // compiling costs far more than matching
    made = compile_pattern(text, problem);
    return made.get();
}

std::optional<ZoneOrOffset> Workspace::zone(std::string_view name) const {
    for (const auto& [written, zone] : prepared_->zones) {
        if (written == name) return zone;
    }
    return find_zone(name);
}

} // namespace nurture::inline v0::cel
