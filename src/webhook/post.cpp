// SPDX-License-Identifier: BSL-1.0
#include "webhook/post.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "curl/server_words.hpp"
#include "webhook/public_address.hpp"

namespace nurture::inline v0::webhook {

namespace {

constexpr std::size_t enough = 300;           // of a reply, to show
constexpr std::size_t too_much = 1024 * 1024; // to read

struct FreeUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

} // namespace

bool is_http_url(const std::string& url) {
    const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
    if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return false;
    }
    char* scheme = nullptr;
    if (curl_url_get(parsed.get(), CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK) {
        return false;
    }
    const std::string_view name = scheme;
    const bool is_http = name == "http" || name == "https";
    curl_free(scheme);
    return is_http;
}

/// What libcurl's functions are handed.
struct Post::Exchange {
    static std::size_t read(char* data, std::size_t size, std::size_t count, void* to) {
        Post& post = *static_cast<Post*>(to);
        post.read_bytes_ += size * count;
        const std::size_t room = enough - std::min(enough, post.read_.size()); // which is reserved
        post.read_.append(data, std::min(room, size * count));
        return post.read_bytes_ > too_much ? 0 : size * count;
    }

    /// Called for the address that is connected to, after its name was looked up: no answer of a name server, however
    /// it changes, leads past this.
    static curl_socket_t open(void* from, curlsocktype, curl_sockaddr* address) {
        Post& post = *static_cast<Post*>(from);
        if (!post.allow_private_addresses_ && !is_public(address->addr)) {
            getnameinfo(&address->addr, address->addrlen, post.refused_address_.data(),
                        static_cast<socklen_t>(post.refused_address_.size()), nullptr, 0, NI_NUMERICHOST);
            return CURL_SOCKET_BAD;
        }
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
};

Post::Post(const Options& options) : allow_private_addresses_(options.allow_private_addresses) {
    read_.reserve(enough); // It grows inside libcurl, where nothing may be thrown.
    handle_.set(CURLOPT_PROTOCOLS_STR, "http,https");
    handle_.set(CURLOPT_URL, options.url.c_str());
    handle_.set(CURLOPT_FOLLOWLOCATION, 0L);
    handle_.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) {
        handle_.set(CURLOPT_CAINFO, options.ca_file.c_str());
        handle_.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    handle_.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_within.count()));
    handle_.set(CURLOPT_TIMEOUT_MS, static_cast<long>((options.connect_within + options.reply_within).count()));
    handle_.set(CURLOPT_OPENSOCKETFUNCTION, &Exchange::open);
    handle_.set(CURLOPT_OPENSOCKETDATA, this);
    handle_.set(CURLOPT_WRITEFUNCTION, &Exchange::read);
    handle_.set(CURLOPT_WRITEDATA, this);
    handle_.set(CURLOPT_POST, 1L);
}

std::string Post::problem() const {
    return handle_.problem() == CURLE_OK ? "" : handle_.words_for(handle_.problem());
}

Reply Post::send(const std::vector<std::string>& headers, std::string_view body) {
    curl::List list;
    for (const std::string& header : headers) {
        list.add(header);
    }
    list.add("Expect:"); // libcurl would wait for leave to send a large body.
    handle_.set(CURLOPT_HTTPHEADER, list.get());
    handle_.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    handle_.set(CURLOPT_POSTFIELDS, body.data());
    read_.clear();
    read_bytes_ = 0;
    refused_address_[0] = '\0';
    const CURLcode code = handle_.perform();
    handle_.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    handle_.set(CURLOPT_POSTFIELDS, static_cast<const char*>(nullptr));

    const int status = static_cast<int>(handle_.number(CURLINFO_RESPONSE_CODE));
    if (status >= 200) { // Said is said, even if the rest of the reply is lost.
        return {
            .status = status, .words = curl::server_words(read_, enough), .retry_after = handle_.header("Retry-After")};
    }
    if (refused_address_[0] != '\0') {
        return {.words = std::string(refused_address_.data()) +
                         " is no public address; if it is yours, set allow_private_addresses"};
    }
    return {.words = curl::server_words(code == CURLE_OK ? "no status" : handle_.words_for(code))};
}

} // namespace nurture::inline v0::webhook
