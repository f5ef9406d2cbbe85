// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/grant.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/time_field.hpp"

namespace aisle {
namespace {

constexpr IntegerRange terms{1, twelve_digits_max};
// Of an inventory's answer; each names up to inventory_part_max leases and rights.
constexpr IntegerRange ack_parts{1, 10'000};

CouponRef read_ref(Fields& fields, std::string_view key) {
    const auto ref = parse_coupon_ref(fields.text(key, name_bytes_max));
    if (ref) return *ref;
    fields.fail(key, ref.error().code(), ref.error().what());
    return {};
}

template <class T>
T taken(Fields& fields, std::string_view key, const Result<T>& read) {
    if (read) return *read;
    fields.fail(key, read.error().code(), read.error().what());
    return {};
}

Result<RightGrant> read_right(const Json& body, bool granted) {
    Fields fields(body);
    RightGrant grant;
    grant.ref = read_ref(fields, "coupon");
    grant.term = fields.integer("term", terms);
    if (granted) grant.expires_at = read_time(fields, "expires_at");
    TRY(fields.done());
    return grant;
}

}  // namespace

Result<Lease> parse_lease_grant(const Json& body) {
    Fields fields(body);
    Lease lease;
    lease.id = plain_text(fields, "lease", name_bytes_max);
    lease.campaign = static_cast<std::uint32_t>(fields.integer("campaign", {1, UINT32_MAX}));
    lease.kind = taken(fields, "class", parse_lease_class(fields.text("class", name_bytes_max)));
    lease.unit = taken(fields, "unit", parse_lease_unit(fields.text("unit", name_bytes_max)));
    lease.term = fields.integer("term", terms);
    lease.granted = fields.integer("granted", {1, twelve_digits_max});
    lease.not_after = read_time(fields, "not_after");
    TRY(fields.done());
    return lease;
}

std::string write_lease_grant(const Lease& lease) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("lease", lease.id)
        .member("campaign", lease.campaign)
        .member("class", to_string(lease.kind))
        .member("unit", to_string(lease.unit))
        .member("term", lease.term)
        .member("granted", lease.granted)
        .member("not_after", to_rfc3339(lease.not_after))
        .end_object();
    return text;
}

Result<LeaseRecall> parse_lease_recall(const Json& body) {
    Fields fields(body);
    LeaseRecall recall;
    recall.lease = plain_text(fields, "lease", name_bytes_max);
    recall.term = fields.integer("term", terms);
    TRY(fields.done());
    return recall;
}

std::string write_lease_recall(const LeaseRecall& recall) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("lease", recall.lease)
        .member("term", recall.term)
        .end_object();
    return text;
}

Result<RightGrant> parse_right_grant(const Json& body) {
    return read_right(body, true);
}

std::string write_right_grant(const RightGrant& grant) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("coupon", to_string(grant.ref))
        .member("term", grant.term)
        .member("expires_at", to_rfc3339(grant.expires_at))
        .end_object();
    return text;
}

Result<RightGrant> parse_right_recall(const Json& body) {
    return read_right(body, false);
}

std::string write_right_recall(const RightGrant& recall) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("coupon", to_string(recall.ref))
        .member("term", recall.term)
        .end_object();
    return text;
}

Result<InventoryAck> parse_inventory_ack(const Json& body) {
    Fields fields(body);
    InventoryAck ack;
    const auto epoch = parse_id<Epoch>(fields.text("epoch", 32));
    if (epoch) ack.epoch = *epoch;
    if (!epoch) fields.fail("epoch", "bad_id", "the epoch of a journal has 32 hex digits");
    ack.inventory = fields.integer("inventory", terms);
    ack.part = fields.integer("part", ack_parts);
    ack.parts = fields.integer("parts", ack_parts);
    if (ack.part > ack.parts) fields.fail("part", "out_of_range", "there are not so many parts");
    for (const auto& item : fields.array_if("closed_leases", inventory_part_max)) {
        const auto id = item.string();
        if (!id || id->empty() || id->size() > name_bytes_max) {
            fields.fail("closed_leases", "bad_text", "a lease is named by a text");
            break;
        }
        ack.closed_leases.emplace_back(*id);
    }
    for (const auto& item : fields.array_if("closed_rights", inventory_part_max)) {
        const auto ref = parse_coupon_ref(item.string().value_or(""));
        if (!ref) {
            fields.fail("closed_rights", ref.error().code(), ref.error().what());
            break;
        }
        ack.closed_rights.push_back(*ref);
    }
    TRY(fields.done());
    return ack;
}

std::string write_inventory_ack(const InventoryAck& ack) {
    std::string text;
    JsonWriter json(text);
    json.begin_object()
        .member("epoch", to_hex(ack.epoch))
        .member("inventory", ack.inventory)
        .member("part", ack.part)
        .member("parts", ack.parts)
        .key("closed_leases")
        .begin_array();
    for (const auto& lease : ack.closed_leases) json.value(lease);
    json.end_array().key("closed_rights").begin_array();
    for (const auto& ref : ack.closed_rights) json.value(to_string(ref));
    json.end_array().end_object();
    return text;
}

Result<ReserveQuestion> parse_reserve_question(const Json& body) {
    Fields fields(body);
    ReserveQuestion question;
    question.redemption = plain_text(fields, "redemption_id", name_bytes_max);
    question.ref = read_ref(fields, "coupon");
    question.held = fields.integer("held", {0, twelve_digits_max});
    question.member = plain_text_if(fields, "member_id", name_bytes_max);
    TRY(fields.done());
    return question;
}

std::string write_reserve_question(const ReserveQuestion& question) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("redemption_id", question.redemption)
        .member("coupon", to_string(question.ref))
        .member("held", question.held)
        .member_if("member_id", question.member)
        .end_object();
    return text;
}

Result<ReserveAnswer> parse_reserve_answer(const Json& body) {
    Fields fields(body);
    ReserveAnswer answer;
    answer.reserved = fields.flag_or("reserved", false);
    const auto reason = fields.text_if("reason", name_bytes_max);
    if (reason) answer.reason = parse_rejection_reason(*reason);
    TRY(fields.done());
    return answer;
}

std::string write_reserve_answer(const ReserveAnswer& answer) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("reserved", answer.reserved);
    if (answer.reason) json.member("reason", to_string(*answer.reason));
    json.end_object();
    return text;
}

}  // namespace aisle
