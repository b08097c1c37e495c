// SPDX-License-Identifier: BSL-1.0
/// \file
/// One request after another to an endpoint.

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nurture/webhook/webhook_channel.hpp>

#include "curl/handle.hpp"

namespace nurture::inline v0::webhook {

/// What came back.
struct Reply {
    int status = 0;            ///< 0: no reply.
    std::string words{};       ///< Of the endpoint, or why there is no reply.
    std::string retry_after{}; ///< As the endpoint said it.
};

/// Keeps its connections. The options are checked.
class Post {
public:
    explicit Post(const Options& options);
    Post(const Post&) = delete;
    Post& operator=(const Post&) = delete;

    /// What libcurl cannot do of what the options ask for; "" if nothing.
    [[nodiscard]] std::string problem() const;

    /// `headers` as "Name: value".
    [[nodiscard]] Reply send(const std::vector<std::string>& headers, std::string_view body);

private:
    struct Exchange;
    bool allow_private_addresses_;
    std::string read_{}; ///< The beginning of the reply.
    std::size_t read_bytes_ = 0;
    std::array<char, 64> refused_address_{}; ///< The last one, "" if none.
    curl::Handle handle_;
};

/// Whether libcurl understands it as an address of HTTP.
[[nodiscard]] bool is_http_url(const std::string& url);

} // namespace nurture::inline v0::webhook
