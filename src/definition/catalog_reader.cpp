// SPDX-License-Identifier: BSL-1.0
/// \file
/// Documents to a catalog: which kind each is, and that nothing is there twice.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <nurture/definition/catalog.hpp>

#include "definition/readers.hpp"
#include "time/quoted.hpp"

namespace nurture::inline v0 {
namespace {

using reading::Reading;

constexpr std::array<std::string_view, 6> kinds = {"settings", "fields", "scoring", "segment", "content", "workflow"};

std::string where(const Place& place) {
    if (place.source == nullptr) {
        return {};
    }
    return fmt::format("; first at {}:{}", place.source->name, place.line);
}

/// The member that says what kind of document this is, or null after a remark.
const DocumentMember* kind_of(const Document& document, const Reading& reading) {
    if (document.kind != Document::Kind::map) {
        reading.wrong_type(document.place, fmt::format("a document must be a map that begins with workflow, content, "
                                                       "segment, scoring, fields or settings, not {}",
                                                       reading::kind_name(document)));
        return nullptr;
    }
    const auto kind = std::find_if(document.members.begin(), document.members.end(), [](const DocumentMember& member) {
        return std::find(kinds.begin(), kinds.end(), member.key) != kinds.end();
    });
    if (kind != document.members.end()) {
        return &*kind;
    }
    const bool empty = document.members.empty();
    const std::string first = empty ? std::string() : document.members.front().key;
    reading.error("unknown_key", empty ? document.place : document.members.front().place,
                  fmt::format("a document begins with one of {}{}", fmt::join(kinds, ", "),
                              empty ? std::string()
                                    : fmt::format(", not with {}{}", quoted(first),
                                                  reading::suggestion(first, {kinds.begin(), kinds.end()}))));
    return nullptr;
}

class CatalogReader {
public:
    explicit CatalogReader(Checked<Catalog>& result)
        : catalog_(result.value), remarks_(result.diagnostics), reading_(result.diagnostics) {}

    void read(const std::vector<Document>& documents) {
        struct Known {
            const Document* document;
            std::string_view kind;
        };
        std::vector<Known> known;
        for (const Document& document : documents) {
            if (document.kind == Document::Kind::null) {
                continue; // An empty document, for example behind a last "---".
            }
            if (const DocumentMember* kind = kind_of(document, reading_)) {
                known.push_back({&document, kind->key});
            }
        }
        // What others are read by comes first, wherever it stands.
        for (const std::string_view kind : kinds) {
            for (const Known& one : known) {
                if (one.kind == kind) {
                    read_one(*one.document, kind);
                }
            }
        }
        if (catalog_.workflows.size() > catalog_.settings.limits.workflows) {
            reading_.error("limit", catalog_.settings.place,
                           fmt::format("the catalog has {} workflows, more than settings.limits.workflows ({})",
                                       catalog_.workflows.size(), catalog_.settings.limits.workflows));
        }
    }

private:
    void read_one(const Document& document, std::string_view kind) {
        if (kind == "settings") {
            settings(document);
        } else if (kind == "fields") {
            reading::read_fields(document, catalog_.fields, reading_);
        } else if (kind == "segment") {
            keep(reading::read_segment(document, reading_), catalog_.segments, "segment");
        } else if (kind == "scoring") {
            scoring(document);
        } else if (kind == "content") {
            keep(reading::read_content(document, reading_), catalog_.contents, "content");
        } else {
            keep(reading::read_workflow(document, catalog_.fields, catalog_.settings.limits, reading_, remarks_),
                 catalog_.workflows, "workflow");
        }
    }

    void settings(const Document& document) {
        if (seen_settings_) {
            reading_.error("duplicate_id", document.place,
                           fmt::format("a catalog has settings once{}", where(catalog_.settings.place)));
            return;
        }
        seen_settings_ = true;
        catalog_.settings.place = document.place;
        reading::read_settings(document, catalog_.settings, reading_);
    }

    void scoring(const Document& document) {
        if (catalog_.scoring.declared) {
            reading_.error("duplicate_id", document.place,
                           fmt::format("a catalog has scoring once{}", where(catalog_.scoring.place)));
            return;
        }
        catalog_.scoring = reading::read_scoring(document, reading_);
    }

    template <class Thing, class Things>
    void keep(Thing thing, Things& things, std::string_view kind) {
        if (thing.id.empty()) {
            return;
        }
        const auto found = things.find(thing.id);
        if (found != things.end()) {
            reading_.error(
                "duplicate_id", thing.place,
                fmt::format("two {}s have the id \"{}\"{}", kind, thing.id.str(), where(found->second.place)));
            return;
        }
        const auto id = thing.id;
        things.emplace(id, std::move(thing));
    }

    Catalog& catalog_;
    Diagnostics& remarks_;
    Reading reading_;
    bool seen_settings_ = false;
};

} // namespace

Checked<Catalog> read_catalog(const std::vector<Document>& documents) {
    Checked<Catalog> result;
    CatalogReader(result).read(documents);
    sort_by_place(result.diagnostics);
    return result;
}

} // namespace nurture::inline v0
