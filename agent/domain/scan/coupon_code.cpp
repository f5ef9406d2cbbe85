// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/coupon_code.hpp"

#include "agent/domain/scan/gs1_check.hpp"

#include <string>

namespace aisle {
namespace {

// Fields off the front, one after the other; the first that is not there or not as it has to be is
// remembered, and what follows it is empty.
class Fields {
public:
    explicit Fields(std::string_view digits) : rest_(digits) {
        if (!is_of_set('N', digits)) wrong_ = "something that is no digit";
    }

    std::string_view take(std::size_t size, const char* name) {
        if (rest_.size() < size) refuse(name);
        if (wrong_) return {};
        const auto field = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return field;
    }
    // One digit that is among those.
    std::string_view choose(std::string_view among, const char* name) {
        const auto field = take(1, name);
        if (!field.empty() && among.find(field.front()) == std::string_view::npos) refuse(name);
        return wrong_ ? std::string_view() : field;
    }
    // A digit between the two that says how much longer than `base` the field behind it is.
    std::string_view measured(char least, char most, std::size_t base, const char* name) {
        const auto size = take(1, name);
        if (size.empty()) return {};
        if (size.front() < least || size.front() > most) refuse(name);
        return take(base + static_cast<std::size_t>(size.front() - '0'), name);
    }
    bool next_is(char mark) {
        if (wrong_ || !rest_.starts_with(mark)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void refuse(const char* name) {
        if (!wrong_) wrong_ = name;
    }
    Result<void> done(const char* what) {
        if (!rest_.empty()) refuse("what stands behind its last field");
        if (!wrong_) return {};
        return Error(Errc::invalid, std::string(what) + ": wrong " + wrong_).coded("bad_coupon");
    }

private:
    std::string_view rest_;
    const char* wrong_ = nullptr;
};

CouponPurchase take_purchase(Fields& fields) {
    CouponPurchase purchase;
    purchase.value = fields.measured('1', '5', 0, "purchase requirement");
    purchase.code = fields.choose("012349", "purchase requirement code");
    purchase.family = fields.take(3, "family code");
    return purchase;
}

// 9 instead of a length: of the coupon's own company.
void take_company(Fields& fields, CouponPurchase& purchase) {
    if (fields.next_is('9')) return;
    purchase.company = fields.measured('0', '6', 6, "company prefix of a purchase");
}

std::string_view take_date(Fields& fields, const char* name) {
    const auto date = fields.take(6, name);
    if (!date.empty() && !passes(Gs1Check::yymmdd, date)) fields.refuse(name);
    return date;
}

// The optional fields, each behind its mark, in the order of the marks.
void take_options(Fields& fields, Coupon8110& coupon) {
    if (fields.next_is('1')) {
        coupon.rules = fields.choose("0123", "additional purchase rules");
        coupon.second = take_purchase(fields);
        take_company(fields, *coupon.second);
    }
    if (fields.next_is('2')) {
        coupon.third = take_purchase(fields);
        take_company(fields, *coupon.third);
    }
    if (fields.next_is('3')) coupon.expires = take_date(fields, "expiration date");
    if (fields.next_is('4')) coupon.starts = take_date(fields, "start date");
    if (!coupon.expires.empty() && coupon.starts > coupon.expires) {
        fields.refuse("start date: it is after the expiration date");
    }
    if (fields.next_is('5')) coupon.serial = fields.measured('0', '9', 6, "serial number");
    if (fields.next_is('6')) coupon.retailer = fields.measured('1', '7', 6, "retailer");
    if (fields.next_is('9')) {
        coupon.save_code = fields.choose("01256", "save value code");
        coupon.applies_to = fields.choose("012", "item that the save value applies to");
        coupon.store_coupon = fields.take(1, "store coupon flag");
        coupon.not_multiplied = fields.choose("01", "don't multiply flag");
    }
}

}  // namespace

Result<Coupon8110> parse_coupon_8110(std::string_view digits) {
    Fields fields(digits);
    Coupon8110 coupon;
    coupon.company = fields.measured('0', '6', 6, "company prefix");
    coupon.offer = fields.take(6, "offer code");
    coupon.save = fields.measured('1', '5', 0, "save value");
    coupon.first = take_purchase(fields);
    take_options(fields, coupon);
    TRY(fields.done("coupon 8110"));
    return coupon;
}

Result<Coupon8112> parse_coupon_8112(std::string_view digits) {
    Fields fields(digits);
    Coupon8112 coupon;
    coupon.format = fields.choose("01", "format code");
    coupon.funder = fields.measured('0', '6', 6, "funder id");
    coupon.offer = fields.take(6, "offer code");
    coupon.serial = fields.measured('0', '9', 6, "serial number");
    TRY(fields.done("coupon 8112"));
    return coupon;
}

}  // namespace aisle
