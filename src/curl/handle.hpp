// SPDX-License-Identifier: BSL-1.0
/// \file
/// libcurl's objects with owners. For the components that speak through libcurl; each compiles it for itself.

#pragma once

#include <array>
#include <memory>
#include <new>
#include <string>

#include <curl/curl.h>

namespace nurture::inline v0::curl {

/// One transfer after another, over connections that are kept.
class Handle {
public:
    Handle() {
        // libcurl's own state, of the whole process; thread-safe and counted by libcurl.
        static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
        problem_ = initialized;
        handle_.reset(curl_easy_init());
        if (handle_ == nullptr) {
            throw std::bad_alloc();
        }
        set(CURLOPT_ERRORBUFFER, words_.data());
        set(CURLOPT_NOSIGNAL, 1L); // The host's signals are its own.
        set(CURLOPT_PROXY, "");    // What the environment names must not see messages.
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    /// Sets an option; the first that libcurl refuses is the problem().
    template <class Setting>
    void set(CURLoption option, Setting setting) {
        const CURLcode code = curl_easy_setopt(handle_.get(), option, setting);
        if (code == CURLE_OUT_OF_MEMORY) {
            throw std::bad_alloc();
        }
        if (problem_ == CURLE_OK) {
            problem_ = code;
        }
    }
    [[nodiscard]] CURLcode problem() const noexcept { return problem_; }

    CURLcode perform() {
        words_[0] = '\0';
        return curl_easy_perform(handle_.get());
    }

    [[nodiscard]] long number(CURLINFO what) const {
        long value = 0;
        curl_easy_getinfo(handle_.get(), what, &value);
        return value;
    }

    /// A header of the last reply; "" if it had none.
    [[nodiscard]] std::string header(const char* name) const {
        curl_header* found = nullptr;
        return curl_easy_header(handle_.get(), name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : "";
    }

    /// Why the last transfer failed, as closely as libcurl knows.
    [[nodiscard]] std::string words_for(CURLcode code) const {
        return words_[0] != '\0' ? words_.data() : curl_easy_strerror(code);
    }

private:
    struct Cleanup {
        void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    };
    std::array<char, CURL_ERROR_SIZE> words_{}; // Outlives the handle, which writes into it.
    CURLcode problem_ = CURLE_OK;
    std::unique_ptr<CURL, Cleanup> handle_;
};

/// A list of texts as libcurl wants it.
class List {
public:
    void add(const std::string& text) {
        curl_slist* longer = curl_slist_append(list_.get(), text.c_str());
        if (longer == nullptr) {
            throw std::bad_alloc();
        }
        static_cast<void>(list_.release());
        list_.reset(longer);
    }
    [[nodiscard]] curl_slist* get() const noexcept { return list_.get(); }

private:
    struct Free {
        void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    };
    std::unique_ptr<curl_slist, Free> list_;
};

} // namespace nurture::inline v0::curl
