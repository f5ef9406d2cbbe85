// SPDX-License-Identifier: Apache-2.0
// Schema 2: the counter. How receipts are read, how far journal files were read, what is to be
// printed. A released migration never changes; the next change of the schema is the next file.
#pragma once

namespace aisle {

inline constexpr const char* migration_0002_counter = R"sql(
-- Central's, one a brand of till; see domain/receipt/receipt_template.hpp.
CREATE TABLE receipt_template(
    key   TEXT NOT NULL,
    scope TEXT NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY(key, scope)
) STRICT, WITHOUT ROWID;

-- How far a journal file was read. A file is known by what it begins with, because its name moves
-- from one to the next when it is rotated.
CREATE TABLE tail(
    source   TEXT NOT NULL,
    file     TEXT NOT NULL,
    position INTEGER NOT NULL CHECK(position >= 0),
    at       INTEGER NOT NULL,
    PRIMARY KEY(source, file)
) STRICT, WITHOUT ROWID;

-- Slips in the order in which they were asked for; one that is printed again is a row of its own,
-- `original` the number of the first. state: 0 waits, 1 goes to the printer, 2 was printed, 3 is in
-- doubt, 4 was given up; why, if there is a reason.
CREATE TABLE print_job(
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    printer  TEXT NOT NULL,
    request  BLOB NOT NULL,
    original INTEGER,
    copy     INTEGER NOT NULL DEFAULT 0 CHECK(copy >= 0),
    state    INTEGER NOT NULL DEFAULT 0 CHECK(state BETWEEN 0 AND 4),
    why      TEXT,
    at       INTEGER NOT NULL
) STRICT;
)sql";

}  // namespace aisle
