// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catalogs for tests of the plan, and what the check says of them.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/definition/builder.hpp>
#include <nurture/definition/catalog.hpp>
#include <nurture/plan/plan.hpp>

namespace nurture::testing_plan {

/// E-mail to which no rule objects.
inline Content mail(std::string_view id) {
    Content content;
    content.id = id;
    content.channel = "email";
    content.subject = "Hello";
    content.text = "Hello. {{ unsubscribe_url }}";
    return content;
}

/// A catalog of these contents, each a mail(), to which no rule objects.
inline Catalog catalog_with(std::initializer_list<std::string_view> contents) {
    Catalog catalog;
    catalog.settings.sender.postal_address = "1 Main St, Springfield";
    for (const std::string_view id : contents) {
        catalog.contents.emplace(id, mail(id));
    }
    return catalog;
}

/// Adds what was built. What the builder itself remarks on is kept out, as a host would who ignores it.
inline Catalog& add(Catalog& catalog, const WorkflowBuilder& builder) {
    Checked<Workflow> built = builder.build();
    const WorkflowId id = built.value.id;
    catalog.workflows.insert_or_assign(id, std::move(built.value));
    return catalog;
}

inline Catalog catalog_of(const WorkflowBuilder& builder, std::initializer_list<std::string_view> contents) {
    Catalog catalog = catalog_with(contents);
    add(catalog, builder);
    return catalog;
}

/// The remarks of one rule.
inline Diagnostics findings(const Catalog& catalog, std::string_view rule) {
    Diagnostics found;
    for (const Diagnostic& diagnostic : compile(catalog).diagnostics) {
        if (diagnostic.rule == rule) {
            found.push_back(diagnostic);
        }
    }
    return found;
}

/// Everything but notes, as text: empty for a catalog without fault.
inline std::string faults(const Catalog& catalog) {
    std::string text;
    for (const Diagnostic& diagnostic : compile(catalog).diagnostics) {
        if (diagnostic.severity != Severity::note) {
            text += to_string(diagnostic) + '\n';
        }
    }
    return text;
}

inline bool says(const Diagnostic& diagnostic, std::string_view part) {
    return diagnostic.message.find(part) != std::string::npos || diagnostic.hint.find(part) != std::string::npos;
}

} // namespace nurture::testing_plan
