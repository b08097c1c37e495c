// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is refused before yaml-cpp sees a text, and what its complaints mean.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nurture/definition/diagnostic.hpp>
#include <nurture/yaml/load.hpp>

namespace nurture::inline v0::yaml {

/// A remark of rule "syntax".
[[nodiscard]] Diagnostic syntax_error(std::string message, Place place, std::string hint = {});

/// Bytes that are no text, and sizes and nestings that would only cost time. Linear in the text.
[[nodiscard]] std::optional<Diagnostic> refuse_unread(const std::shared_ptr<const SourceText>& source,
                                                      const ReadLimits& limits);

/// yaml-cpp's complaint about this place as a remark with advice.
[[nodiscard]] Diagnostic explain(const std::shared_ptr<const SourceText>& source, std::string_view complaint,
                                 Place place);

/// The place behind the closing quote of the quoted scalar that begins at an offset; nothing if there is none, which
/// yaml-cpp does not notice.
[[nodiscard]] std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t at) noexcept;

} // namespace nurture::inline v0::yaml
