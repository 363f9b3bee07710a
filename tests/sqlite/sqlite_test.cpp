#include "client_core/shared/sqlite/sqlite.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <sqlite3.h>
#include <unistd.h>

using namespace wegwijs;
using namespace wegwijs::sqlite;
namespace fs = std::filesystem;

namespace {

/// A folder of its own for one test, with a store in it.
struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "wegwijs-sqlite-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()));
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
    fs::path store() const { return path / "store.db"; }
    OpenOptions options(char key = 'k') const {
        OpenOptions options;
        options.path = store().string();
        options.key = Bytes(32, key);
        return options;
    }
};

Connection opened(const OpenOptions& options) {
    Result<Connection> db = Connection::open(options);
    INFO(db.error().message);
    REQUIRE(db.ok());
    return std::move(db).value();
}

void must(Status status) {
    INFO(status.error().message);
    REQUIRE(status.ok());
}

std::int64_t number(Connection& db, std::string_view sql) {
    Result<std::optional<std::int64_t>> found = db.query_integer(sql);
    REQUIRE(found.ok());
    REQUIRE(found->has_value());
    return **found;
}

std::string contents(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("SQLite is set up and new enough") { CHECK(initialise()); }

TEST_CASE("the wrong key is told apart from a store that works") {
    Folder folder;
    {
        Connection db = opened(folder.options());
        must(db.exec("CREATE TABLE t(x); INSERT INTO t VALUES (1)"));
    }
    CHECK(Connection::open(folder.options('x')).error().code == "wrong_key");
    OpenOptions plain = folder.options();
    plain.key.clear();
    CHECK(Connection::open(plain).error().code == "wrong_key");
    Connection db = opened(folder.options());
    CHECK(number(db, "SELECT x FROM t") == 1);
}

TEST_CASE("neither the file nor its log holds what was written") {
    Folder folder;
    const std::string secret = "zeer-herkenbare-inhoud";
    Connection db = opened(folder.options());
    must(db.exec("CREATE TABLE t(x TEXT)"));
    {
        Result<Cached> insert = db.prepare("INSERT INTO t VALUES (?1)");
        REQUIRE(insert.ok());
        must((*insert)->bind(1, secret).run());
    }
    const fs::path log = folder.store().string() + "-wal";
    REQUIRE(fs::file_size(log) > 0);
    CHECK(contents(log).find(secret) == std::string::npos);
    must(db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
    REQUIRE(fs::file_size(folder.store()) > 0);
    CHECK(contents(folder.store()).find(secret) == std::string::npos);
    CHECK(contents(folder.store()).find("CREATE TABLE") == std::string::npos);
    CHECK(contents(folder.store()).rfind("SQLite format", 0) == std::string::npos);
}

TEST_CASE("every connection has the settings that the store counts on") {
    Folder folder;
    OpenOptions options = folder.options();
    options.cache_kib = 1234;
    Connection db = opened(options);
    CHECK(*db.query_text("PRAGMA journal_mode").value() == "wal");
    CHECK(number(db, "PRAGMA synchronous") == 2);
    CHECK(number(db, "PRAGMA secure_delete") == 1);
    CHECK(number(db, "PRAGMA temp_store") == 2);
    CHECK(number(db, "PRAGMA foreign_keys") == 0);
    CHECK(number(db, "PRAGMA page_size") == 4096);
    CHECK(number(db, "PRAGMA cache_size") == -1234);
    options.full_sync = false;
    Connection fast = opened(options);
    CHECK(number(fast, "PRAGMA synchronous") == 1);
}

TEST_CASE("an exclusive owner keeps others out and needs no shared memory file") {
    Folder folder;
    OpenOptions options = folder.options();
    options.exclusive = true;
    {
        Connection owner = opened(options);
        must(owner.exec("CREATE TABLE t(x)"));
        CHECK_FALSE(fs::exists(folder.store().string() + "-shm"));
        const Error refused = Connection::open(options).error();
        CHECK(refused.code == "store_busy");
        CHECK(refused.retry == Retry::now);
    }
    Connection next = opened(options);
    CHECK(number(next, "SELECT count(*) FROM t") == 0);
    CHECK_FALSE(fs::exists(folder.store().string() + "-shm"));
}

TEST_CASE("a read-only connection reads and refuses to write") {
    Folder folder;
    Connection writer = opened(folder.options());
    must(writer.exec("CREATE TABLE t(x); INSERT INTO t VALUES (5)"));
    OpenOptions options = folder.options();
    options.read_only = true;
    Connection reader = opened(options);
    CHECK(number(reader, "SELECT x FROM t") == 5);
    CHECK(reader.exec("INSERT INTO t VALUES (6)").error().code == "store_readonly");
}

TEST_CASE("a store in a folder that is not there is a disk error") {
    Folder folder;
    OpenOptions options = folder.options();
    options.path = (folder.path / "nergens" / "store.db").string();
    CHECK(Connection::open(options).error().code == "disk_error");
}

TEST_CASE("damage beyond the first page is named as damage and leaves other rows readable") {
    Folder folder;
    {
        Connection db = opened(folder.options());
        must(db.exec("CREATE TABLE a(x); CREATE TABLE b(x); INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)"));
        must(db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    {
        std::fstream file(folder.store(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(2 * 4096 + 100);
        file.put('!');
    }
    Connection db = opened(folder.options());
    CHECK(number(db, "SELECT x FROM a") == 1);
    CHECK(db.query_integer("SELECT x FROM b").error().code == "store_damaged");
}

TEST_CASE("every kind of value comes back as it was bound, the empty ones too") {
    Folder folder;
    Connection db = opened(folder.options());
    must(db.exec("CREATE TABLE t(a, b, c, d, e, f, g)"));
    const Bytes blob("\0\xff\x01", 3);
    {
        Result<Cached> insert = db.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        REQUIRE(insert.ok());
        Statement& s = **insert;
        s.bind(1, std::int64_t{-5}).bind_double(2, 0.5).bind(3, "tekst").bind_blob(4, blob).bind_null(5);
        must(s.bind(6, std::string_view()).bind_blob(7, ByteView()).run());
    }
    CHECK(db.changes() == 1);
    CHECK(db.last_rowid() == 1);
    Result<Statement> select = db.prepare_once("SELECT a, b, c, d, e, f, g FROM t");
    REQUIRE(select.ok());
    CHECK(select->read_only());
    CHECK(select->columns() == 7);
    CHECK(select->column_name(2) == "c");
    REQUIRE(*select->step());
    CHECK(select->integer(0) == -5);
    CHECK(select->real(1) == 0.5);
    CHECK(select->text(2) == "tekst");
    CHECK(select->blob(3) == blob);
    CHECK(select->is_null(4));
    CHECK(select->column_type(5) == SQLITE_TEXT);
    CHECK(select->text(5).empty());
    CHECK(select->column_type(6) == SQLITE_BLOB);
    CHECK(select->blob(6).empty());
    CHECK_FALSE(*select->step());
}

TEST_CASE("a view of a row stays valid while other statements run, until the next step") {
    Folder folder;
    Connection db = opened(folder.options());
    must(db.exec("CREATE TABLE t(x); INSERT INTO t VALUES ('een'), ('twee')"));
    Result<Statement> rows = db.prepare_once("SELECT x FROM t ORDER BY rowid");
    REQUIRE(rows.ok());
    REQUIRE(*rows->step());
    const std::string_view first = rows->text(0);
    must(db.exec("INSERT INTO t VALUES ('drie'); DELETE FROM t WHERE x = 'een'"));
    CHECK(number(db, "SELECT count(*) FROM t") == 2);
    CHECK(first == "een");
    REQUIRE(*rows->step());
    CHECK(rows->text(0) == "twee");
}

TEST_CASE("a cached statement is prepared once and comes back without old bindings") {
    Folder folder;
    Connection db = opened(folder.options());
    sqlite3_stmt* raw = nullptr;
    {
        Result<Cached> statement = db.prepare("SELECT ?1");
        REQUIRE(statement.ok());
        raw = (*statement)->raw();
        (*statement)->bind(1, "oud");
        REQUIRE(*(*statement)->step());
    }
    {
        Result<Cached> again = db.prepare("SELECT ?1");
        REQUIRE(again.ok());
        CHECK((*again)->raw() == raw);
        REQUIRE(*(*again)->step());
        CHECK((*again)->is_null(0));
    }
    Connection moved = std::move(db);
    CHECK_FALSE(db.is_open());
    Result<Cached> still = moved.prepare("SELECT ?1");
    REQUIRE(still.ok());
    CHECK((*still)->raw() == raw);
}

TEST_CASE("a statement that failed can be used again") {
    Folder folder;
    Connection db = opened(folder.options());
    must(db.exec("CREATE TABLE t(x UNIQUE)"));
    Result<Cached> insert = db.prepare("INSERT INTO t VALUES (?1)");
    REQUIRE(insert.ok());
    must((*insert)->bind(1, "a").run());
    const Error twice = (*insert)->bind(1, "a").run().error();
    CHECK(twice.code == "constraint");
    must((*insert)->bind(1, "b").run());
    CHECK(number(db, "SELECT count(*) FROM t") == 2);
}

TEST_CASE("an error never repeats what was bound, but says what is wrong with SQL") {
    Folder folder;
    Connection db = opened(folder.options());
    must(db.exec("CREATE VIRTUAL TABLE f USING fts5(x)"));
    Result<Cached> search = db.prepare("SELECT rowid FROM f WHERE f MATCH ?1");
    REQUIRE(search.ok());
    const Error error = (*search)->bind(1, "geheim\"").step().error();
    CHECK(error.code == "sqlite");
    CHECK(error.message.find("geheim") == std::string::npos);
    CHECK(db.prepare("SELECT bestaat_niet").error().message.find("bestaat_niet") != std::string::npos);
    CHECK(db.prepare("SELECT 1; SELECT 2").error().code == "sqlite");
    CHECK(db.prepare("").error().code == "sqlite");
    CHECK(db.prepare(" -- niets").error().code == "sqlite");
    CHECK(db.prepare("SELECT 1;\n").ok());
}

TEST_CASE("a transaction counts only when it was committed") {
    Folder folder;
    Connection db = opened(folder.options());
    must(db.exec("CREATE TABLE t(x)"));
    {
        Result<Transaction> left = Transaction::write(db);
        REQUIRE(left.ok());
        must(db.exec("INSERT INTO t VALUES (1)"));
    }
    CHECK(number(db, "SELECT count(*) FROM t") == 0);
    {
        Result<Transaction> kept = Transaction::write(db);
        REQUIRE(kept.ok());
        must(db.exec("INSERT INTO t VALUES (1)"));
        must(kept->commit());
    }
    CHECK(number(db, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("a reader sees one state while a writer goes on") {
    Folder folder;
    Connection writer = opened(folder.options());
    must(writer.exec("CREATE TABLE t(x)"));
    Connection reader = opened(folder.options());
    {
        Result<Transaction> snapshot = Transaction::read(reader);
        REQUIRE(snapshot.ok());
        CHECK(number(reader, "SELECT count(*) FROM t") == 0);
        must(writer.exec("INSERT INTO t VALUES (1)"));
        CHECK(number(reader, "SELECT count(*) FROM t") == 0);
    }
    CHECK(number(reader, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("migration goes step by step, keeps data, and refuses a newer store") {
    Folder folder;
    Connection db = opened(folder.options());
    must(migrate(db, {"CREATE TABLE t(x); INSERT INTO t VALUES (1)"}));
    CHECK(number(db, "PRAGMA user_version") == 1);
    const std::vector<std::string_view> three = {"CREATE TABLE t(x)", "ALTER TABLE t ADD COLUMN y DEFAULT 8",
                                                 "UPDATE t SET x = x + y"};
    must(migrate(db, three));
    CHECK(number(db, "PRAGMA user_version") == 3);
    CHECK(number(db, "SELECT x FROM t") == 9);
    must(migrate(db, three));
    CHECK(number(db, "SELECT x FROM t") == 9);
    const Error newer = migrate(db, {"CREATE TABLE t(x)"}).error();
    CHECK(newer.code == "store_newer");
    CHECK(newer.retry == Retry::after_update);
}

TEST_CASE("a migration step that fails leaves no trace") {
    Folder folder;
    Connection db = opened(folder.options());
    CHECK_FALSE(migrate(db, {"CREATE TABLE a(x)", "CREATE TABLE b(x); INSERT INTO nergens VALUES (1)"}).ok());
    CHECK(number(db, "PRAGMA user_version") == 1);
    CHECK(number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'") == 0);
}

TEST_CASE("uuid() shows an id as people know it") {
    Folder folder;
    Connection db = opened(folder.options());
    CHECK(*db.query_text("SELECT uuid(x'0197000102037405860708090a0b0c0d')").value() ==
          "01970001-0203-7405-8607-08090a0b0c0d");
    CHECK(*db.query_text("SELECT uuid('zo')").value() == "zo");
    CHECK(number(db, "SELECT uuid(x'01') IS NULL AND uuid(NULL) IS NULL AND uuid(1) IS NULL") == 1);
}

TEST_CASE("a VFS of one's own lies under the cipher") {
    REQUIRE(initialise());
    sqlite3_vfs below = *sqlite3_vfs_find("unix");
    below.zName = "test-below";
    REQUIRE(sqlite3_vfs_register(&below, 0) == SQLITE_OK);
    Folder folder;
    OpenOptions options = folder.options();
    options.vfs = "test-below";
    for (int i = 0; i < 2; ++i) {
        Connection db = opened(options);
        must(db.exec("CREATE TABLE IF NOT EXISTS t(x)"));
    }
    CHECK(contents(folder.store()).find("CREATE TABLE") == std::string::npos);
    options.vfs = "bestaat-niet";
    CHECK_FALSE(Connection::open(options).ok());
}
