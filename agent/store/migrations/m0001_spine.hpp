// SPDX-License-Identifier: Apache-2.0
// Schema 1: the journal with its two lanes, the feeds, and what the counter shows of them.
// A released migration never changes; the next change of the schema is the next file.
#pragma once

namespace aisle {

inline constexpr const char* migration_0001_spine = R"sql(
-- Single values: the journal's epoch, the last incarnation of central, the boot count.
CREATE TABLE setting(
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a lane: 0 ledger, 1 touch. Numbers first..next-1 are rows of `entry` or within a `gap`;
-- numbers below `first` were trimmed after central acknowledged them.
CREATE TABLE lane(
    lane         INTEGER PRIMARY KEY CHECK(lane IN (0, 1)),
    first        INTEGER NOT NULL DEFAULT 1 CHECK(first >= 1),
    next         INTEGER NOT NULL DEFAULT 1 CHECK(next >= first),
    acked        INTEGER NOT NULL DEFAULT 0 CHECK(acked >= 0 AND acked < next),
    acked_id     BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
    anchor_id    BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
    anchor_chain BLOB NOT NULL,
    chain        BLOB NOT NULL,
    last_id      BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'
) STRICT;

-- place = lane * 2^60 + seq: one b-tree, in the order of sending, no second index.
CREATE TABLE entry(
    place  INTEGER PRIMARY KEY,
    id     BLOB NOT NULL,
    event  BLOB NOT NULL,
    chain  BLOB,
    person BLOB,
    salt   BLOB
) STRICT;

CREATE TABLE gap(
    place        INTEGER PRIMARY KEY,
    last         INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    id           BLOB NOT NULL,
    chain        BLOB NOT NULL,
    origin_epoch BLOB,
    origin_first INTEGER
) STRICT;

-- Through which number central had committed at a time, so that retention runs from the ack.
CREATE TABLE ack_mark(
    at    INTEGER NOT NULL,
    lane  INTEGER NOT NULL,
    acked INTEGER NOT NULL,
    PRIMARY KEY(lane, at)
) STRICT, WITHOUT ROWID;

-- Content of events that could not be delivered, for support.
CREATE TABLE quarantine(
    number INTEGER PRIMARY KEY,
    lane   INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    id     BLOB NOT NULL,
    event  BLOB NOT NULL,
    person BLOB,
    salt   BLOB,
    reason TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

-- What a caller's own id was answered with, so that a repeat is safe: one b-tree, because each
-- purchase adds a row.
CREATE TABLE request(
    name   TEXT PRIMARY KEY,
    body   BLOB NOT NULL,    -- its hash
    place  INTEGER NOT NULL, -- of the first event, in the epoch it was answered under
    events INTEGER NOT NULL,
    id     BLOB NOT NULL,
    epoch  BLOB NOT NULL,
    member TEXT,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed(
    name              TEXT NOT NULL,
    scope             TEXT NOT NULL,
    generation        INTEGER NOT NULL DEFAULT 0,
    cursor            INTEGER NOT NULL DEFAULT 0,
    head              INTEGER NOT NULL DEFAULT 0,
    staged_generation INTEGER NOT NULL DEFAULT 0,
    staged_cursor     INTEGER NOT NULL DEFAULT 0,
    problem           TEXT,
    problem_page      BLOB,
    PRIMARY KEY(name, scope)
) STRICT, WITHOUT ROWID;

-- A new generation, page by page, until the page marked last is in.
CREATE TABLE feed_stage(
    name   TEXT NOT NULL,
    scope  TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    key    TEXT NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY(name, scope, cursor)
) STRICT, WITHOUT ROWID;

CREATE TABLE task(
    key   TEXT NOT NULL,
    scope TEXT NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY(key, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_outcome(
    key          TEXT PRIMARY KEY,
    completed_at INTEGER NOT NULL,
    event_id     BLOB NOT NULL,
    seq          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE coupon(
    key   TEXT NOT NULL,
    scope TEXT NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY(key, scope)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace aisle
