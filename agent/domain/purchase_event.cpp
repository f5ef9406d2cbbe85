// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/purchase_event.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/receipt/till_number.hpp"

namespace aisle {
namespace {

// The lines of one event, written as a JSON array, and how many they are.
struct LineGroup {
    std::string json;
    std::size_t count = 0;
};

void write_flag(JsonWriter& json, std::string_view name, bool flag) {
    if (flag) json.member(name, true);
}

void write_receipt(JsonWriter& json, const ReceiptIdentity& receipt) {
    json.member("store_id", receipt.store_id)
        .member("workstation_id", receipt.workstation_id)
        .member("business_day_date", receipt.business_day_date)
        .member("sequence_number", receipt.sequence_number)
        .member_if("receipt_number", receipt.receipt_number);
}

void write_reference(JsonWriter& json, std::string_view name,
                     const std::optional<ReceiptIdentity>& receipt) {
    if (!receipt) return;
    json.key(name).begin_object();
    write_receipt(json, *receipt);
    json.end_object();
}

// All but the lines and the closing brace.
std::string write_head(const Purchase& purchase) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("purchase_key", purchase_key(purchase));
    write_receipt(json, purchase.receipt);
    json.member_if("till_id", purchase.till_id)
        .member_if("begin_date_time", purchase.begin_date_time)
        .member_if("end_date_time", purchase.end_date_time)
        .member_if("operator_id", purchase.operator_id)
        .member("currency", purchase.currency.code());
    write_flag(json, "offline", purchase.offline);
    write_flag(json, "training", purchase.training);
    write_flag(json, "cancelled", purchase.cancelled);
    json.member("tax_included", purchase.tax_included)
        .member("status", to_string(purchase.status))
        .key("totals");
    write_totals(json, purchase.totals);
    json.key("tenders").begin_array();
    for (const auto& tender : purchase.tenders) {
        json.begin_object().member("type", to_string(tender.type));
        json.member("amount", tender.amount).end_object();
    }
    json.end_array();
    if (purchase.points_estimate) {
        json.key("loyalty").begin_object();
        json.member("points_est", *purchase.points_estimate).end_object();
    }
    write_reference(json, "return_of", purchase.return_of);
    write_reference(json, "void_of", purchase.void_of);
    if (purchase.handoff) {
        json.key("handoff").begin_object();
        write_handoff_session(json, *purchase.handoff);
        json.end_object();
    }
    return data;
}

// A sale is never refused for want of a key: then the masks are all that is left of the contact.
Result<void> write_contact(JsonWriter& json, const Purchase& purchase, const MemberKeys& keys,
                           Entropy& entropy) {
    const auto& contact = purchase.customer.contact;
    if (contact.empty()) return {};
    if (keys.seal_to) {
        const auto key = purchase_key(purchase);
        TRY(const auto sealed,
            seal_contact(contact, {purchase_kind(purchase).name, key}, *keys.seal_to, entropy));
        json.raw_member("sealed", sealed);
    }
    json.key("masks");
    write_masks(json, contact);
    if (!keys.identifiers) return {};
    json.key("identifiers").begin_array();
    if (!contact.phone.empty()) {
        write_identifier(json, keys.identifiers->of(IdentifierKind::phone, contact.phone));
    }
    if (!contact.email.empty()) {
        write_identifier(json, keys.identifiers->of(IdentifierKind::email, contact.email));
    }
    json.end_array();
    return {};
}

Result<std::string> write_person(const Purchase& purchase, const MemberKeys& keys,
                                 Entropy& entropy) {
    const auto& customer = purchase.customer;
    std::string person;
    if (customer == Customer{} && purchase.operator_name.empty()) return person;
    JsonWriter json(person);
    json.begin_object().member_if("member_id", customer.member_id);
    TRY(write_contact(json, purchase, keys, entropy));
    json.member_if("operator_name", purchase.operator_name).end_object();
    return person;
}

// Lines in order, a new group wherever the next one would no longer fit.
std::vector<LineGroup> group_lines(const std::vector<PurchaseLine>& lines, std::size_t bytes_max) {
    std::vector<LineGroup> groups(1);
    std::string line_json;
    for (const auto& line : lines) {
        line_json.clear();
        JsonWriter json(line_json);
        write_purchase_line(json, line);
        if (groups.back().count > 0 && groups.back().json.size() + line_json.size() > bytes_max) {
            groups.emplace_back();
        }
        auto& group = groups.back();
        group.json.append(group.count == 0 ? "[" : ",").append(line_json);
        ++group.count;
    }
    for (auto& group : groups) group.json += ']';
    return groups;
}

EventDraft make_part(const Purchase& purchase, const LineGroup& group, std::size_t part,
                     std::size_t parts) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("purchase_key", purchase_key(purchase))
        .member("part", part)
        .member("parts", parts)
        .raw_member("lines", group.json)
        .end_object();
    const auto& kind =
        purchase.training ? EventKinds::purchase_training_lines : EventKinds::purchase_lines;
    return make_draft(kind, std::move(data));
}

}  // namespace

std::string purchase_key(const Purchase& purchase) {
    const auto& receipt = purchase.receipt;
    std::string key;
    key.append(receipt.store_id).append("/").append(receipt.workstation_id).append("/");
    key.append(receipt.business_day_date).append("/");
    const auto signs = signs_of_number(receipt.receipt_number);
    key.append(signs.empty() ? std::to_string(receipt.sequence_number) : signs).append("/");
    return key.append(to_string(purchase.status));
}

Result<std::vector<EventDraft>> purchase_events(const Purchase& purchase, const MemberKeys& keys,
                                                Entropy& entropy) {
    // What stands round the lines of a part, its key included.
    constexpr std::size_t frame_bytes = 1 * KiB;
    std::string head = write_head(purchase);
    if (head.size() + frame_bytes > event_data_bytes_max) {
        return Error(Errc::too_large,
                     "the receipt's head alone has " + std::to_string(head.size()) + " bytes")
            .coded("event_too_large");
    }
    TRY(auto person, write_person(purchase, keys, entropy));
    const auto groups = group_lines(purchase.lines, event_data_bytes_max - frame_bytes);
    const auto& kind = purchase_kind(purchase);
    std::vector<EventDraft> drafts;
    if (groups.size() == 1 &&
        head.size() + groups[0].json.size() + frame_bytes <= event_data_bytes_max) {
        head.append(",\"lines\":").append(groups[0].json).append("}");
        drafts.push_back(make_draft(kind, std::move(head), std::move(person)));
        return drafts;
    }
    head.append(",\"line_count\":").append(std::to_string(purchase.lines.size()));
    head.append(",\"parts\":").append(std::to_string(groups.size())).append("}");
    drafts.push_back(make_draft(kind, std::move(head), std::move(person)));
    for (std::size_t i = 0; i < groups.size(); ++i) {
        drafts.push_back(make_part(purchase, groups[i], i + 1, groups.size()));
    }
    return drafts;
}

}  // namespace aisle
