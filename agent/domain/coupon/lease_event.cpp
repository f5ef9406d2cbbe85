// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/lease_event.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/time_field.hpp"

namespace aisle {
namespace {

constexpr IntegerRange counts{0, twelve_digits_max};

JsonWriter& write_lease(JsonWriter& json, const Lease& lease) {
    json.begin_object()
        .member("lease", lease.id)
        .member("campaign", lease.campaign)
        .member("term", lease.term)
        .member("report", lease.report)
        .member("granted", lease.granted)
        .member("spent", lease.spent)
        .member("held", lease.held)
        .member("unit", to_string(lease.unit));
    if (lease.not_after > WallTime{}) json.member("not_after", to_rfc3339(lease.not_after));
    return json;
}

JsonWriter& write_right(JsonWriter& json, const RightReport& right) {
    json.begin_object()
        .member("coupon", to_string(right.ref))
        .member("term", right.term)
        .member("state", right.state);
    if (right.expires_at) json.member("expires_at", to_rfc3339(*right.expires_at));
    return json;
}

Result<LeaseReport> read_lease(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    LeaseReport report;
    report.lease = plain_text(fields, "lease", name_bytes_max);
    report.term = fields.integer("term", counts);
    report.report = fields.integer("report", counts);
    report.spent = fields.integer("spent", counts);
    report.held = fields.integer("held", counts);
    report.campaign =
        static_cast<std::uint32_t>(fields.integer_if("campaign", {1, UINT32_MAX}).value_or(0));
    report.granted = fields.integer_if("granted", counts).value_or(0);
    if (const auto word = fields.text_if("unit", name_bytes_max)) {
        const auto unit = parse_lease_unit(*word);
        if (unit) report.unit = *unit;
        if (!unit) fields.fail("unit", unit.error().code(), unit.error().what());
    }
    report.not_after = read_time_if(fields, "not_after");
    TRY(fields.done());
    return report;
}

Result<RightReport> read_right(const Json& json, std::string pointer) {
    Fields fields(json, std::move(pointer));
    RightReport right;
    const auto ref = parse_coupon_ref(fields.text("coupon", name_bytes_max));
    if (!ref) fields.fail("coupon", ref.error().code(), ref.error().what());
    if (ref) right.ref = *ref;
    right.term = fields.integer("term", counts);
    right.state = plain_text(fields, "state", name_bytes_max);
    right.redemption = plain_text_if(fields, "redemption_id", name_bytes_max);
    right.expires_at = read_time_if(fields, "expires_at");
    TRY(fields.done());
    return right;
}

}  // namespace

EventDraft lease_requested(const LeaseWish& wish) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("campaign", wish.campaign)
        .member("class", to_string(wish.kind))
        .member("unit", to_string(wish.unit))
        .member("have", wish.have)
        .end_object();
    return make_draft(EventKinds::lease_requested, std::move(data));
}

Result<LeaseWish> parse_lease_wish(const Json& data) {
    Fields fields(data);
    LeaseWish wish;
    wish.campaign = static_cast<std::uint32_t>(fields.integer("campaign", {1, UINT32_MAX}));
    const auto kind = parse_lease_class(fields.text("class", name_bytes_max));
    if (!kind) fields.fail("class", kind.error().code(), kind.error().what());
    if (kind) wish.kind = *kind;
    const auto unit = parse_lease_unit(fields.text("unit", name_bytes_max));
    if (!unit) fields.fail("unit", unit.error().code(), unit.error().what());
    if (unit) wish.unit = *unit;
    wish.have = fields.integer("have", counts);
    TRY(fields.done());
    return wish;
}

EventDraft lease_state(const Lease& lease) {
    std::string data;
    JsonWriter json(data);
    write_lease(json, lease).end_object();
    return make_draft(EventKinds::lease_state, std::move(data));
}

EventDraft lease_returned(const Lease& lease) {
    std::string data;
    JsonWriter json(data);
    write_lease(json, lease).member("final", true).end_object();
    return make_draft(EventKinds::lease_returned, std::move(data));
}

Result<LeaseReport> parse_lease_report(const Json& data) {
    return read_lease(data, "");
}

EventDraft right_accepted(const RightReport& right) {
    std::string data;
    JsonWriter json(data);
    write_right(json, right).end_object();
    return make_draft(EventKinds::right_accepted, std::move(data));
}

EventDraft right_returned(const RightReport& right, std::string_view redemption_id) {
    std::string data;
    JsonWriter json(data);
    write_right(json, right).member_if("redemption_id", redemption_id).end_object();
    return make_draft(EventKinds::right_returned, std::move(data));
}

Result<RightReport> parse_right_report(const Json& data) {
    return read_right(data, "");
}

EventDraft lease_inventory(const Inventory& inventory) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("inventory", inventory.number)
        .member("part", inventory.part)
        .member("parts", inventory.parts)
        .key("leases")
        .begin_array();
    for (const auto& lease : inventory.leases) write_lease(json, lease).end_object();
    json.end_array().key("rights").begin_array();
    for (const auto& right : inventory.rights) write_right(json, right).end_object();
    json.end_array().end_object();
    return make_draft(EventKinds::lease_inventory, std::move(data));
}

Result<InventoryReport> parse_inventory(const Json& data) {
    Fields fields(data);
    InventoryReport report;
    report.number = fields.integer("inventory", counts);
    report.part = fields.integer("part", {1, counts.max});
    report.parts = fields.integer("parts", {1, counts.max});
    const auto& leases = fields.array("leases", inventory_part_max);
    for (std::size_t i = 0; i < leases.size(); ++i) {
        TRY(auto lease, read_lease(leases[i], "/leases/" + std::to_string(i)));
        report.leases.push_back(std::move(lease));
    }
    const auto& rights = fields.array("rights", inventory_part_max);
    for (std::size_t i = 0; i < rights.size(); ++i) {
        TRY(auto right, read_right(rights[i], "/rights/" + std::to_string(i)));
        report.rights.push_back(std::move(right));
    }
    TRY(fields.done());
    return report;
}

EventDraft device_watermark(const Watermark& watermark) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("complete_through", to_rfc3339(watermark.complete_through))
        .member("no_open_hold_before", to_rfc3339(watermark.no_open_hold_before))
        .end_object();
    return make_draft(EventKinds::device_watermark, std::move(data));
}

Result<Watermark> parse_watermark(const Json& data) {
    Fields fields(data);
    Watermark watermark;
    watermark.complete_through = read_time(fields, "complete_through");
    watermark.no_open_hold_before = read_time(fields, "no_open_hold_before");
    TRY(fields.done());
    return watermark;
}

}  // namespace aisle
