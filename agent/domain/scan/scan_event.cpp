// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/scan_event.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/crypto/hmac.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/scan/code_json.hpp"
#include "agent/domain/secret_text.hpp"

namespace aisle {
namespace {

// Half of it tells any two codes of one device apart.
constexpr std::size_t digest_bytes = 16;

void write_label(JsonWriter& json, const Scan& scan) {
    if (is_utf8(scan.bytes)) {
        json.member("scan_data_label", scan.bytes);
    } else {
        json.member("scan_data_b64", to_base64(scan.bytes));
    }
}

void write_digest(JsonWriter& json, const Scan& scan, const ScanPolicy& policy) {
    const auto digest = hmac_sha256(policy.digest_key, scan.bytes);
    json.member("digest", to_hex(digest.view().substr(0, digest_bytes)));
}

// Whoever has the card is a person, and persons stand apart.
bool names_person(CodeClass kind) {
    return kind == CodeClass::member_card || kind == CodeClass::badge;
}

std::string person_of(const Scan& scan, const Code& code, const ScanPolicy& policy) {
    std::string person;
    JsonWriter json(person);
    if (code.token && code.token->token.member != 0) {
        json.begin_object().member("member_ref", std::to_string(code.token->token.member));
        json.end_object();
    } else if (names_person(code.kind)) {
        write_label(json.begin_object(), scan);
        if (code.kind == CodeClass::member_card && policy.identifiers) {
            json.key("identifiers").begin_array();
            write_identifier(json, policy.identifiers->of(IdentifierKind::member_card, scan.bytes));
            json.end_array();
        }
        json.end_object();
    }
    return person;
}

void write_kept(JsonWriter& json, const Scan& scan, const Code& code, const ScanPolicy& policy) {
    switch (code.kind) {
        case CodeClass::product:
        case CodeClass::variable_measure:
        case CodeClass::coupon:
        case CodeClass::refund_receipt:
        case CodeClass::logistics:
            // Of the others their elements have been told.
            if (code.trade) write_label(json, scan);
            return;
        case CodeClass::paper_coupon:
        case CodeClass::receipt:
            write_label(json, scan);
            return;
        case CodeClass::unknown:
            // What pays amid other text is no code to forget, and none to keep.
            if (policy.unknown == UnknownCodes::keep && !contains_secret(scan.bytes)) {
                write_label(json, scan);
            } else {
                write_digest(json, scan, policy);
            }
            return;
        case CodeClass::token:
        case CodeClass::suppressed:
        case CodeClass::handoff:
        case CodeClass::contact:
        case CodeClass::link:
        case CodeClass::member_card:
        case CodeClass::badge:
            return;
    }
}

}  // namespace

EventDraft scan_captured(const Scan& scan, const Code& code, const ScanPolicy& policy) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member_if("source", scan.source);
    write_code(json, scan, code);
    write_kept(json, scan, code, policy);
    json.end_object();
    return make_draft(EventKinds::scan_captured, std::move(data), person_of(scan, code, policy));
}

EventDraft scan_suppressed(const Scan& scan, SecretKind kind) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member_if("source", scan.source)
        .member("kind", to_string(kind))
        .end_object();
    return make_draft(EventKinds::scan_suppressed, std::move(data));
}

}  // namespace aisle
