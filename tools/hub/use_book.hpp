// SPDX-License-Identifier: Apache-2.0
// Every redemption that a device has told, each once by its id, and of every coupon which one
// counts as its use: the database lets there be one. A redemption at risk (R) was given though
// nobody knew whether the coupon had been used; when that is known it is confirmed, or it is a
// conflict with the one that counts. Nothing is taken back from a customer. Called within a
// transaction of the hub's database.
#pragma once

#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/coupon/presentation.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

enum class UseState { held, redeemed, released, overrun };
std::string_view to_string(UseState state);
// none: it was covered by a right. open: at risk, and the coupon is still held elsewhere.
enum class UseOutcome { none, open, confirmed, conflict };
std::string_view to_string(UseOutcome outcome);

struct UseRow {
    std::string redemption;
    std::int64_t device = 0;
    CouponRef ref;
    RedemptionMode mode = RedemptionMode::lease;
    std::string lease;
    std::int64_t held = 0;
    std::int64_t amount = 0;
    UseState state = UseState::held;
    bool counts = false;  // as the coupon's one use
    UseOutcome outcome = UseOutcome::none;
    std::string other;  // the redemption that it is in conflict with
    bool reversed = false;
    std::optional<LeaseUnit> unit{};  // as its device counts, where that is said; not kept
};

class UseBook {
public:
    static const char* const tables;
    explicit UseBook(Database& db);

    Result<std::optional<UseRow>> find(std::string_view redemption);
    Result<void> save(const UseRow& row);
    // The one that counts as the coupon's use.
    Result<std::optional<UseRow>> counted(const CouponRef& ref);
    // At risk, and not decided, oldest first.
    Result<std::vector<UseRow>> undecided(const CouponRef& ref);

private:
    Statement find_;
    Statement save_;
    Statement counted_;
    Statement undecided_;
};

// What the data of coupon.held, redeemed, released, reversed and overrun say. Errors: invalid.
Result<UseRow> parse_use(const Json& data);

}  // namespace aisle
