// SPDX-License-Identifier: BSL-1.0

#include "outbox.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <filesystem>

#include <fmt/format.h>

#include <nurture/lead/value.hpp>

namespace nurture::cli {

WholeFile::~WholeFile() {
    if (file_ == nullptr) {
        return;
    }
    std::fclose(file_);
    remove_temporary();
}

void WholeFile::remove_temporary() const {
    if (temporary_ != path_) {
        std::remove(temporary_.c_str());
    }
}

Result<void> WholeFile::open(const std::string& path) {
    path_ = path;
    temporary_ = path + ".part";
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return Error{Errc::unreadable, path + " is a directory; name a file"};
    }
    // A device or pipe is written to; a file of that name in its place would be a disaster.
    if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) {
        temporary_ = path;
    }
    file_ = std::fopen(temporary_.c_str(), "wb");
    if (file_ == nullptr) {
        return Error{Errc::unreadable, fmt::format("{} cannot be written: {}", path, std::strerror(errno))};
    }
    return {};
}

void WholeFile::write(std::string_view text) {
    if (error_ == 0 && std::fwrite(text.data(), 1, text.size(), file_) != text.size()) {
        error_ = errno;
    }
}

Result<void> WholeFile::finish() {
    if (std::fclose(std::exchange(file_, nullptr)) != 0 && error_ == 0) {
        error_ = errno;
    }
    if (error_ == 0 && temporary_ != path_ && std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        error_ = errno;
    }
    if (error_ == 0) {
        return {};
    }
    remove_temporary();
    return failure();
}

Error WholeFile::failure() const {
    return {Errc::store, fmt::format("{} could not be written: {}", path_, std::strerror(error_))};
}

Result<void> write_outbox(EngineStore& store, WholeFile& file) {
    const auto json = [](const std::string& text) { return to_json(Value(text)); };
    const Result<void> read = store.messages([&](Instant at, const Message& message) {
        file.write(fmt::format(
            R"({{"time":"{}","lead":{},"channel":{},"to":{},"workflow":{},"version":{},"step":{},"content":{},)"
            R"("variant":{},"category":{},"subject":{},"text":{},"key":{}}})"
            "\n",
            to_string(at), json(message.lead.str()), json(message.channel.str()), json(message.to),
            json(message.workflow.str()), json(message.version), json(message.step.str()), json(message.content.str()),
            json(message.variant), json(message.category), json(message.subject), json(message.text),
            json(message.key.str())));
    });
    return read ? file.finish() : read;
}

} // namespace nurture::cli
