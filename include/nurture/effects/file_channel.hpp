// SPDX-License-Identifier: BSL-1.0
/// \file
/// Messages into a file: for programs that send by themselves, for trials and for tests of a host.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <nurture/effects/channel.hpp>
#include <nurture/result.hpp>

namespace nurture::inline v0 {

/// Appends each message to a file as one line of JSON, as to_json(Message) writes it, and answers `accepted` once it
/// is on the disk.
///
/// A file that cannot be written is `unavailable`, and nothing of the message is left in it. The file is the memory of
/// what went: a message in doubt is looked up in it, so a line comes once, whenever the process is killed. A line
/// that a kill cut off is cut away when the file is opened. One process writes a file at a time; others may read it.
class FileChannel final : public Channel {
public:
    /// Opens or makes the file. Errc::unreadable with the path and the reason.
    [[nodiscard]] static Result<std::unique_ptr<FileChannel>> open(const std::string& path);
    ~FileChannel() override;

    FileChannel(const FileChannel&) = delete;
    FileChannel& operator=(const FileChannel&) = delete;

    void deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) override;
    /// Reads the whole file.
    void find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) override;
    [[nodiscard]] Capabilities capabilities() const override;

private:
    FileChannel(std::string path, int file, std::int64_t size) : path_(std::move(path)), file_(file), size_(size) {}
    [[nodiscard]] std::string write(const std::string& lines); ///< Why it could not; "" if it could.

    std::string path_;
    int file_;
    std::int64_t size_; ///< Of whole lines.
};

} // namespace nurture::inline v0
