// SPDX-License-Identifier: BSL-1.0
/// \file
/// Any bytes are a catalog or have remarks with places inside them; a workflow that was read survives its canonical
/// form. YAML and JSON.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/yaml/load.hpp>

namespace {

using namespace nurture;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_remarks(const Diagnostics& remarks) {
    for (const Diagnostic& remark : remarks) {
        require(!remark.rule.empty() && !remark.message.empty());
        // A place is never beyond the text, else the excerpt would be empty or wrong.
        const Place& place = remark.place;
        require(place.source != nullptr);
        const std::string_view line = place.source->line(place.line);
        require(place.column <= line.size() + 2);
        require(!to_string(remark).empty());
    }
}

void check_catalog(const Checked<Catalog>& catalog) {
    check_remarks(catalog.diagnostics);
    for (const auto& [id, workflow] : catalog->workflows) {
        const auto again = read_canonical_workflow(to_canonical(workflow));
        require(again && *again == workflow);
        for (const Edge& edge : workflow.edges) {
            require(edge.from < workflow.nodes.size() && edge.to < workflow.nodes.size());
        }
    }
    for (const auto& [id, content] : catalog->contents) {
        require(!to_canonical(content).empty());
    }
    require(!to_canonical(catalog->settings).empty() && !to_canonical(catalog->fields).empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_catalog(yaml::load_text(text, "fuzz.yaml"));

    const auto json = read_json(std::make_shared<const SourceText>(SourceText{"fuzz.json", std::string(text)}));
    check_remarks(json.diagnostics);
    if (json.ok()) {
        const std::string canonical = to_canonical_json(*json);
        const auto again = read_json(std::make_shared<const SourceText>(SourceText{"canonical", canonical}));
        require(again.ok() && to_canonical_json(*again) == canonical);
        check_catalog(read_catalog(json->kind == Document::Kind::list ? json->items : std::vector<Document>{*json}));
    }
    (void)read_canonical_workflow(text);
    return 0;
}
