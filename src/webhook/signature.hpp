// SPDX-License-Identifier: BSL-1.0
/// \file
/// Signatures by Standard Webhooks: HMAC-SHA256 over id, time and body.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nurture::inline v0::webhook {

/// The bytes of a secret: of "whsec_…" what its base64 stands for, of any other its own. Nothing if that cannot be read
/// or has less than 24 bytes.
[[nodiscard]] std::optional<std::string> secret_bytes(std::string_view secret);

/// "v1,<base64>" for each secret, with blanks between. Nothing if OpenSSL refuses.
[[nodiscard]] std::optional<std::string> signature(const std::vector<std::string>& secrets, std::string_view id,
                                                   std::int64_t unix_seconds, std::string_view body);

} // namespace nurture::inline v0::webhook
