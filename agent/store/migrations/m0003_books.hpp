// SPDX-License-Identifier: Apache-2.0
// Schema 3: the books. Campaigns, coupons, the rights to redeem them and what became of those.
// A released migration never changes; the next change of the schema is the next file.
#pragma once

namespace aisle {

inline constexpr const char* migration_0003_books = R"sql(
CREATE TABLE campaign(
    number INTEGER NOT NULL,
    scope  TEXT NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY(number, scope)
) STRICT, WITHOUT ROWID;

-- A coupon is a serial of a campaign now, and its body says what is its own. What an older program
-- was told is asked for again.
DROP TABLE coupon;
DELETE FROM feed WHERE name = 'coupons';
DELETE FROM feed_stage WHERE name = 'coupons';
CREATE TABLE coupon(
    campaign INTEGER NOT NULL,
    serial   INTEGER NOT NULL,
    scope    TEXT NOT NULL,
    member   TEXT,
    body     BLOB NOT NULL,
    PRIMARY KEY(campaign, serial, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_of_member ON coupon(member) WHERE member IS NOT NULL;

-- Parts of campaigns' budgets that central has handed to this device, to spend without asking.
-- unit: pieces, or minor units of money. What is spent and held never exceeds what was granted, and
-- the database says so too.
CREATE TABLE lease(
    id         TEXT PRIMARY KEY,
    campaign   INTEGER NOT NULL,
    class      TEXT NOT NULL CHECK(class IN ('quota', 'risk', 'benefit', 'sample')),
    unit       TEXT NOT NULL CHECK(unit IN ('count', 'amount')),
    term       INTEGER NOT NULL,
    granted    INTEGER NOT NULL CHECK(granted > 0),
    spent      INTEGER NOT NULL DEFAULT 0 CHECK(spent >= 0),
    held       INTEGER NOT NULL DEFAULT 0 CHECK(held >= 0),
    not_after  INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK(state IN ('open', 'recalled', 'returned')),
    report     INTEGER NOT NULL DEFAULT 0,
    unreported INTEGER NOT NULL DEFAULT 0,
    CHECK(spent + held <= granted)
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_of_campaign ON lease(campaign, class, not_after);

-- Coupons of one use whose only right to be used stands here.
CREATE TABLE coupon_right(
    campaign   INTEGER NOT NULL,
    serial     INTEGER NOT NULL,
    term       INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK(state IN ('here', 'held', 'used', 'returned')),
    recalled   INTEGER NOT NULL DEFAULT 0 CHECK(recalled IN (0, 1)),
    PRIMARY KEY(campaign, serial)
) STRICT, WITHOUT ROWID;

-- What was presented and granted. `serial` is 0 where a campaign's code is the same for all. A
-- reference of the till and a coupon that were released may come again as another attempt. Amounts
-- in minor units.
CREATE TABLE redemption(
    id        BLOB PRIMARY KEY,
    pos_ref   TEXT NOT NULL,
    campaign  INTEGER NOT NULL,
    serial    INTEGER NOT NULL,
    attempt   INTEGER NOT NULL,
    mode      TEXT NOT NULL CHECK(mode IN ('P', 'H', 'L', 'O', 'R')),
    lease     TEXT,
    member    TEXT,
    currency  TEXT NOT NULL,
    held      INTEGER NOT NULL CHECK(held >= 0),
    final     INTEGER CHECK(final BETWEEN 0 AND held),
    state     TEXT NOT NULL CHECK(state IN ('held', 'redeemed', 'released')),
    reversed  INTEGER NOT NULL DEFAULT 0 CHECK(reversed IN (0, 1)),
    -- It was said to be used after it had been released, and no right was left for it.
    overrun   INTEGER NOT NULL DEFAULT 0 CHECK(overrun IN (0, 1)),
    held_at   INTEGER NOT NULL,
    closed_at INTEGER,
    answer    BLOB NOT NULL,
    UNIQUE(pos_ref, campaign, serial, attempt),
    CHECK((state = 'redeemed') = (final IS NOT NULL)),
    CHECK((state = 'held') = (closed_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX redemption_of_coupon ON redemption(campaign, serial, state);
CREATE INDEX redemption_of_member ON redemption(member, campaign) WHERE member IS NOT NULL;
CREATE INDEX redemption_open ON redemption(held_at) WHERE state = 'held';

-- Tokens that are good once, kept until a day after they end.
CREATE TABLE seen_token(
    campaign INTEGER NOT NULL,
    serial   INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    PRIMARY KEY(campaign, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_token_old ON seen_token(expires);

-- The latest time that was surely reached: it only rises (see domain/ratchet.hpp).
CREATE TABLE ratchet(
    one   INTEGER PRIMARY KEY CHECK(one = 1),
    at    INTEGER NOT NULL,
    -- Whether rights may be spent; not between a fork of the journal and central's word after it.
    frozen INTEGER NOT NULL DEFAULT 0 CHECK(frozen IN (0, 1)),
    -- The number of the last inventory that was told.
    inventory INTEGER NOT NULL DEFAULT 0,
    -- The epoch of the journal in which that was, or in which nothing had to be compared yet.
    epoch BLOB
) STRICT;
INSERT INTO ratchet(one, at) VALUES(1, 0);

-- Where this device stands, as central's registry last had it: for a start without a line.
CREATE TABLE place(
    one    INTEGER PRIMARY KEY CHECK(one = 1),
    store  TEXT NOT NULL,
    holder INTEGER NOT NULL,
    -- When central was heard last, by the clock that only rises; noted now and then.
    heard  INTEGER NOT NULL
) STRICT;

-- What was said here about a task beside completing it (that is task_outcome): taken on, or
-- declined. Of a recurring task the key is here and there that of one period; see
-- books/task_view.hpp. told_lost: whether it was told that another device has it.
CREATE TABLE task_mark(
    key         TEXT PRIMARY KEY,
    declined    INTEGER NOT NULL CHECK(declined IN (0, 1)),
    at          INTEGER NOT NULL,
    operator    TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    told_lost   INTEGER NOT NULL DEFAULT 0 CHECK(told_lost IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Whose next visit or purchase is to a task's credit, and until when.
CREATE TABLE task_credit(
    member TEXT NOT NULL,
    task   TEXT NOT NULL,
    until  INTEGER NOT NULL,
    PRIMARY KEY(member, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_credit_latest ON task_credit(until);

-- What was captured on each business day, by kind and currency (see domain/day_total.hpp). `last`:
-- the number in the ledger of the latest that was counted there.
CREATE TABLE day_total(
    day      TEXT NOT NULL,
    kind     TEXT NOT NULL,
    currency TEXT NOT NULL,
    count    INTEGER NOT NULL,
    sum      INTEGER NOT NULL,
    undated  INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    ids      BLOB NOT NULL,
    digest   BLOB NOT NULL,
    PRIMARY KEY(day, kind, currency)
) STRICT, WITHOUT ROWID;

-- Which numbers of the ledger belong to which day: from `first` to `last`, which nothing says of
-- the stretch that is still growing.
CREATE TABLE day_stretch(
    first INTEGER PRIMARY KEY,
    last  INTEGER,
    day   TEXT NOT NULL
) STRICT;
CREATE INDEX day_stretch_of_day ON day_stretch(day);

-- `seq`: where the closing itself stands. `count`: of the events it told of.
CREATE TABLE day_closing(
    day    TEXT NOT NULL,
    number INTEGER NOT NULL,
    seq    INTEGER NOT NULL UNIQUE,
    count  INTEGER NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY(day, number)
) STRICT, WITHOUT ROWID;

-- What forms may show, by the hash of its text; central's, see domain/notice_text.hpp.
CREATE TABLE notice(
    key    TEXT NOT NULL,
    scope  TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY(key, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_of_text ON notice(sha256);

-- The latest answer to each question. `seq` is its event's number in the ledger; `acked_at` when
-- it was first seen that central has it.
CREATE TABLE consent(
    member   TEXT NOT NULL,
    purpose  TEXT NOT NULL,
    channel  TEXT NOT NULL,
    decision TEXT NOT NULL CHECK(decision IN ('given', 'refused', 'withdrawn')),
    id       TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    acked_at INTEGER,
    PRIMARY KEY(member, purpose, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_sent ON consent(seq) WHERE acked_at IS NULL;
CREATE INDEX consent_acked ON consent(acked_at) WHERE acked_at IS NOT NULL;

-- Cards of members. Central's stand under the scope of their feed; one that was signed up here
-- stands under 'here' until central's own card names it. `used_at` is INT64_MAX while nobody knows
-- what time it is.
CREATE TABLE member(
    id      TEXT NOT NULL,
    scope   TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY(id, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_used ON member(used_at);

-- Whom a keyed digest is known to belong to.
CREATE TABLE member_identifier(
    hmac   BLOB NOT NULL,
    member TEXT NOT NULL,
    scope  TEXT NOT NULL,
    PRIMARY KEY(hmac, member, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_of_member ON member_identifier(member, scope);

-- Ids that central has merged into another, which answers for them.
CREATE TABLE member_alias(
    old    TEXT NOT NULL,
    scope  TEXT NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY(old, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_of_member ON member_alias(member, scope);

-- The points that receipts were said to earn, each once: `receipt` is the SHA-256 of its key. The
-- latest has the largest id.
CREATE TABLE point_estimate(
    id      INTEGER PRIMARY KEY,
    member  TEXT NOT NULL,
    receipt BLOB NOT NULL UNIQUE,
    at      INTEGER NOT NULL,
    points  INTEGER NOT NULL
) STRICT;
CREATE INDEX points_of_member ON point_estimate(member, at);

-- Whom central has had forgotten: the SHA-256 of a member's id, or a keyed digest as it is. `at` is
-- INT64_MAX while nobody knows what time it is.
CREATE TABLE erased(
    subject   BLOB PRIMARY KEY,
    erase_seq INTEGER NOT NULL,
    at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_old ON erased(at);

-- What was done of what central wanted forgotten, by its request; `told` once that is in the
-- journal. `told` and the counts say nothing of whom.
CREATE TABLE erasure(
    request   TEXT PRIMARY KEY,
    erase_seq INTEGER NOT NULL,
    counts    TEXT NOT NULL,
    told      INTEGER NOT NULL DEFAULT 0 CHECK(told IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_untold ON erasure(erase_seq) WHERE told = 0;

-- Whose parts stand where in the journal: eight bytes of the SHA-256 of an id or a keyed digest.
CREATE TABLE entry_subject(
    subject INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    PRIMARY KEY(subject, place)
) STRICT, WITHOUT ROWID;
-- Events of before this schema, up to the last of them, are not in it.
CREATE TABLE entry_unindexed(
    lane INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;
INSERT INTO entry_unindexed(lane, last) SELECT lane, (lane << 60) + next - 1 FROM lane;

-- The staff, as central names them, and by which badge each is known.
CREATE TABLE staff(
    key   TEXT NOT NULL,
    scope TEXT NOT NULL,
    pin   INTEGER NOT NULL CHECK(pin IN (0, 1)),
    body  BLOB NOT NULL,
    PRIMARY KEY(key, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE staff_badge(
    serial INTEGER NOT NULL,
    key    TEXT NOT NULL,
    scope  TEXT NOT NULL,
    PRIMARY KEY(serial, key, scope)
) STRICT, WITHOUT ROWID;

-- What wrong PINs have cost: who (a digest, for what is typed may be anything), how many in a row,
-- and a wait in microseconds by the clock of that boot. The row touched last has the largest id.
CREATE TABLE pin_trial(
    id       INTEGER PRIMARY KEY,
    who      BLOB NOT NULL UNIQUE,
    known    INTEGER NOT NULL CHECK(known IN (0, 1)),
    failures INTEGER NOT NULL,
    wait     INTEGER NOT NULL,
    boot     TEXT NOT NULL,
    since    INTEGER NOT NULL
) STRICT;

-- Who is signed in.
CREATE TABLE operator_session(
    one         INTEGER PRIMARY KEY CHECK(one = 1),
    operator    TEXT NOT NULL,
    roles       INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    boot        TEXT NOT NULL,
    ends        INTEGER NOT NULL
) STRICT;

-- Orders that wait here for who ordered them. `code`: the SHA-256 of what she shows; `token`: the
-- serial of a token that opens it.
CREATE TABLE pickup(
    order_number TEXT NOT NULL,
    scope        TEXT NOT NULL,
    code         BLOB,
    token        INTEGER,
    member       TEXT,
    body         BLOB NOT NULL,
    PRIMARY KEY(order_number, scope),
    CHECK(code IS NOT NULL OR token IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX pickup_of_code ON pickup(code) WHERE code IS NOT NULL;
CREATE INDEX pickup_of_token ON pickup(token) WHERE token IS NOT NULL;
CREATE INDEX pickup_of_member ON pickup(member) WHERE member IS NOT NULL;

-- Orders that this device has handed over, and when. `dated`: from when on that is old; INT64_MAX
-- while nobody knows what time it is.
CREATE TABLE pickup_done(
    order_number TEXT PRIMARY KEY,
    at           INTEGER NOT NULL,
    dated        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pickup_done_old ON pickup_done(dated);

-- So that an answer that names a member is found when she is to be forgotten.
CREATE INDEX request_of_member ON request(member) WHERE member IS NOT NULL;

-- Codes that lead from the store to channels online; central's, see domain/touchpoint_code.hpp. And
-- how often each was shown here, which its links take turns by.
CREATE TABLE touchpoint(
    key   TEXT NOT NULL,
    scope TEXT NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY(key, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE touchpoint_display(
    key   TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was changed here of members' preferences, until central's card has a newer version than
-- `base`. No value: the field was taken back.
CREATE TABLE member_preference(
    member TEXT NOT NULL,
    field  TEXT NOT NULL,
    base   INTEGER NOT NULL,
    value  TEXT,
    at     INTEGER NOT NULL,
    PRIMARY KEY(member, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX preference_old ON member_preference(at);

-- Sessions of landing pages that were handed over to this device, and when. `dated`: the end of the
-- token that said so, from when on that is old.
CREATE TABLE handoff_seen(
    campaign INTEGER,
    session  INTEGER,
    at       INTEGER NOT NULL,
    dated    INTEGER NOT NULL,
    PRIMARY KEY(campaign, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX handoff_seen_old ON handoff_seen(dated);
)sql";

}  // namespace aisle
