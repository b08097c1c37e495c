// SPDX-License-Identifier: BSL-1.0
#include "sqlite/names.hpp"

#include <utility>

namespace nurture::inline v0::sqlite {

namespace {

/// A host may make names without end, for example of message variants; then memory is bounded all the same.
constexpr std::size_t remembered_at_most = 100'000;

} // namespace

Names::Names(Connection& connection)
    : connection_(connection), find_number_(connection, "SELECT id FROM name WHERE text = ?1"),
      find_text_(connection, "SELECT text FROM name WHERE id = ?1"),
      add_(connection, "INSERT INTO name (text) VALUES (?1)") {}

std::int64_t Names::number_of(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    if (const auto at = numbers_.find(text); at != numbers_.end()) {
        return at->second;
    }
    std::int64_t number = 0;
    if (Rows rows = find_number_.rows(text); rows.next()) {
        number = rows.integer(0);
    }
    if (number == 0) {
        add_.run(text);
        number = connection_.last_row();
    }
    if (connection_.ok()) {
        remember(number, text);
    }
    return number;
}

std::string Names::text_of(std::int64_t number) {
    if (number == 0) {
        return {};
    }
    if (const auto at = texts_.find(number); at != texts_.end()) {
        return at->second;
    }
    Rows rows = find_text_.rows(number);
    if (!rows.next()) {
        connection_.damaged("there is no name " + std::to_string(number));
        return {};
    }
    remember(number, rows.text(0));
    return std::string(rows.text(0));
}

void Names::remember(std::int64_t number, std::string_view text) {
    if (numbers_.size() >= remembered_at_most) {
        forget();
    }
    numbers_.insert_or_assign(std::string(text), number);
    texts_.insert_or_assign(number, std::string(text));
}

void Names::forget() noexcept {
    numbers_.clear();
    texts_.clear();
}

Versions::Versions(Connection& connection, Names& names)
    : connection_(connection), names_(names),
      find_number_(connection, "SELECT id FROM version_row WHERE workflow = ?1 AND sha256 = ?2"),
      find_name_(connection, "SELECT workflow, sha256 FROM version_row WHERE id = ?1"),
      add_(connection, "INSERT INTO version_row (workflow, sha256) VALUES (?1, ?2)"),
      deploy_(connection, "UPDATE version_row SET ordinal = ?2, canonical = ?3, deployment = "
                          "(SELECT coalesce(max(deployment), 0) + 1 FROM version_row) WHERE id = ?1"),
      deployed_(connection, "SELECT id, ordinal, canonical FROM version_row WHERE canonical IS NOT NULL "
                            "ORDER BY deployment") {}

std::int64_t Versions::number_of(const VersionName& name) {
    if (name == VersionName{}) {
        return 0;
    }
    if (const auto at = numbers_.find(name); at != numbers_.end()) {
        return at->second;
    }
    const std::int64_t workflow = names_.number_of(name.workflow.str());
    std::int64_t number = 0;
    if (Rows rows = find_number_.rows(workflow, name.sha256); rows.next()) {
        number = rows.integer(0);
    }
    if (number == 0) {
        add_.run(workflow, name.sha256);
        number = connection_.last_row();
    }
    if (connection_.ok()) {
        numbers_.emplace(name, number);
        known_.emplace(number, name);
    }
    return number;
}

VersionName Versions::name_of(std::int64_t number) {
    if (number == 0) {
        return {};
    }
    if (const auto at = known_.find(number); at != known_.end()) {
        return at->second;
    }
    VersionName name;
    Rows rows = find_name_.rows(number);
    if (!rows.next()) {
        connection_.damaged("there is no version " + std::to_string(number));
        return name;
    }
    name.workflow = names_.text_of(rows.integer(0));
    name.sha256 = rows.digest(1);
    if (connection_.ok()) {
        numbers_.emplace(name, number);
        known_.emplace(number, name);
    }
    return name;
}

void Versions::deploy(const VersionRow& row) {
    deploy_.run(number_of({row.workflow, row.version}), row.ordinal, row.canonical);
}

std::vector<VersionRow> Versions::deployed() {
    std::vector<VersionRow> found;
    Rows rows = deployed_.rows();
    while (rows.next()) {
        VersionName name = name_of(rows.integer(0));
        found.push_back({.workflow = std::move(name.workflow),
                         .version = name.sha256,
                         .ordinal = rows.number<std::uint32_t>(1),
                         .canonical = std::string(rows.text(2))});
    }
    return found;
}

void Versions::forget() noexcept {
    numbers_.clear();
    known_.clear();
}

} // namespace nurture::inline v0::sqlite
