// SPDX-License-Identifier: Apache-2.0
#include "agent/store/sqlite.hpp"

#include "agent/base/cached_pages.hpp"
#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"

#include <sqlite3.h>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

namespace aisle {
namespace {

bool is_for_memory(int code) {
    return code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM;
}

Errc kind_of(int code) {
    if (is_for_memory(code)) return Errc::unavailable;
    switch (code & 0xff) {
        case SQLITE_FULL:
            return Errc::full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Errc::corrupt;
        case SQLITE_CONSTRAINT:
            return Errc::conflict;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_INTERRUPT:
            return Errc::unavailable;
        case SQLITE_TOOBIG:
            return Errc::too_large;
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY:
            return Errc::denied;
        default:
            return Errc::io;
    }
}

// A file that cannot be made, or the log's index that cannot grow, because the volume is full: room
// may come back. (Not a sync: whatever errno says after it, the disk's word is gone.)
bool is_for_room(sqlite3* db, int code) {
    if ((code & 0xff) != SQLITE_CANTOPEN && code != SQLITE_IOERR_SHMSIZE) return false;
    const int number = db ? sqlite3_system_errno(db) : 0;
    return number == ENOSPC || number == EDQUOT;
}

// A lock, or the log's index in shared memory, could not be had: says nothing of what the file
// holds.
bool is_for_lock(int code) {
    constexpr std::array codes{SQLITE_PROTOCOL,      SQLITE_IOERR_LOCK,
                               SQLITE_IOERR_RDLOCK,  SQLITE_IOERR_SHMOPEN,
                               SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHMLOCK,
                               SQLITE_IOERR_SHMMAP,  SQLITE_IOERR_CHECKRESERVEDLOCK};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// The last connection that closes copies the log into the file and empties it. Not one that only
// reads; nor after a sync that failed, which is never tried again: the copy of before may be lost
// as well, and the log is then all there is.
void leave_log_at_close(sqlite3* db) {
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

// "/var/lib/aisle/journal-1.db: database or disk is full (SQLite 13)"
Error error_of(sqlite3* db, int code) {
    if (db && code == SQLITE_IOERR_FSYNC) leave_log_at_close(db);
    const char* name = db ? sqlite3_db_filename(db, "main") : nullptr;
    const bool no_room = is_for_room(db, code);
    std::string text = name && *name ? name : "database";
    text.append(": ").append(db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    if (no_room) text.append(", there is no room on the volume");
    text.append(" (SQLite ").append(std::to_string(code)).append(")");
    auto error = Error(no_room ? Errc::full : kind_of(code), std::move(text));
    if (error.kind() == Errc::full) return std::move(error).coded("disk_full");
    if (is_for_memory(code)) return std::move(error).coded("out_of_memory");
    if (is_for_lock(code)) return std::move(error).coded("no_lock");
    return error;
}

// A header that says "written by a newer SQLite" makes a file one that can only be read, and SQLite
// tells at the first write. One wrong byte is enough.
bool only_its_header_forbids_writing(sqlite3* db, const DatabaseOptions& options) {
    if (sqlite3_db_readonly(db, "main") != 1) return false;
    sqlite3_vfs* const vfs = sqlite3_vfs_find(options.vfs);
    int may_write = 0;
    const int code = vfs->xAccess(vfs, options.path.c_str(), SQLITE_ACCESS_READWRITE, &may_write);
    return code == SQLITE_OK && may_write != 0;
}

}  // namespace

void do_not_count_sqlite_memory() {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct Database::State {
    sqlite3* db = nullptr;
    std::string path;
    int wal_pages = 0;  // after the last commit
    int wal_pages_max = wal_pages_checkpoint;
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;

Database::~Database() {
    if (state_) sqlite3_close_v2(state_->db);
}

sqlite3* Database::handle() const {
    return state_->db;
}
const std::string& Database::path() const {
    return state_->path;
}

Result<Database> Database::open(const DatabaseOptions& options) {
    auto state = std::make_unique<State>();
    state->path = options.path;
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const int code = sqlite3_open_v2(options.path.c_str(), &state->db, flags, options.vfs);
    Database db(std::move(state));
    if (code != SQLITE_OK) return error_of(db.handle(), code).at("opening " + options.path);
    sqlite3* handle = db.handle();
    TRY(db.drop_cached_log());
    // The log's name stays when the last connection closes: a name made anew at every start would
    // have to be synced anew, and SQLite says nothing when that fails.
    int keep_log = 1;
    sqlite3_file_control(handle, nullptr, SQLITE_FCNTL_PERSIST_WAL, &keep_log);
    sqlite3_busy_timeout(handle, 2000);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // A hostile file must not make us allocate without end.
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, static_cast<int>(16 * MiB));
    if (options.read_only) {
        leave_log_at_close(handle);
        TRY(db.run("PRAGMA query_only = ON; PRAGMA cache_size = -1024; PRAGMA mmap_size = 0;"));
        return db;
    }
    TRY(db.shape_if_empty(options.page_bytes_made));
    TRY(
        db.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
               "PRAGMA journal_size_limit = 8388608; PRAGMA cache_size = -2048;"
               "PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST; PRAGMA mmap_size = 0;"
               "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"));
    if (only_its_header_forbids_writing(handle, options)) {
        return Error(Errc::corrupt, "database: the header of " + options.path + " is damaged");
    }
    if (options.sync_every_commit) {
        TRY(db.run("PRAGMA synchronous = FULL;"));
    } else {
        TRY(db.run("PRAGMA synchronous = NORMAL;"));
    }
    sqlite3_wal_hook(
        handle,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<State*>(self)->wal_pages = pages;
            return SQLITE_OK;
        },
        db.state_.get());
    return db;
}

Result<void> Database::drop_cached_log() {
    const int code = sqlite3_file_control(handle(), nullptr, control_drop_cached_log, nullptr);
    if (code == SQLITE_NOTFOUND) return drop_cached_pages(path() + "-wal");
    if (code != SQLITE_OK) return error_of(nullptr, code).at("syncing " + path() + "-wal");
    return {};
}

// Said again to a file that has tables, these would be written into it.
Result<void> Database::shape_if_empty(int page_bytes_made) {
    {
        auto statement = prepare("PRAGMA page_count");
        auto query = statement.bind();
        TRY(query.one());
        if (query.integer(0) > 0) return {};
    }
    // A PRAGMA takes no parameters; the number is our own.
    return execute(("PRAGMA page_size = " + std::to_string(page_bytes_made) +
                    "; PRAGMA auto_vacuum = INCREMENTAL;")
                       .c_str());
}

Result<void> Database::execute(const char* sql) {
    const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error_of(handle(), code);
    return {};
}

Result<std::int64_t> Database::user_version() {
    auto statement = prepare("PRAGMA user_version");
    auto query = statement.bind();
    TRY(query.one());
    return query.integer(0);
}

Result<void> Database::set_user_version(std::int64_t version) {
    // A PRAGMA takes no parameters; the number is our own.
    return execute(("PRAGMA user_version = " + std::to_string(version)).c_str());
}

Result<std::string> Database::schema_text() {
    auto statement =
        prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name, type");
    auto query = statement.bind();
    std::string text;
    while (true) {
        TRY(const bool row, query.next());
        if (!row) return text;
        text += query.bytes(0);
        text += '\n';
        text += query.bytes(1);
        text += '\n';
    }
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}
std::int64_t Database::rows_changed() const {
    return sqlite3_changes64(handle());
}
bool Database::log_is_full() const {
    return state_->wal_pages >= state_->wal_pages_max;
}

void Database::bound_log(int pages) {
    state_->wal_pages_max = pages;
}

Result<DiskUse> Database::disk_use() {
    auto statement = prepare(
        "SELECT page_count, freelist_count, page_size"
        " FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
    auto query = statement.bind();
    TRY(query.one());
    DiskUse use;
    use.pages = static_cast<std::uint64_t>(query.integer(0));
    use.free_pages = static_cast<std::uint64_t>(query.integer(1));
    use.page_bytes = static_cast<std::uint64_t>(query.integer(2));
    struct stat wal {};
    if (stat((state_->path + "-wal").c_str(), &wal) == 0) {
        use.wal_bytes = static_cast<std::uint64_t>(wal.st_size);
    }
    struct statvfs volume {};
    if (statvfs(state_->path.c_str(), &volume) == 0) {
        use.left_bytes = std::uint64_t{volume.f_bavail} * volume.f_frsize;
    } else {
        use.left_bytes = std::numeric_limits<std::int64_t>::max();  // in memory: no volume to fill
    }
    return use;
}

Result<void> Database::bound_bytes(std::uint64_t bytes_max) {
    const auto pages = bytes_max / static_cast<std::uint64_t>(page_bytes);
    return execute(("PRAGMA max_page_count = " + std::to_string(pages)).c_str());
}

Result<void> Database::checkpoint(bool truncate) {
    const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const int code = sqlite3_wal_checkpoint_v2(handle(), nullptr, mode, nullptr, nullptr);
    if (code != SQLITE_OK) return error_of(handle(), code).at("copying the log into the file");
    state_->wal_pages = 0;
    return {};
}

Result<void> Database::shrink(int pages) {
    return execute(("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")").c_str());
}

// ---- Statement ----

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_), sql_(other.sql_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

std::optional<Error> Statement::compile() {
    if (statement_) return std::nullopt;
    const int code =
        sqlite3_prepare_v3(db_, sql_, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code == SQLITE_OK) return std::nullopt;
    CHECK((code & 0xff) != SQLITE_ERROR, sqlite3_errmsg(db_));
    return error_of(db_, code);
}

void Statement::bind_one(int index, std::int64_t value) {
    const int code = sqlite3_bind_int64(statement_, index, value);
    CHECK(code == SQLITE_OK, sql_);
}

void Statement::bind_one(int index, std::string_view text) {
    const char* bytes = text.data() ? text.data() : "";
    const int code =
        sqlite3_bind_text64(statement_, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    CHECK(code == SQLITE_OK, sql_);
}

void Statement::bind_one(int index, Blob blob) {
    const char* bytes = blob.bytes.data() ? blob.bytes.data() : "";
    const int code =
        sqlite3_bind_blob64(statement_, index, bytes, blob.bytes.size(), SQLITE_STATIC);
    CHECK(code == SQLITE_OK, sql_);
}

void Statement::bind_one(int index, std::nullopt_t) {
    const int code = sqlite3_bind_null(statement_, index);
    CHECK(code == SQLITE_OK, sql_);
}

// ---- Query ----

Query::~Query() {
    if (statement_) sqlite3_reset(statement_);
}

Result<bool> Query::next() {
    if (failed_) return *failed_;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return error_of(db_, code);
}

Result<void> Query::run() {
    TRY(const bool row, next());
    CHECK(!row, "this statement returns nothing");
    return {};
}

Result<void> Query::one() {
    TRY(const bool row, next());
    if (!row) return Error(Errc::not_found, "no such row");
    return {};
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Query::bytes(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(size)) : std::string_view();
}

bool Query::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

}  // namespace aisle
