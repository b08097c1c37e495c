// SPDX-License-Identifier: BSL-1.0
#include "faulty_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include <nurture/testing/made_values.hpp>

namespace nurture::testing_support {

namespace {

/// Something done to a file that was not synced since.
struct Change {
    bool is_truncation = false;
    std::size_t offset = 0; ///< Of a truncation: the new size.
    std::string bytes{};
};

/// What the disk keeps of a file, whatever happens, and what it may keep.
struct Durable {
    bool exists = false;     ///< Its name was synced, too.
    bool is_deleted = false; ///< And it was deleted since, which was not synced.
    std::string synced{};
    std::vector<Change> pending{};
};

void apply(const Change& change, std::string& content) {
    if (change.is_truncation) {
        content.resize(change.offset);
        return;
    }
    if (content.size() < change.offset + change.bytes.size()) {
        content.resize(change.offset + change.bytes.size());
    }
    std::copy(change.bytes.begin(), change.bytes.end(),
              content.begin() + static_cast<std::string::difference_type>(change.offset));
}

/// Sectors of a write reach the disk in any order, and each of them wholly or not at all.
void apply_some(const Change& change, std::size_t sector, testing::Dice& dice, std::string& content) {
    if (change.is_truncation) {
        if (dice.in(2)) {
            apply(change, content);
        }
        return;
    }
    for (std::size_t from = 0; from < change.bytes.size();) {
        const std::size_t until =
            std::min(change.bytes.size(), (change.offset + from) / sector * sector + sector - change.offset);
        if (dice.in(2)) {
            apply({.offset = change.offset + from, .bytes = change.bytes.substr(from, until - from)}, content);
        }
        from = until;
    }
}

} // namespace

struct FaultyDisk::State {
    sqlite3_vfs vfs{};
    sqlite3_vfs* plain = nullptr;
    Fault fault = Fault::none;
    bool is_planned = false; ///< Else nothing is noted.
    std::size_t at = 0;
    std::size_t calls = 0;
    bool has_struck = false;
    bool is_dead = false; ///< Without power, or full.
    std::string victim{};
    std::map<std::string, Durable> files{};

