// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_desk.hpp"

#include "agent/base/crypto/hmac.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/base/wipe.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace aisle {
namespace {

// What is known of her until central says more.
std::string first_card(const SignUp& wish) {
    std::string body;
    JsonWriter(body)
        .begin_object()
        .member_if("masked_name", mask_name(wish.contact.name))
        .member("home", true)
        .end_object();
    return body;
}

std::string unknown(bool limited) {
    std::string text;
    JsonWriter(text).begin_object().member("known", false).member("limited", limited).end_object();
    return text;
}

// Whatever way a form is left, what was typed into it does not stay on the stack.
struct StackWiped {
    ~StackWiped() { wipe_stack(); }
};

bool is_past(const FoundMember& member, std::optional<std::int64_t> age_s) {
    return member.told && age_s.value_or(told_card_fresh.count()) >= told_card_fresh.count();
}

bool is_member_id(std::string_view text) {
    return !text.empty() && text.size() <= name_bytes_max && is_plain_text(text);
}

}  // namespace

MemberDesk::MemberDesk(MemberDeskParts parts, StoreProfile profile)
    : parts_(std::move(parts)), recorder_(parts_.recorder), profile_(std::move(profile)) {}

Digest MemberDesk::digest_of(std::string_view body) const {
    return hmac_sha256(parts_.digest_key, body);
}

// ---- Signing up ----

void MemberDesk::sign_up(std::string_view body, Accept accept) {
    const StackWiped wiped;
    const auto json = Json::parse(body);
    if (!json) return recorder_.reject("sign_up", json.error(), accept);
    auto wish = parse_sign_up(*json, profile_);
    if (!wish) return recorder_.reject("sign_up", wish.error(), accept);
    // Usable at once, with the line down: central settles later who it is.
    const auto member = "p-" + to_string(recorder_.fresh_id());
    const auto drafts = sign_up_events(*wish, member, parts_.keys, recorder_.parts().entropy);
    if (!drafts) return recorder_.reject("sign_up", drafts.error(), accept);
    auto turn = recorder_.prepare(*drafts, "sign_up", wish->id, body);
    if (turn) {
        turn->earlier_body = turn->body;
        turn->body = digest_of(body);
        turn->member = member;
        // What goes on to the store's thread has no clear text in it.
        turn->moves = [this, member, card = first_card(*wish), consents = wish->consents,
                       identifiers = identifiers_of(*wish, parts_.keys)](Pen& pen) {
            return note_sign_up(pen, {member, card, consents, identifiers});
        };
    }
    recorder_.commit(std::move(turn), std::move(accept));
}

Result<void> MemberDesk::note_sign_up(Pen& pen, const NewMember& member) {
    TRY(parts_.notices.were_shown(pen.txn(), member.consents));
    for (std::size_t i = 0; i < member.consents.size(); ++i) {
        // The first event is the sign-up's own.
        TRY(parts_.consents.note(pen.txn(), member.consents[i],
                                 {consent_id(member.id, i), member.id}, pen.written()[i + 1],
                                 pen.moment().wall));
    }
    return parts_.members.add(pen.txn(), member.id, member.card, member.identifiers);
}

// ---- Consents ----

void MemberDesk::change_consents(std::string_view member_id, std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return recorder_.reject("consents", json.error(), accept);
    auto change = parse_consent_change(*json);
    if (!change) return recorder_.reject("consents", change.error(), accept);
    if (!is_member_id(member_id)) {
        return recorder_.reject(
            "consents", Error(Errc::invalid, "this is no member's id").coded("bad_member_id"),
            accept);
    }
    auto turn = recorder_.prepare({}, "consents", change->id,
                                  std::string(member_id) + "\n" + std::string(body));
    if (turn) {
        turn->earlier_body = turn->body;
        turn->body = digest_of(std::string(member_id) + "\n" + std::string(body));
        turn->moves = [this, change = std::move(*change), member = std::string(member_id),
                       id = "c-" + to_string(recorder_.fresh_id())](Pen& pen) {
            return note_change(pen, change, member, id);
        };
    }
    recorder_.commit(std::move(turn), std::move(accept));
}

