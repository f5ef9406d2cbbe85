// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/member_finder.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/member_card.hpp"

#include <algorithm>

namespace aisle {
namespace {

struct Wanted {
    std::string id;
    std::string hmac;
};

Result<Wanted> parse_question(std::string_view text) {
    TRY(const auto body, Json::parse(text));
    Fields fields(body);
    Wanted wanted;
    wanted.id = fields.text_if("member_id", name_bytes_max).value_or("");
    if (const Json* json = fields.object_if("identifier")) {
        Fields identifier(*json, fields.pointer_to("identifier"));
        wanted.hmac = identifier.text("hmac", name_bytes_max);
        fields.adopt(identifier.done());
    }
    TRY(fields.done());
    if (wanted.id.empty() == wanted.hmac.empty()) {
        return Error(Errc::invalid, "a \"member_id\" or an \"identifier\" is needed");
    }
    return wanted;
}

bool is_meant(const Wanted& wanted, std::string_view key, const MemberCard& card) {
    if (!wanted.id.empty()) {
        return key == wanted.id || std::ranges::count(card.merged_from, wanted.id) > 0;
    }
    return std::ranges::any_of(card.identifiers, [&](const Identifier& identifier) {
        return to_hex(identifier.digest.view()) == wanted.hmac;
    });
}

}  // namespace

MemberFinder::MemberFinder(Database& db)
    : cards_(db.prepare("SELECT key, body FROM decision JOIN feed ON feed.number = decision.feed"
                        " WHERE feed.name = 'members' AND body IS NOT NULL"
                        " ORDER BY decision.at DESC, decision.number DESC")) {}

Result<std::string> MemberFinder::answer(std::string_view question) {
    const auto wanted = parse_question(question);
    if (!wanted) return Error(Errc::invalid, wanted.error().what()).coded("bad_ask");
    std::string text;
    JsonWriter json(text);
    auto row = cards_.bind();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) break;
        const auto body = Json::parse(row.bytes(1));
        const auto card = body ? parse_member_card(*body, row.bytes(1)) : body.error();
        // A hub takes any body; a device will refuse this one.
        if (!card || !is_meant(*wanted, row.bytes(0), *card)) continue;
        json.begin_object().member("found", true).member("member_id", row.bytes(0));
        json.raw_member("card", row.bytes(1)).end_object();
        return text;
    }
    json.begin_object().member("found", false).end_object();
    return text;
}

}  // namespace aisle
