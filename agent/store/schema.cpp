// SPDX-License-Identifier: Apache-2.0
#include "agent/store/schema.hpp"

#include "agent/store/migrations/m0001_spine.hpp"
#include "agent/store/migrations/m0002_counter.hpp"
#include "agent/store/migrations/m0003_books.hpp"

#include <array>
#include <map>

namespace aisle {
namespace {

// The n-th entry leads from version n to n + 1.
constexpr std::array<const char*, schema_version> migrations{
    migration_0001_spine, migration_0002_counter, migration_0003_books};

Result<void> climb(Database& db, std::int64_t from, std::int64_t to) {
    TRY(db.run("BEGIN IMMEDIATE"));
    Result<void> outcome;
    for (auto at = from; outcome && at < to; ++at) {
        outcome = db.run_script(migrations[static_cast<std::size_t>(at)]);
    }
    if (outcome) outcome = db.set_user_version(to);
    if (outcome) outcome = db.run("COMMIT");
    if (!outcome && db.in_transaction()) {
        [[maybe_unused]] const auto rolled_back = db.run("ROLLBACK");
    }
    return outcome;
}

Result<std::string> made(std::int64_t version) {
    TRY(auto scratch, Database::open({.path = ":memory:"}));
    if (version > 0) {
        TRY(climb(scratch, 0, version));
    }
    return scratch.schema_text();
}

}  // namespace

Result<std::string> expected_schema(std::int64_t version) {
    // A fact of the program: a salvage asks for it file after file. What failed is tried again.
    thread_local std::map<std::int64_t, std::string> known;
    if (const auto found = known.find(version); found != known.end()) return found->second;
    TRY(auto text, made(version));
    return known.emplace(version, std::move(text)).first->second;
}

Result<std::int64_t> known_version(Database& db) {
    TRY(const auto version, db.user_version());
    if (version < 0) return Error(Errc::corrupt, "the file's version is negative");
    if (version > schema_version) {
        return Error(Errc::newer, "written by a newer program (schema " + std::to_string(version) +
                                      ", this program knows " + std::to_string(schema_version) +
                                      ")");
    }
    return version;
}

namespace {

Result<void> check_shape(Database& db, std::int64_t version) {
    TRY(const auto found, db.schema_text());
    const auto expected = expected_schema(version);
    if (!expected) return expected.error().at("making the tables of a schema, to compare them");
    if (found == *expected) return {};
    return Error(Errc::corrupt, "the tables are not those of schema " + std::to_string(version));
}

}  // namespace

Result<void> check_tables(Database& db) {
    TRY(const auto version, known_version(db));
    if (version == 0) return Error(Errc::corrupt, "it has no tables of ours");
    return check_shape(db, version);
}

Result<void> migrate(Database& db) {
    TRY(const auto version, known_version(db));
    TRY(check_shape(db, version));
    return version < schema_version ? climb(db, version, schema_version) : Result<void>();
}

}  // namespace aisle