Result<void> MemberDesk::note_change(Pen& pen, const ConsentChange& change, std::string_view member,
                                     std::string_view id) {
    TRY(parts_.notices.were_shown(pen.txn(), change.consents));
    TRY(const auto now, parts_.members.resolve(member));
    for (std::size_t i = 0; i < change.consents.size(); ++i) {
        const auto& consent = change.consents[i];
        TRY(const auto before, parts_.consents.find(now, consent.purpose, consent.channel));
        const auto own_id = consent_id(id, i);
        const ConsentRecord record{own_id, now, before ? before->id : std::string_view{}};
        TRY(const auto receipt, pen.write(consent_event(consent, change.form, record)));
        TRY(parts_.consents.note(pen.txn(), consent, record, receipt, pen.moment().wall));
    }
    return {};
}

// ---- Preferences ----

void MemberDesk::change_preference(std::string_view member_id, std::string_view body,
                                   Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return recorder_.reject("preference", json.error(), accept);
    auto change = parse_preference_change(*json);
    if (!change) return recorder_.reject("preference", change.error(), accept);
    auto turn = recorder_.prepare({}, "preference", change->id);
    if (turn) {
        turn->body = digest_of(std::string(member_id) + "\n" + std::string(body));
        turn->moves = [this, change = std::move(*change), member = std::string(member_id)](
                          Pen& pen) { return note_preference(pen, change, member); };
    }
    recorder_.commit(std::move(turn), std::move(accept));
}

// Of nobody who is not here: what was forgotten does not come back by a note.
Result<void> MemberDesk::note_preference(Pen& pen, const PreferenceChange& change,
                                         std::string_view member) {
    TRY(const auto found, parts_.members.find(member));
    if (!found) {
        return Error(Errc::not_found, "this device knows no such member: identify her first")
            .coded("member_unknown");
    }
    const auto card_version = version_of(found->card.preferences, change.field);
    TRY(pen.write(preference_changed(change, found->id, card_version)));
    return parts_.preferences.note(pen.txn(), found->id, change, pen.moment().wall);
}

// ---- Who stands there ----

void MemberDesk::identify(std::string_view body, Answer answer) {
    const StackWiped wiped;
    if (parts_.erasures_pending && parts_.erasures_pending()) {
        return answer(Error(Errc::unavailable,
                            "this device was away, and first has to hear from central who wants "
                            "to be forgotten")
                          .coded("erasures_pending"));
    }
    const auto json = Json::parse(body);
    if (!json) return answer(json.error());
    const auto query = parse_member_query(*json, profile_);
    if (!query) return answer(query.error());
    const auto asked = asked_by(*query);
    if (!asked) return answer(asked.error());
    look_up(*asked, std::move(answer));
}

void MemberDesk::look_up(Asked asked, Answer answer) {
    asked.may_ask = !asked.told && !asked.unanswered && central_can_say(asked);
    auto text = std::make_shared<std::string>();
    auto turn = recorder_.prepare({});
    if (turn) {
        turn->moves = [this, text, asked](Pen& pen) -> Result<void> {
            TRY(*text, recognise(pen, asked));
            return {};
        };
    }
    recorder_.commit(std::move(turn),
                     [this, text, asked = std::move(asked),
                      answer = std::move(answer)](const Result<Accepted>& outcome) mutable {
                         if (!outcome) return answer(outcome.error());
                         if (!text->empty()) return answer(std::move(*text));
                         if (asked.may_ask) {
                             return ask_central(std::move(asked), std::move(answer));
                         }
                         const bool line_up = parts_.online && parts_.online();
                         answer(unknown(!asked.told && (asked.unanswered || !line_up)));
                     });
}

bool MemberDesk::central_can_say(const Asked& asked) {
    const bool askable = asked.identifier || !asked.member_id.empty();
    return askable && parts_.ask && parts_.online && parts_.online();
}

void MemberDesk::ask_central(Asked asked, Answer answer) {
    auto question = member_question(asked.identifier, asked.member_id);
    parts_.ask(std::string(member_look_up_ask), std::move(question),
               [this, asked = std::move(asked),
                answer = std::move(answer)](const Result<std::string>& told) mutable {
                   const auto reply = told ? parse_member_reply(*told) : told.error();
                   if (reply && reply->member_id.empty()) return answer(unknown(false));
                   if (reply) {
                       asked.told = *reply;
                   } else {
                       asked.unanswered = true;
                   }
                   look_up(std::move(asked), std::move(answer));
               });
}