    /// Whether a call goes wrong. `writes`: it changes something; `grows`: it may need room.
    bool strikes(const char* what, const std::string& path, bool writes, bool grows) {
        const bool is_struck =
            fault == Fault::io || (fault == Fault::power && writes) || (fault == Fault::full && grows);
        if (is_dead) {
            return fault == Fault::power || is_struck;
        }
        if (!is_struck || ++calls != at) {
            return false;
        }
        has_struck = true;
        is_dead = fault != Fault::io;
        victim = std::string(what) + ' ' + std::filesystem::path(path).filename().string();
        return true;
    }
    /// The folder was synced: what is deleted stays so, what was made has its name.
    void sync_names() {
        for (auto file = files.begin(); file != files.end();) {
            file->second.exists = true;
            file = file->second.is_deleted ? files.erase(file) : std::next(file);
        }
    }
    [[nodiscard]] int code(int of_io) const { return fault == Fault::full ? SQLITE_FULL : of_io; }
};

namespace {

using State = FaultyDisk::State;

struct File {
    sqlite3_file base;
    State* disk;
    std::string* path;
    bool is_kept;      ///< What is done to it is noted: a database or its log, not a temporary file.
    bool syncs_folder; ///< The first sync of a new log is one of its folder, too; that of a database is not.
    sqlite3_file* real;
};

File& file_of(sqlite3_file* file) {
    return *reinterpret_cast<File*>(file);
}
State& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<State*>(vfs->pAppData);
}

int close_file(sqlite3_file* file) {
    File& own = file_of(file);
    const int code = own.real->pMethods == nullptr ? SQLITE_OK : own.real->pMethods->xClose(own.real);
    delete own.path;
    return code;
}

int read_file(sqlite3_file* file, void* to, int bytes, sqlite3_int64 offset) {
    File& own = file_of(file);
    if (own.disk->strikes("read", *own.path, false, false)) {
        return SQLITE_IOERR_READ;
    }
    return own.real->pMethods->xRead(own.real, to, bytes, offset);
}

int write_file(sqlite3_file* file, const void* from, int bytes, sqlite3_int64 offset) {
    File& own = file_of(file);
    const bool was_dead = own.disk->is_dead;
    const bool is_struck = own.disk->strikes("write", *own.path, true, true);
    if (own.is_kept &&
        !(is_struck && (was_dead || own.disk->fault != Fault::power))) { // Power fails in the midst of it.
        own.disk->files[*own.path].pending.push_back(
            {.offset = static_cast<std::size_t>(offset),
             .bytes = std::string(static_cast<const char*>(from), static_cast<std::size_t>(bytes))});
    }
    return is_struck ? own.disk->code(SQLITE_IOERR_WRITE) : own.real->pMethods->xWrite(own.real, from, bytes, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    File& own = file_of(file);
    if (own.disk->strikes("truncate", *own.path, true, false)) {
        return SQLITE_IOERR_TRUNCATE;
    }
    if (own.is_kept) {
        own.disk->files[*own.path].pending.push_back({.is_truncation = true, .offset = static_cast<std::size_t>(size)});
    }
    return own.real->pMethods->xTruncate(own.real, size);
}

int sync_file(sqlite3_file* file, int /*flags*/) {
    File& own = file_of(file);
    if (own.disk->strikes("sync", *own.path, true, false)) {
        return SQLITE_IOERR_FSYNC;
    }
    if (own.is_kept) {
        Durable& durable = own.disk->files[*own.path];
        for (const Change& change : durable.pending) {
            apply(change, durable.synced);
        }
        durable.pending.clear();
        durable.exists = true;
        if (std::exchange(own.syncs_folder, false)) {
            own.disk->sync_names();
        }
    }
    return SQLITE_OK;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    File& own = file_of(file);
    if (own.disk->strikes("look at", *own.path, false, false)) {
        return SQLITE_IOERR_FSTAT;
    }
    return own.real->pMethods->xFileSize(own.real, size);
}

int lock_file(sqlite3_file* file, int level) {
    File& own = file_of(file);
    if (own.disk->strikes("lock", *own.path, false, false)) {
        return SQLITE_IOERR_LOCK;
    }
    return own.real->pMethods->xLock(own.real, level);
}
int unlock_file(sqlite3_file* file, int level) {
    return file_of(file).real->pMethods->xUnlock(file_of(file).real, level);
}
int is_reserved(sqlite3_file* file, int* out) {
    return file_of(file).real->pMethods->xCheckReservedLock(file_of(file).real, out);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
    return file_of(file).real->pMethods->xFileControl(file_of(file).real, operation, argument);
}
int sector_of(sqlite3_file* file) {
    return file_of(file).real->pMethods->xSectorSize(file_of(file).real);
}
int nature_of(sqlite3_file* file) {
    return file_of(file).real->pMethods->xDeviceCharacteristics(file_of(file).real);
}
int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** to) {
    File& own = file_of(file);
    if (own.disk->strikes("share", *own.path, false, false)) {
        return SQLITE_IOERR_SHMMAP;
    }
    return own.real->pMethods->xShmMap(own.real, region, size, extend, to);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
    File& own = file_of(file);
    if ((flags & SQLITE_SHM_LOCK) != 0 && own.disk->strikes("share", *own.path, false, false)) {
        return SQLITE_IOERR_SHMLOCK;
    }
    return own.real->pMethods->xShmLock(own.real, offset, count, flags);
}
void order_shared(sqlite3_file* file) {
    file_of(file).real->pMethods->xShmBarrier(file_of(file).real);
}
int unmap_shared(sqlite3_file* file, int removes) {
    return file_of(file).real->pMethods->xShmUnmap(file_of(file).real, removes);
}

/// Version 2: without pages mapped into memory, which would go round this.
constexpr sqlite3_io_methods methods{
    2,           close_file,   read_file,    write_file,   truncate_file, sync_file, size_of_file,
    lock_file,   unlock_file,  is_reserved,  control_file, sector_of,     nature_of, map_shared,
    lock_shared, order_shared, unmap_shared, nullptr,      nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    State& disk = disk_of(vfs);
    File& own = file_of(file);
    own.base.pMethods = nullptr;
    const std::string path = name == nullptr ? "" : name;
    if (disk.strikes("open", path, false, false)) {
        return SQLITE_CANTOPEN;
    }
    own.disk = &disk;
    own.is_kept = disk.is_planned && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    own.real = reinterpret_cast<sqlite3_file*>(&own + 1);
    const bool is_new = name != nullptr && !std::filesystem::exists(path);
    own.syncs_folder = is_new && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    const int code = disk.plain->xOpen(disk.plain, name, own.real, flags, out);
    if (code != SQLITE_OK) {
        return code;
    }
    own.path = new std::string(path);
    own.base.pMethods = &methods;
    if (own.is_kept && is_new) { // Its name may still be that of a file that was deleted.
        disk.files[path].pending = {{.is_truncation = true}};
        disk.files[path].is_deleted = false;
    } else if (own.is_kept && !disk.files.contains(path)) {
        std::ifstream from(path, std::ios::binary);
        disk.files[path] = {.exists = true, .synced = std::string(std::istreambuf_iterator<char>(from), {})};
    }
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int syncs) {
    State& disk = disk_of(vfs);
    if (disk.strikes("delete", name, true, false)) {
        return SQLITE_IOERR_DELETE;
    }
    if (syncs != 0) {
        disk.files.erase(name);
        disk.sync_names();
    } else if (const auto at = disk.files.find(name); at != disk.files.end()) {
        at->second.is_deleted = true;
    }
    return disk.plain->xDelete(disk.plain, name, 0);
}

int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
    State& disk = disk_of(vfs);
    if (disk.strikes("look for", name, false, false)) {
        return SQLITE_IOERR_ACCESS;
    }
    return disk.plain->xAccess(disk.plain, name, flags, out);
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
    return disk_of(vfs).plain->xFullPathname(disk_of(vfs).plain, name, size, out);
}

} // namespace

