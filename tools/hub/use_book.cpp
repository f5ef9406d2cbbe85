// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/use_book.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"

namespace aisle {
namespace {

constexpr std::array use_states{
    Choice<UseState>{"held", UseState::held},
    Choice<UseState>{"redeemed", UseState::redeemed},
    Choice<UseState>{"released", UseState::released},
    Choice<UseState>{"overrun", UseState::overrun},
};
constexpr std::array use_outcomes{
    Choice<UseOutcome>{"", UseOutcome::none},
    Choice<UseOutcome>{"open", UseOutcome::open},
    Choice<UseOutcome>{"confirmed", UseOutcome::confirmed},
    Choice<UseOutcome>{"conflict", UseOutcome::conflict},
};

template <class T, std::size_t n>
T meaning(const std::array<Choice<T>, n>& choices, std::string_view word) {
    for (const auto& choice : choices) {
        if (choice.word == word) return choice.value;
    }
    return choices.front().value;
}

UseRow row_from(const Query& row) {
    UseRow use;
    use.redemption = row.bytes(0);
    use.device = row.integer(1);
    use.ref = {static_cast<std::uint32_t>(row.integer(2)),
               static_cast<std::uint64_t>(row.integer(3))};
    use.mode = parse_redemption_mode(row.bytes(4)).value_or(RedemptionMode::lease);
    use.lease = row.bytes(5);
    use.held = row.integer(6);
    use.amount = row.integer(7);
    use.state = meaning(use_states, row.bytes(8));
    use.counts = !row.is_null(9);
    use.outcome = meaning(use_outcomes, row.bytes(10));
    use.other = row.bytes(11);
    use.reversed = row.integer(12) != 0;
    return use;
}

}  // namespace

std::string_view to_string(UseState state) {
    return word_of(use_states, state);
}

std::string_view to_string(UseOutcome outcome) {
    return word_of(use_outcomes, outcome);
}

Result<UseRow> parse_use(const Json& data) {
    constexpr IntegerRange amounts{0, twelve_digits_max};
    Fields fields(data);
    UseRow use;
    use.redemption = plain_text(fields, "redemption_id", name_bytes_max);
    const auto ref = parse_coupon_ref(fields.text("coupon", name_bytes_max));
    if (!ref) fields.fail("coupon", ref.error().code(), ref.error().what());
    if (ref) use.ref = *ref;
    const auto mode = parse_redemption_mode(fields.text("mode", name_bytes_max));
    if (!mode) fields.fail("mode", "unknown_word", "must be one of P, H, L, O, R");
    if (mode) use.mode = *mode;
    use.lease = plain_text_if(fields, "lease", name_bytes_max);
    use.held = fields.integer_if("held", amounts).value_or(0);
    use.amount = fields.integer_if("amount", amounts).value_or(0);
    if (const auto word = fields.text_if("unit", name_bytes_max)) {
        if (const auto unit = parse_lease_unit(*word)) use.unit = *unit;
    }
    TRY(fields.done());
    return use;
}

const char* const UseBook::tables = R"sql(
-- use_no: 1 for the one redemption that counts as the use of a coupon with a serial.
CREATE TABLE redemption(
    redemption TEXT PRIMARY KEY,
    device     INTEGER NOT NULL,
    campaign   INTEGER NOT NULL,
    serial     INTEGER NOT NULL,
    mode       TEXT NOT NULL CHECK(mode IN ('P', 'H', 'L', 'O', 'R')),
    lease      TEXT NOT NULL,
    held       INTEGER NOT NULL,
    amount     INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK(state IN ('held', 'redeemed', 'released', 'overrun')),
    use_no     INTEGER,
    outcome    TEXT NOT NULL CHECK(outcome IN ('', 'open', 'confirmed', 'conflict')),
    other      TEXT NOT NULL,
    reversed   INTEGER NOT NULL,
    UNIQUE(campaign, serial, use_no)
) STRICT;
CREATE INDEX redemption_open ON redemption(campaign, serial) WHERE outcome = 'open';
)sql";

UseBook::UseBook(Database& db)
    : find_(db.prepare("SELECT redemption, device, campaign, serial, mode, lease, held, amount,"
                       " state, use_no, outcome, other, reversed FROM redemption"
                       " WHERE redemption = ?1")),
      save_(db.prepare("INSERT INTO redemption(redemption, device, campaign, serial, mode, lease,"
                       " held, amount, state, use_no, outcome, other, reversed)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
                       " ON CONFLICT(redemption) DO UPDATE SET amount = excluded.amount,"
                       " state = excluded.state, use_no = excluded.use_no,"
                       " outcome = excluded.outcome, other = excluded.other,"
                       " reversed = excluded.reversed")),
      counted_(db.prepare("SELECT redemption, device, campaign, serial, mode, lease, held, amount,"
                          " state, use_no, outcome, other, reversed FROM redemption"
                          " WHERE campaign = ?1 AND serial = ?2 AND use_no = 1")),
      undecided_(db.prepare("SELECT redemption, device, campaign, serial, mode, lease, held,"
                            " amount, state, use_no, outcome, other, reversed FROM redemption"
                            " WHERE campaign = ?1 AND serial = ?2 AND outcome = 'open'"
                            " ORDER BY rowid")) {}

Result<std::optional<UseRow>> UseBook::find(std::string_view redemption) {
    auto query = find_.bind(redemption);
    TRY(const bool found, query.next());
    return found ? std::optional(row_from(query)) : std::nullopt;
}

Result<void> UseBook::save(const UseRow& row) {
    const auto number = row.counts ? std::optional(std::int64_t{1}) : std::nullopt;
    return save_
        .bind(row.redemption, row.device, std::int64_t{row.ref.campaign}, row.ref.serial,
              to_string(row.mode), row.lease, row.held, row.amount, to_string(row.state), number,
              to_string(row.outcome), row.other, row.reversed ? 1 : 0)
        .run();
}

Result<std::optional<UseRow>> UseBook::counted(const CouponRef& ref) {
    auto query = counted_.bind(std::int64_t{ref.campaign}, ref.serial);
    TRY(const bool found, query.next());
    return found ? std::optional(row_from(query)) : std::nullopt;
}

Result<std::vector<UseRow>> UseBook::undecided(const CouponRef& ref) {
    std::vector<UseRow> rows;
    auto query = undecided_.bind(std::int64_t{ref.campaign}, ref.serial);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return rows;
        rows.push_back(row_from(query));
    }
}

}  // namespace aisle
