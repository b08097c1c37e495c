// SPDX-License-Identifier: BSL-1.0
#include <nurture/effects/file_channel.hpp>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace nurture::inline v0 {

namespace {

Error cannot(const std::string& path, const char* what) {
    return {Errc::unreadable, path + " cannot be " + what + ": " + std::strerror(errno)};
}

/// Calls `f` with pieces of the file from a place on; false if it cannot be read.
template <class F>
bool read_from(int file, std::int64_t from, F f) {
    std::string bytes(64 * 1024, '\0');
    for (;;) {
        const ssize_t count = ::pread(file, bytes.data(), bytes.size(), from);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count == 0;
        }
        f(std::string_view(bytes).substr(0, static_cast<std::size_t>(count)));
        from += count;
    }
}

/// The end of the last whole line, or nothing.
Result<std::int64_t> end_of_lines(int file, const std::string& path) {
    std::int64_t at = 0;
    std::int64_t end = 0;
    const bool done = read_from(file, 0, [&](std::string_view bytes) {
        if (const std::size_t last = bytes.rfind('\n'); last != std::string_view::npos) {
            end = at + static_cast<std::int64_t>(last) + 1;
        }
        at += static_cast<std::int64_t>(bytes.size());
    });
    return done ? Result<std::int64_t>(end) : Result<std::int64_t>(cannot(path, "read"));
}

/// The key of a line as to_json(Message) begins it.
std::string_view key_of(std::string_view line) {
    constexpr std::string_view before = R"({"key":")";
    if (line.substr(0, before.size()) != before) {
        return {};
    }
    line.remove_prefix(before.size());
    return line.substr(0, line.find('"'));
}

} // namespace

Result<std::unique_ptr<FileChannel>> FileChannel::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) {
        return cannot(path, "opened");
    }
    struct stat about = {};
    Result<std::int64_t> end = Error{Errc::unreadable, path + " is no regular file"};
    if (::fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
        end = end_of_lines(file, path);
    }
    if (end && *end < about.st_size && ::ftruncate(file, *end) != 0) {
        end = cannot(path, "written");
    }
    if (!end) {
        ::close(file);
        return end.error();
    }
    return std::unique_ptr<FileChannel>(new FileChannel(path, file, *end));
}

FileChannel::~FileChannel() {
    ::close(file_);
}

std::string FileChannel::write(const std::string& lines) {
    std::int64_t at = size_;
    std::string_view rest = lines;
    while (!rest.empty()) {
        const ssize_t count = ::pwrite(file_, rest.data(), rest.size(), at);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return cannot(path_, "written").message;
        }
        rest.remove_prefix(static_cast<std::size_t>(count));
        at += count;
    }
    if (::fdatasync(file_) != 0) {
        return cannot(path_, "written").message;
    }
    size_ = at;
    return {};
}

void FileChannel::deliver(std::span<const Message> messages, std::shared_ptr<DeliverySink> sink) {
    std::string lines;
    for (const Message& message : messages) {
        lines += to_json(message) + '\n';
    }
    const std::string problem = write(lines);
    if (!problem.empty()) { // Should this fail, too, the next line is written over what stands there.
        [[maybe_unused]] const int cut = ::ftruncate(file_, size_);
    }
    for (const Message& message : messages) {
        sink->answer(message.key, problem.empty() ? Delivery{} : Delivery{DeliveryKind::unavailable, problem});
    }
}

void FileChannel::find(std::span<const MessageKey> keys, std::shared_ptr<DeliverySink> sink) {
    std::unordered_set<std::string_view> sought;
    for (const MessageKey& key : keys) {
        sought.insert(key.str());
    }
    std::unordered_set<std::string> found;
    std::string line;
    const bool done = read_from(file_, 0, [&](std::string_view bytes) {
        for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
            line += bytes.substr(0, end);
            bytes.remove_prefix(end + 1);
            if (const std::string_view key = key_of(line); sought.count(key) != 0) {
                found.emplace(key);
            }
            line.clear();
        }
        line += bytes;
    });
    for (const MessageKey& key : keys) {
        const DeliveryKind kind = found.count(key.str()) != 0 ? DeliveryKind::accepted
                                  : done                      ? DeliveryKind::unknown
                                                              : DeliveryKind::unavailable;
        sink->answer(key, {kind, {}});
    }
}

Capabilities FileChannel::capabilities() const {
    return {.lookup = true, .batch = 256, .in_flight = 256};
}

} // namespace nurture::inline v0
