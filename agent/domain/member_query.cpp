// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/member_query.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"
#include "agent/domain/contact.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/member_card.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

struct Word {
    std::string_view word;
    MemberQueryBy by;
};
constexpr std::array words{
    Word{"phone", MemberQueryBy::phone},
    Word{"email", MemberQueryBy::email},
    Word{"member_card", MemberQueryBy::member_card},
    Word{"code", MemberQueryBy::code},
    Word{"member_id", MemberQueryBy::member_id},
};

std::string read_value(Fields& fields, MemberQueryBy by, const std::string& region) {
    switch (by) {
        case MemberQueryBy::phone:
            return read_phone(fields, "phone", region);
        case MemberQueryBy::email:
            return read_email(fields, "email");
        case MemberQueryBy::code:
            return std::string(fields.text("code", scan_bytes_max));
        case MemberQueryBy::member_card:
        case MemberQueryBy::member_id:
            break;
    }
    return plain_text(fields, to_string(by), name_bytes_max);
}

}  // namespace

MemberQuery::~MemberQuery() {
    wipe(value);
}

std::string_view to_string(MemberQueryBy by) {
    return std::find_if(words.begin(), words.end(),
                        [by](const Word& word) { return word.by == by; })
        ->word;
}

Result<MemberQuery> parse_member_query(const Json& body, const StoreProfile& store) {
    Fields fields(body);
    fields.only({"phone", "email", "member_card", "code", "member_id"});
    MemberQuery query;
    std::size_t named = 0;
    for (const auto& word : words) {
        if (!body.find(word.word)) continue;
        ++named;
        query.by = word.by;
    }
    if (named == 0) {
        fields.fail("", "no_identifier",
                    "a phone, an email, a member_card, a code or a member_id is needed");
    }
    if (named > 1) fields.fail("", "one_identifier", "one of them is enough, and only one");
    // A code is looked at by whoever knows codes.
    if (query.by != MemberQueryBy::code) TRY(refuse_secrets(body));
    if (named == 1) query.value = read_value(fields, query.by, store.region);
    TRY(fields.done());
    return query;
}

std::string member_question(const std::optional<Identifier>& identifier,
                            std::string_view member_id) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    if (identifier) {
        json.key("identifier");
        write_identifier(json, *identifier);
    } else {
        json.member("member_id", member_id);
    }
    json.end_object();
    return text;
}

Result<MemberReply> parse_member_reply(std::string_view text) {
    TRY(const auto body, Json::parse(text));
    Fields fields(body);
    MemberReply reply;
    if (!fields.flag_or("found", false)) {
        TRY(fields.done());
        return reply;
    }
    reply.member_id = plain_text(fields, "member_id", name_bytes_max);
    if (const Json* card = fields.object_if("card")) {
        reply.card = card->slice(text);
    } else {
        fields.fail("card", "missing", "a member is told with her card");
    }
    TRY(fields.done());
    TRY(const auto card, Json::parse(reply.card));
    TRY(parse_member_card(card, reply.card));
    return reply;
}

EventDraft member_identified(std::string_view member_id, const Recognition& recognition) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("method", recognition.method)
        .member("confidence", recognition.alone ? "exact" : "ambiguous")
        .member("provisional", recognition.provisional);
    if (recognition.card_age_s) json.member("card_age_s", *recognition.card_age_s);
    if (!recognition.triggered_by.empty()) {
        json.key("triggered_by").begin_array();
        for (const auto& task : recognition.triggered_by) json.value(task);
        json.end_array();
    }
    json.end_object();
    std::string person;
    JsonWriter(person).begin_object().member("member_id", member_id).end_object();
    return make_draft(EventKinds::member_identified, std::move(data), std::move(person));
}

}  // namespace aisle
