// SPDX-License-Identifier: BSL-1.0
#include "webhook/signature.hpp"

#include <array>
#include <cstddef>

#include <openssl/evp.h>

namespace nurture::inline v0::webhook {

namespace {

constexpr std::size_t shortest_secret = 24;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t end = text.find_last_not_of('=') + 1; // 0 if there is nothing else
    if (text.size() % 4 != 0 || text.size() - end > 2 || text.size() > 1024 ||
        text.substr(0, end).find_first_not_of(digits) != std::string_view::npos) {
        return std::nullopt;
    }
    std::string out(text.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text), static_cast<int>(text.size()));
    if (length < 0) {
        return std::nullopt;
    }
    out.resize(out.size() - (text.size() - end)); // It counts padding as bytes.
    return out;
}

} // namespace

std::optional<std::string> secret_bytes(std::string_view secret) {
    constexpr std::string_view prefix = "whsec_";
    std::optional<std::string> bytes =
        secret.starts_with(prefix) ? from_base64(secret.substr(prefix.size())) : std::string(secret);
    return bytes && bytes->size() >= shortest_secret ? bytes : std::nullopt;
}

std::optional<std::string> signature(const std::vector<std::string>& secrets, std::string_view id,
                                     std::int64_t unix_seconds, std::string_view body) {
    std::string text(id);
    text.append(".").append(std::to_string(unix_seconds)).append(".").append(body);
    std::string signatures;
    for (const std::string& secret : secrets) {
        std::array<unsigned char, 32> mac{};
        std::size_t length = 0;
        if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, secret.data(), secret.size(), bytes_of(text),
                      text.size(), mac.data(), mac.size(), &length) == nullptr ||
            length != mac.size()) {
            return std::nullopt;
        }
        std::array<unsigned char, 45> encoded{}; // 44 digits and a NUL
        EVP_EncodeBlock(encoded.data(), mac.data(), static_cast<int>(mac.size()));
        signatures.append(signatures.empty() ? "v1," : " v1,").append(reinterpret_cast<const char*>(encoded.data()));
    }
    return signatures;
}

} // namespace nurture::inline v0::webhook
