// SPDX-License-Identifier: Apache-2.0
// What may be done with members at the counter: sign one up, change what she consents to and what
// she likes, ask who stands there. All of it works with the line down. Contact data is sealed and
// digested here, before anything is handed to the store. Owner's thread; what moves the books runs
// inside a Txn on the store thread.
#pragma once

#include "agent/books/consent_book.hpp"
#include "agent/books/erasure_book.hpp"
#include "agent/books/member_book.hpp"
#include "agent/books/notice_book.hpp"
#include "agent/books/point_book.hpp"
#include "agent/books/preference_book.hpp"
#include "agent/books/recorder.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/member.hpp"
#include "agent/domain/member_query.hpp"
#include "agent/domain/scan/code.hpp"
#include "agent/domain/store_profile.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct MemberDeskParts {
    Recorder& recorder;
    MemberBook& members;
    ConsentBook& consents;
    PointBook& points;
    PreferenceBook& preferences;
    NoticeBook& notices;
    NoticeList& notice_list;
    ErasureBook& erasures;
    MemberKeys keys{};
    // This device's own: a body with a phone number in it is remembered under a keyed digest, which
    // nobody can guess.
    std::string digest_key{};
    // What a scanned code is.
    Function<Code(const Scan&)> read_code{};
    // Whether a question to central would leave now, and how it is asked. Without them: never.
    Function<bool()> online{};
    Function<void(std::string kind, std::string body, Function<void(Result<std::string>)>)> ask{};
    // The tasks that what a member does now is to the credit of. Inside a Txn on the store thread.
    Function<Result<std::vector<std::string>>(std::string_view member, WallTime now)> owed{};
    // After an absence, until the erasures that central has meanwhile decided are all in.
    Function<bool()> erasures_pending{};
};

class MemberDesk {
public:
    MemberDesk(MemberDeskParts parts, StoreProfile profile);

    // Errors beside those of the body: unavailable ("not_sealed"), denied ("notice_missing").
    void sign_up(std::string_view body, Accept accept);
    // Of a member, or of whom this device does not know: to withdraw, nobody has to be found first.
    void change_consents(std::string_view member_id, std::string_view body, Accept accept);
    // One field of what she likes. Each change is kept as a fact, whatever it was changed from.
    // Errors: not_found ("member_unknown"), conflict ("too_many_preferences").
    void change_preference(std::string_view member_id, std::string_view body, Accept accept);
    // {"known":true,"member_id":…,"card":{…},"as_of":…,"card_age_s":…,…}, or {"known":false,
    // "limited":…}. Whom nobody here knows central is asked for, once, within a customer's
    // patience; its card stays, and is asked for again when it is old. Limited: nobody is known
    // here, and central could not be asked, or did not say. Errors: unavailable
    // ("erasures_pending"), invalid ("secret_code").
    void identify(std::string_view body, Answer answer);
    void list_notices(Answer answer);
    // All that she goes by. Inside a Txn on the store thread.
    Result<std::vector<std::string>> ids_of(std::string_view member_id) {
        return parts_.members.ids_of(member_id);
    }
    // What a receipt of hers was said to earn, in the transaction that saves it.
    Result<void> note_points(Pen& pen, const PointEstimate& estimate);
    const MemberKeys& keys() const { return parts_.keys; }
    // Of a body with a phone number in it; a plain one could be guessed.
    Digest digest_of(std::string_view body) const;
    // Tells central who was forgotten here; after the feed has brought some, and now and then for
    // what could not be saved before.
    void tell_erasures();

private:
    // A sign-up on its way to the books: no clear text is in it.
    struct NewMember {
        std::string_view id;
        std::string_view card;
        const std::vector<Consent>& consents;
        const std::vector<Identifier>& identifiers;
    };
    // A question: by an id, or by a digest; by neither where the store has no key.
    struct Asked {
        std::string_view method;
        std::string member_id;
        std::optional<Identifier> identifier;
        std::optional<MemberReply> told;  // by central, to be kept
        std::optional<WallTime> truth;
        bool may_ask = false;     // central, if what is known here is not enough
        bool unanswered = false;  // central was asked, and did not say
    };
    Result<void> note_sign_up(Pen& pen, const NewMember& member);
    Result<void> note_change(Pen& pen, const ConsentChange& change, std::string_view member,
                             std::string_view id);
    Result<void> note_preference(Pen& pen, const PreferenceChange& change, std::string_view member);
    Result<Asked> asked_by(const MemberQuery& query);
    void look_up(Asked asked, Answer answer);
    void ask_central(Asked asked, Answer answer);
    bool central_can_say(const Asked& asked);
    // Found, she is noted as identified and her card as used; the text is the answer, empty for
    // nobody, and for a card that central may say anew.
    Result<std::string> recognise(Pen& pen, const Asked& asked);
    Result<std::optional<FoundMember>> find(const Asked& asked);
    Result<std::vector<std::string>> tasks_owed(std::span<const std::string> ids, WallTime now);

    MemberDeskParts parts_;
    Recorder& recorder_;
    StoreProfile profile_;
};

}  // namespace aisle
