// SPDX-License-Identifier: Apache-2.0
// Which schema this program knows, and how an older file becomes it. Migrations are numbered and
// final; those that a file lacks run in one transaction with the version they reach, so a power cut
// leaves one or the other. Store thread, before capture begins.
#pragma once

#include "agent/store/sqlite.hpp"

namespace aisle {

inline constexpr std::int64_t schema_version = 3;

// The file's version, without a write. Errors: newer (written by a newer program: to be left
// untouched), corrupt, io.
Result<std::int64_t> known_version(Database& db);

// Whether a file has the tables that statements are written for; one without any has not. Errors:
// newer, corrupt, io.
Result<void> check_tables(Database& db);

// Errors: newer, corrupt (the schema is not what the version promises), full, io.
Result<void> migrate(Database& db);

// The shape that a file of `version` must have; made once a thread.
Result<std::string> expected_schema(std::int64_t version);

}  // namespace aisle