FaultyDisk::FaultyDisk() : state_(std::make_unique<State>()) {
    sqlite3_initialize();
    State& state = *state_;
    state.plain = sqlite3_vfs_find(nullptr);
    state.vfs =
        *state.plain; // What does not concern files is asked of the plain one: it does not look at its argument.
    state.vfs.iVersion = 1;
    state.vfs.szOsFile = static_cast<int>(sizeof(File)) + state.plain->szOsFile;
    state.vfs.pNext = nullptr;
    state.vfs.zName = "faulty disk";
    state.vfs.pAppData = &state;
    state.vfs.xOpen = open_file;
    state.vfs.xDelete = delete_file;
    state.vfs.xAccess = access_file;
    state.vfs.xFullPathname = full_path;
    if (sqlite3_vfs_register(&state.vfs, 1) != SQLITE_OK) {
        throw std::runtime_error("the faulty disk cannot be registered");
    }
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_register(state_->plain, 1);
    sqlite3_vfs_unregister(&state_->vfs);
}

void FaultyDisk::plan(Fault fault, std::size_t at) {
    strike(fault, at);
    state_->is_planned = true;
    state_->files.clear();
}

void FaultyDisk::strike(Fault fault, std::size_t at) {
    state_->fault = fault;
    state_->is_planned = false;
    state_->at = at;
    state_->calls = 0;
    state_->has_struck = false;
    state_->is_dead = false;
    state_->victim.clear();
}

std::size_t FaultyDisk::calls() const noexcept {
    return state_->calls;
}

bool FaultyDisk::has_struck() const noexcept {
    return state_->has_struck;
}

const std::string& FaultyDisk::victim() const noexcept {
    return state_->victim;
}

void FaultyDisk::mend() noexcept {
    state_->fault = Fault::none;
    state_->is_dead = false;
}

void FaultyDisk::settle(std::uint64_t seed) {
    testing::Dice dice(seed);
    const std::size_t sector = dice.in(2) ? 512 : 4'096;
    for (auto& [path, durable] : state_->files) {
        bool exists = durable.exists;
        if (seed != 0) {
            exists = (exists && !durable.is_deleted) || dice.in(2);
            for (const Change& change : durable.pending) {
                apply_some(change, sector, dice, durable.synced);
            }
        }
        if (exists) {
            std::ofstream(path, std::ios::binary) << durable.synced;
        } else {
            std::filesystem::remove(path);
        }
        std::filesystem::remove(path + "-shm"); // Shared memory is gone with the machine.
    }
    state_->files.clear();
    mend();
}

} // namespace nurture::testing_support
