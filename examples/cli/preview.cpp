// SPDX-License-Identifier: BSL-1.0

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/runtime/preview.hpp>
#include <nurture/time/clock.hpp>

#include "commands.hpp"
#include "input/leads.hpp"
#include "loading.hpp"
#include "terminal.hpp"

namespace nurture::cli {

namespace {

int give_up(int status, const std::string& sentence) {
    complain(sentence);
    return status;
}

/// The first row of a file, or the one of that id; an error also if there is none.
template <class Reader, class Row>
Result<Row> find_row(const std::string& path, const FieldTypes& types, const std::string& id, std::string_view what) {
    Result<Reader> reader = Reader::open(path, types);
    if (!reader) {
        return reader.error();
    }
    for (;;) {
        Row row;
        const Outcome outcome = reader->next(row);
        if (outcome.kind == Outcome::Kind::end) {
            return Error{Errc::invalid_argument,
                         path + (id.empty() ? " has no " + std::string(what)
                                            : " has no " + std::string(what) + " \"" + id + '"')};
        }
        if (!outcome.is_row()) {
            return Error{Errc::unreadable, describe(outcome.bad)};
        }
        if (id.empty() || row.id.str() == id) {
            return row;
        }
    }
}

const FieldType* declared(std::initializer_list<const FieldTypes::Named*> all, std::string_view name) {
    for (const FieldTypes::Named* named : all) {
        if (const auto found = named->find(name); found != named->end()) {
            return &found->second;
        }
    }
    return nullptr;
}

/// `lead.first_name=Ada`, `account.employees=200`, `event.form=guide`; without a dot it is the lead's.
Result<void> set_field(PreviewFor& who, const std::string& written, const FieldTypes& types) {
    const std::size_t equals = written.find('=');
    if (equals == std::string::npos || equals == 0) {
        return Error{Errc::invalid_argument, "--fields: \"" + written + "\" is no NAME=VALUE, such as first_name=Ada"};
    }
    const std::size_t dot = written.substr(0, equals).find('.');
    const std::string owner = dot == std::string::npos ? "lead" : written.substr(0, dot);
    const std::string name =
        dot == std::string::npos ? written.substr(0, equals) : written.substr(dot + 1, equals - dot - 1);
    const FieldType dynamic;
    const FieldType* type = nullptr;
    Fields* fields = nullptr;
    if (owner == "lead") {
        type = declared({&types.lead, &built_in_lead_fields()}, name);
        fields = &who.lead.fields;
    } else if (owner == "account") {
        type = declared({&types.account, &built_in_account_fields()}, name);
        fields = &who.lead.account.fields;
        if (who.lead.account.id.empty()) { // A lead without an account has no values of one.
            who.lead.account.id = AccountId("preview");
        }
    } else if (owner == "event" || owner == "trigger") {
        for (const auto& [event, properties] : types.events) {
            type = type != nullptr ? type : declared({&properties}, name);
        }
        if (!who.trigger) {
            who.trigger.emplace();
        }
        fields = &who.trigger->properties;
    } else {
        return Error{Errc::invalid_argument,
                     "--fields: \"" + owner + "\" is none of lead, account and event in \"" + written + '"'};
    }
    Result<Value> value = read_as(type != nullptr ? *type : dynamic, written.substr(equals + 1));
    if (!value) {
        return Error{Errc::invalid_argument, "--fields: " + owner + '.' + name + ": " + value.error().message};
    }
    fields->set(name, *std::move(value));
    return {};
}

Result<PreviewFor> person(const PreviewOptions& options, const FieldTypes& types) {
    PreviewFor who;
    who.now = options.now.value_or(SystemClock().now());
    who.lead.id = LeadId("preview");
    if (!options.lead.empty()) {
        Result<Lead> lead = find_row<LeadReader, Lead>(options.lead, types, options.id, "lead");
        if (!lead) {
            return lead.error();
        }
        who.lead = *std::move(lead);
    }
    if (!options.accounts.empty() && !who.lead.account.id.empty()) {
        Result<Account> account =
            find_row<AccountReader, Account>(options.accounts, types, who.lead.account.id.str(), "account");
        if (!account) {
            return account.error();
        }
        who.lead.account = *std::move(account);
    }
    for (const std::string& field : options.fields) {
        if (Result<void> done = set_field(who, field, types); !done) {
            return done.error();
        }
    }
    return who;
}

std::vector<std::string> variants_of(const Catalog& catalog, const PreviewOptions& options) {
    const auto found = catalog.contents.find(ContentId(options.content));
    if (!options.variant.empty() || found == catalog.contents.end()) {
        return {options.variant};
    }
    std::vector<std::string> names{"base"};
    for (const ContentVariant& variant : found->second.variants) {
        names.push_back(variant.name);
    }
    return names;
}

std::string headers(const Message& message) {
    std::string text;
    const auto add = [&text](std::string_view name, const std::string& value) {
        if (!value.empty()) {
            text += fmt::format("{}: {}\n", name, value);
        }
    };
    add("To", message.to);
    add("From", message.from);
    add("Reply-To", message.reply_to);
    add("Subject", message.subject);
    add("Preview", message.preview);
    return text;
}

void print(const Message& message, bool has_others) {
    if (has_others) {
        fmt::print("{}\n", bold("== " + message.variant));
    }
    fmt::print("{}", headers(message));
    if (!message.text.empty()) {
        fmt::print("\n{}\n", message.text);
    }
    if (!message.html.empty()) {
        fmt::print("\n{}\n{}\n", bold("-- HTML"), message.html);
    }
    if (has_others) {
        fmt::print("\n");
    }
}

/// Nothing for a part that the message does not have.
Result<void> write(const std::filesystem::path& path, const std::string& text) {
    if (text.empty()) {
        return {};
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
        return Error{Errc::unreadable,
                     path.string() + " cannot be written; name a folder that exists and may be written"};
    }
    fmt::print("{}\n", path.string());
    return {};
}

Result<void> write_files(const std::string& folder, const Message& message) {
    const std::string variant = message.variant == "base" ? "" : "." + message.variant;
    const std::string stem = (std::filesystem::path(folder) / (message.content.str() + variant)).string();
    for (const auto& [ending, text] :
         {std::pair(".headers", headers(message)), {".txt", message.text}, {".html", message.html}}) {
        if (Result<void> done = write(stem + ending, text); !done) {
            return done;
        }
    }
    return {};
}

} // namespace

int preview(const PreviewOptions& options) {
    if (!exists(options.catalog)) {
        return give_up(exit_status::usage, options.catalog + " does not exist; name a catalog file or directory");
    }
    const Loaded loaded = load(options.catalog);
    if (has_errors(loaded.findings)) {
        for (const Diagnostic& finding : loaded.findings) {
            if (finding.severity == Severity::error) {
                fmt::print(stderr, "{}\n", to_string(finding));
            }
        }
        return give_up(exit_status::no, "the catalog has errors; without them the content can be shown");
    }
    Result<PreviewFor> who = person(options, loaded.catalog.fields);
    if (!who) {
        return give_up(exit_status::usage, who.error().message);
    }
    std::vector<Message> messages;
    for (const std::string& variant : variants_of(loaded.catalog, options)) {
        who->variant = variant;
        Result<Message> message = nurture::preview(loaded.plan, ContentId(options.content), *who);
        if (!message) {
            return give_up(exit_status::no, message.error().message);
        }
        messages.push_back(*std::move(message));
    }
    std::string json;
    for (const Message& message : messages) {
        if (!options.folder.empty()) {
            if (Result<void> done = write_files(options.folder, message); !done) {
                return give_up(exit_status::usage, done.error().message);
            }
        } else if (options.json) {
            json += (json.empty() ? "[" : ",\n") + to_json(message);
        } else {
            print(message, messages.size() > 1);
        }
    }
    if (!json.empty()) {
        fmt::print("{}]\n", json);
    }
    return exit_status::good;
}

} // namespace nurture::cli