Result<MemberDesk::Asked> MemberDesk::asked_by(const MemberQuery& query) {
    Asked asked{to_string(query.by), {}, std::nullopt, std::nullopt, recorder_.truth()};
    if (query.by == MemberQueryBy::member_id) {
        asked.member_id = query.value;
        return asked;
    }
    // Of a code what stands behind what its scanner says of itself.
    const auto scan = make_scan(query.value, "identify", MonoTime{});
    const bool is_code = query.by == MemberQueryBy::code;
    if (is_code && parts_.read_code) {
        const auto code = parts_.read_code(scan);
        if (code.secret != SecretKind::none) {
            return Error(Errc::invalid,
                         "a payment code, a payment card or a person's id: it is forgotten; scan "
                         "the member's own code")
                .coded("secret_code")
                .placed("/code");
        }
    }
    if (!parts_.keys.identifiers) return asked;
    const auto kind = query.by == MemberQueryBy::phone   ? IdentifierKind::phone
                      : query.by == MemberQueryBy::email ? IdentifierKind::email
                                                         : IdentifierKind::member_card;
    asked.identifier = parts_.keys.identifiers->of(kind, is_code ? scan.bytes : query.value);
    return asked;
}

Result<std::optional<FoundMember>> MemberDesk::find(const Asked& asked) {
    if (asked.told) return parts_.members.find(asked.told->member_id);
    if (asked.identifier) return parts_.members.find(*asked.identifier);
    if (!asked.member_id.empty()) return parts_.members.find(asked.member_id);
    return std::optional<FoundMember>();
}

Result<std::vector<std::string>> MemberDesk::tasks_owed(std::span<const std::string> ids,
                                                        WallTime now) {
    std::vector<std::string> tasks;
    if (!parts_.owed) return tasks;
    for (const auto& id : ids) {
        TRY(auto owed, parts_.owed(id, now));
        std::ranges::move(owed, std::back_inserter(tasks));
    }
    return tasks;
}

Result<std::string> MemberDesk::recognise(Pen& pen, const Asked& asked) {
    if (asked.told) {
        TRY(parts_.members.keep_told(pen.txn(), asked.told->member_id, asked.told->card));
    }
    TRY(auto found, find(asked));
    if (!found) return std::string();
    const auto now = pen.moment().wall;
    const auto age = age_seconds(found->card.as_of, now);
    if (asked.may_ask && is_past(*found, age)) return std::string();
    TRY(const auto ids, parts_.members.ids_of(found->id));
    TRY(const auto called, tasks_owed(ids, now));
    TRY(pen.write(member_identified(
        found->id, {asked.method, found->alone, found->provisional, age, called})));
    TRY(parts_.members.use(pen.txn(), found->id, asked.truth));
    auto& likes = found->card.preferences;
    TRY(parts_.preferences.settle(pen.txn(), ids, likes));
    TRY(const auto changed, parts_.preferences.changes(ids));
    lay_over(likes, changed);
    const auto& points = found->card.points;
    TRY(const auto pending,
        parts_.points.pending(ids, points ? std::optional(points->as_of) : std::nullopt));
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("known", true).member("member_id", found->id);
    json.member("provisional", found->provisional).member("alone", found->alone).key("card");
    write_member_card(json, found->card);
    if (found->card.as_of) json.member("as_of", to_rfc3339(*found->card.as_of));
    if (age) json.member("card_age_s", *age);
    const auto& clerk = pen.moment().operator_id;
    json.member("my_customer", !clerk.empty() && clerk == found->card.advisor);
    json.member("points_pending", pending).key("triggered_by").begin_array();
    for (const auto& task : called) json.value(task);
    json.end_array();
    json.key("consents");
    TRY(parts_.consents.write(json, found->id));
    json.end_object();
    return text;
}

Result<void> MemberDesk::note_points(Pen& pen, const PointEstimate& estimate) {
    return parts_.points.note(pen.txn(), estimate, pen.moment().wall);
}

void MemberDesk::list_notices(Answer answer) {
    recorder_.read([this] { return parts_.notice_list.json(); }, std::move(answer));
}

void MemberDesk::tell_erasures() {
    auto more = std::make_shared<bool>(false);
    auto turn = recorder_.prepare({});
    if (turn) {
        turn->moves = [this, more](Pen& pen) -> Result<void> {
            TRY(*more, parts_.erasures.tell(pen));
            return {};
        };
    }
    recorder_.commit(std::move(turn), [this, more](const Result<Accepted>& done) {
        if (done && *more) tell_erasures();
    });
}

}  // namespace aisle
