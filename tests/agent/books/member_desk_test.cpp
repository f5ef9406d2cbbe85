// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_desk.hpp"

#include "agent/base/files.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string notice = R"("notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
                           Counter::notice_hash() + R"("})";
const std::string form = R"({"id":"form-1","phone":"138-0013-8000","name":"李雷","consents":[)"
                         R"({"purpose":"membership","channel":"any","decision":"given",)" +
                         notice + "}]}";

struct MemberDeskTest : testing::Test {
    MemberDeskTest() { counter.put_notice(); }
    std::vector<std::string> types() {
        std::vector<std::string> types;
        for (const auto& row : counter.rows(Lane::ledger)) {
            const auto header = decode_event_header(row.event);
            EXPECT_TRUE(header);
            types.emplace_back(event_kind_name(header->type));
        }
        return types;
    }
    std::string sign_up() {
        desk.sign_up(form, counter.accept());
        EXPECT_TRUE(counter.last()) << counter.last().error().what();
        return counter.last() ? counter.last()->member : std::string();
    }
    void change(std::string_view member, const std::string& consents) {
        desk.change_consents(member, R"({"consents":[)" + consents + "]}", counter.accept());
    }
    // What the answer to a question was.
    std::string who(const std::string& body) {
        std::string text;
        desk.identify(body, [&](Result<std::string> answer) {
            text = answer ? *answer : std::string(answer.error().code());
        });
        return text;
    }
    static std::string hmac(IdentifierKind kind, std::string_view value) {
        return to_hex(Counter::keys().identifiers->of(kind, value).digest.view());
    }
    // Central's card of somebody with the form's phone number.
    void put_card(const std::string& id, const std::string& more = "") {
        counter.put(counter.member_book, "store-s0042", id,
                    R"({"masked_name":"李**","tier":"gold","points":{"balance":120,)"
                    R"("as_of":"2026-06-30T00:00:00Z"},"identifiers":[{"kind":"phone","hmac":")" +
                        hmac(IdentifierKind::phone, "+8613800138000") + "\"}]" + more + "}");
    }
    std::string last_event() { return counter.rows(Lane::ledger).back().event; }
    std::optional<bool> allows(std::string_view member, std::string_view channel) {
        const auto answer = counter.consents.allows(member, "marketing", channel);
        EXPECT_TRUE(answer);
        return answer ? *answer : std::nullopt;
    }

    Counter counter;
    MemberDesk& desk = counter.members;
};

TEST_F(MemberDeskTest, SignsUpWithSealedContactDataAndTheLinks) {
    desk.sign_up(form, counter.accept());
    ASSERT_TRUE(counter.last()) << counter.last().error().what();
    EXPECT_TRUE(counter.last()->member.starts_with("p-"));
    EXPECT_EQ(types(), (std::vector<std::string>{"member.signup.submitted", "consent.recorded",
                                                 "identity.link.observed"}));
}

TEST_F(MemberDeskTest, LeavesNoClearTextInTheState) {
    desk.sign_up(form, counter.accept());
    ASSERT_TRUE(counter.last());
    for (const auto& name : {"journal.db", "journal.db-wal"}) {
        SystemFiles files;
        const auto bytes = files.read(counter.bench.folder.file(name), 64 * MiB);
        if (!bytes) continue;
        EXPECT_EQ(bytes->find("13800138000"), std::string::npos) << name;
        EXPECT_EQ(bytes->find("李雷"), std::string::npos) << name;
    }
}

TEST_F(MemberDeskTest, RefusesContactDataItCannotSeal) {
    auto parts = counter.member_parts();
    parts.keys = {};
    MemberDesk bare(std::move(parts), Counter::profile());
    bare.sign_up(form, counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "not_sealed");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
}

TEST_F(MemberDeskTest, ARepeatGetsTheSameMember) {
    desk.sign_up(form, counter.accept());
    const auto first = counter.last()->member;
    desk.sign_up(form, counter.accept());
    EXPECT_TRUE(counter.last()->repeated);
    EXPECT_EQ(counter.last()->member, first);
    desk.sign_up(form + " ", counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "id_conflict");
}

// ---- Consents ----

const std::string marketing_given =
    R"({"purpose":"marketing","channel":"sms","decision":"given",)" + notice + "}";
const std::string marketing_withdrawn =
    R"({"purpose":"marketing","channel":"sms","decision":"withdrawn"})";

TEST_F(MemberDeskTest, ClosesAFormWhoseNoticeIsNotHere) {
    const auto other = "\"sha256\":\"" + std::string(64, 'b') + "\"";
    auto body = form;
    const auto at = body.find("\"sha256\"");
    body.replace(at, other.size(), other);
    desk.sign_up(body, counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "notice_missing");
    EXPECT_EQ(counter.last().error().place(), "/consents/0/notice");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
    EXPECT_EQ(who(R"({"phone":"13800138000"})"), R"({"known":false,"limited":true})");
}

TEST_F(MemberDeskTest, AWithdrawalCountsAtOnce) {
    change("m-1", marketing_given);
    EXPECT_EQ(allows("m-1", "sms"), true);
    change("m-1", marketing_withdrawn);
    ASSERT_TRUE(counter.last()) << counter.last().error().what();
    EXPECT_EQ(allows("m-1", "sms"), false);
    EXPECT_EQ(types(), (std::vector<std::string>{"consent.recorded", "consent.withdrawn"}));
    // It names the answer that it takes back.
    EXPECT_NE(last_event().find("prev_consent_id"), std::string::npos);
}

TEST_F(MemberDeskTest, AWithdrawalNeedsNoNoticeAndNoKnownMember) {
    Counter bare;
    bare.members.change_consents("m-9", R"({"consents":[)" + marketing_withdrawn + "]}",
                                 bare.accept());
    EXPECT_TRUE(bare.last());
    bare.members.change_consents("m-9", R"({"consents":[)" + marketing_given + "]}", bare.accept());
    ASSERT_FALSE(bare.last());
    EXPECT_EQ(bare.last().error().code(), "notice_missing");
}

TEST_F(MemberDeskTest, RefusesAConsentOfNobody) {
    change("", marketing_withdrawn);
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "bad_member_id");
}

TEST_F(MemberDeskTest, ListsWhatFormsMayShow) {
    std::string text;
    desk.list_notices([&](Result<std::string> answer) { text = answer ? *answer : "failed"; });
    EXPECT_NE(text.find(Counter::notice_hash()), std::string::npos) << text;
    EXPECT_NE(text.find(Counter::notice_text), std::string::npos);
}

// ---- Who stands there ----

TEST_F(MemberDeskTest, KnowsWhoSignedUpHereByHerNumberAtOnce) {
    const auto member = sign_up();
    const auto answer = who(R"({"phone":"138 0013 8000"})");
    EXPECT_NE(answer.find(R"("known":true,"member_id":")" + member), std::string::npos) << answer;
    EXPECT_NE(answer.find(R"("provisional":true)"), std::string::npos);
    EXPECT_NE(answer.find("李**"), std::string::npos);
    EXPECT_NE(answer.find(R"("purpose":"membership","channel":"any","decision":"given")"),
              std::string::npos);
    EXPECT_EQ(types().back(), "member.identified");
}

TEST_F(MemberDeskTest, ShowsACardWithItsAge) {
    put_card("m-1");
    const auto answer = who(R"({"phone":"13800138000"})");
    const auto age =
        age_seconds(parse_rfc3339("2026-06-30T00:00:00Z").value(), counter.bench.clock.wall());
    EXPECT_NE(answer.find(R"("card_age_s":)" + std::to_string(*age)), std::string::npos) << answer;
    EXPECT_NE(answer.find(R"("as_of":"2026-06-30T00:00:00)"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("hmac"), std::string::npos);
    EXPECT_NE(last_event().find(R"("method":"phone","confidence":"exact","provisional":false)"),
              std::string::npos)
        << last_event();
}

TEST_F(MemberDeskTest, SaysWhetherCentralCouldBeAsked) {
    EXPECT_EQ(who(R"({"member_card":"C-9"})"), R"({"known":false,"limited":true})");
    counter.online = true;
    EXPECT_EQ(who(R"({"member_card":"C-9"})"), R"({"known":false,"limited":false})");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
}

struct AskedCentral : MemberDeskTest {
    AskedCentral() {
        counter.online = true;
        counter.answers_ready = true;
    }
    std::string who(const std::string& body) {
        MemberDesk own(counter.member_parts(), Counter::profile());
        std::string text;
        own.identify(body, [&](Result<std::string> answer) {
            text = answer ? *answer : std::string(answer.error().code());
        });
        return text;
    }
    static std::string card() {
        return R"({"found":true,"member_id":"m-7","card":{"tier":"gold","identifiers":[)"
               R"({"kind":"phone","hmac":")" +
               hmac(IdentifierKind::phone, "+8613800138000") + "\"}]}}";
    }
};

TEST_F(AskedCentral, ForWhomNobodyHereKnowsItAnswersAndTheCardStays) {
    counter.central_answer = card();
    const auto answer = who(R"({"phone":"13800138000"})");
    EXPECT_NE(answer.find(R"("known":true,"member_id":"m-7")"), std::string::npos) << answer;
    ASSERT_EQ(counter.asked.size(), 1U);
    EXPECT_EQ(counter.asked.front().find("13800138000"), std::string::npos);
    EXPECT_NE(counter.asked.front().find(hmac(IdentifierKind::phone, "+8613800138000")),
              std::string::npos);
    EXPECT_EQ(types().back(), "member.identified");
    // The next time without it, with the line down.
    counter.online = false;
    EXPECT_NE(who(R"({"phone":"13800138000"})").find("gold"), std::string::npos);
    EXPECT_EQ(counter.asked.size(), 1U);
}

TEST_F(AskedCentral, ForACardItToldBeforeOnlyWhenThatIsOld) {
    const auto told = [](std::string_view tier, std::string_view as_of) {
        return R"({"found":true,"member_id":"m-7","card":{"tier":")" + std::string(tier) +
               R"(","as_of":")" + std::string(as_of) + "\"}}";
    };
    const std::string she = R"({"member_id":"m-7"})";
    const auto now = to_rfc3339(counter.bench.clock.wall());
    counter.central_answer = told("silver", now);
    EXPECT_NE(who(she).find("silver"), std::string::npos);
    EXPECT_NE(who(she).find("silver"), std::string::npos);
    EXPECT_EQ(counter.asked.size(), 1U) << "it is fresh";
    counter.bench.clock.advance(std::chrono::hours{2});
    counter.central_answer = "";
    EXPECT_NE(who(she).find(R"("card_age_s":7200)"), std::string::npos) << "better than nothing";
    EXPECT_EQ(counter.asked.size(), 2U);
    counter.central_answer = told("gold", to_rfc3339(counter.bench.clock.wall()));
    EXPECT_NE(who(she).find("gold"), std::string::npos);
    EXPECT_EQ(counter.asked.size(), 3U);
    put_card("m-7");
    counter.bench.clock.advance(std::chrono::hours{2});
    EXPECT_NE(who(she).find("known\":true"), std::string::npos);
    EXPECT_EQ(counter.asked.size(), 3U) << "a feed keeps her card now";
}

TEST_F(AskedCentral, ItsNoIsAnAnswerAndItsSilenceIsNot) {
    EXPECT_EQ(who(R"({"member_id":"m-7"})"), R"({"known":false,"limited":true})");
    counter.central_answer = R"({"found":false})";
    EXPECT_EQ(who(R"({"member_id":"m-7"})"), R"({"known":false,"limited":false})");
    for (const auto* nonsense :
         {"", "[]", R"({"found":true})", R"({"found":true,"member_id":"m-7"})",
          R"({"found":true,"member_id":"m-7","card":{"points":"many"}})"}) {
        counter.central_answer = nonsense;
        EXPECT_EQ(who(R"({"member_id":"m-7"})"), R"({"known":false,"limited":true})") << nonsense;
    }
}

TEST_F(AskedCentral, ItsCardOfWhoWasErasedHereIsNotKept) {
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return counter.erased.remember(txn, ErasureMemory::subject_of("m-7"), 7);
    }));
    counter.central_answer = card();
    EXPECT_EQ(who(R"({"phone":"13800138000"})"), R"({"known":false,"limited":false})");
}

TEST_F(MemberDeskTest, SeesThatSheCameBecauseATaskCalledHer) {
    put_card("m-1", R"(,"merged_from":["p-1"])");
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return counter.tasks.credits().owe(txn, "p-1", "t-9",
                                           ManualClock::morning + std::chrono::hours{24});
    }));
    const auto answer = who(R"({"phone":"13800138000"})");
    EXPECT_NE(answer.find(R"("triggered_by":["t-9"])"), std::string::npos) << answer;
    EXPECT_NE(last_event().find(R"("triggered_by":["t-9"])"), std::string::npos);
    // A visit uses nothing up.
    EXPECT_NE(who(R"({"member_id":"m-1"})").find("t-9"), std::string::npos);
}

TEST_F(MemberDeskTest, ShowsWhatHerReceiptsPromisedSinceCentralTold) {
    put_card("m-1");
    const auto buy = [&](int number, int points) {
        counter.desk.record_purchase(
            R"({"workstation_id":"pos1","sequence_number":)" + std::to_string(number) +
                R"(,"currency":"CNY","status":"completed","lines":[{"sequence":1,"type":"sale",)"
                R"("item_id":"tea","quantity":"1","actual_unit_price":100,)"
                R"("extended_amount":100}],"tenders":[{"type":"cash","amount":100}],)"
                R"("loyalty":{"member_id":"m-1","points_est":)" +
                std::to_string(points) + R"(},"totals":{"net":100,"grand":100}})",
            counter.accept());
        ASSERT_TRUE(counter.last()) << counter.last().error().what();
    };
    buy(1, 10);
    buy(2, 5);
    EXPECT_NE(who(R"({"member_id":"m-1"})").find(R"("points_pending":15)"), std::string::npos);
    // Central's new balance has them in it.
    counter.put(counter.member_book, "store-s0042", "m-1",
                R"({"points":{"balance":135,"as_of":"2030-01-01T00:00:00Z"}})");
    EXPECT_NE(who(R"({"member_id":"m-1"})").find(R"("points_pending":0)"), std::string::npos);
}

// With an id a repeat is the first answer; under another one, or none, it is another event of the
// same receipt, which earned what it earned.
TEST_F(MemberDeskTest, TheSameReceiptPromisesItsPointsOnce) {
    put_card("m-1");
    const auto buy = [&](const std::string& beginning) {
        counter.desk.record_purchase(
            beginning +
                R"("workstation_id":"pos1","sequence_number":7,"currency":"CNY",)"
                R"("status":"completed","lines":[{"sequence":1,"type":"sale","item_id":"tea",)"
                R"("quantity":"1","actual_unit_price":100,"extended_amount":100}],)"
                R"("tenders":[{"type":"cash","amount":100}],"loyalty":{"member_id":"m-1",)"
                R"("points_est":10},"totals":{"net":100,"grand":100}})",
            counter.accept());
        EXPECT_TRUE(counter.last()) << counter.last().error().what();
        return counter.last() && counter.last()->repeated;
    };
    EXPECT_FALSE(buy(R"({"id":"a",)"));
    EXPECT_TRUE(buy(R"({"id":"a",)"));
    EXPECT_FALSE(buy(R"({"id":"b",)"));
    EXPECT_FALSE(buy("{"));
    EXPECT_NE(who(R"({"member_id":"m-1"})").find(R"("points_pending":10)"), std::string::npos);
}

TEST_F(MemberDeskTest, KeepsMembersClosedUntilTheErasuresAreIn) {
    put_card("m-1");
    counter.erasures_pending = true;
    EXPECT_EQ(who(R"({"member_id":"m-1"})"), "erasures_pending");
    counter.erasures_pending = false;
    EXPECT_NE(who(R"({"member_id":"m-1"})").find("gold"), std::string::npos);
}

TEST_F(MemberDeskTest, AnswersForAMergedIdAsTheOneThatItIsNow) {
    const auto member = sign_up();
    change(member, marketing_given);
    put_card("m-1", R"(,"merged_from":[")" + member + "\"]");
    const auto answer = who(R"({"member_id":")" + member + "\"}");
    EXPECT_NE(answer.find(R"("member_id":"m-1","provisional":false,"alone":true)"),
              std::string::npos)
        << answer;
    EXPECT_NE(answer.find(R"("purpose":"marketing")"), std::string::npos);
    EXPECT_EQ(allows("m-1", "sms"), true);
    // What she says now counts for the one she is now.
    change(member, marketing_withdrawn);
    EXPECT_EQ(allows("m-1", "sms"), false);
}

TEST_F(MemberDeskTest, TellsAClerkWhoseCustomerSheIs) {
    const auto mine = [this] {
        return who(R"({"member_id":"m-1"})").find(R"("my_customer":true)") != std::string::npos;
    };
    put_card("m-1");
    counter.signed_in = "op7";
    EXPECT_FALSE(mine());
    // The binding comes later, from central.
    put_card("m-1", R"(,"advisor":"op7")");
    EXPECT_TRUE(mine());
    counter.signed_in = "op8";
    EXPECT_FALSE(mine());
    put_card("m-1", R"(,"advisor":"")");
    counter.signed_in.clear();
    EXPECT_FALSE(mine()) << "nobody is nobody's clerk";
}

TEST_F(MemberDeskTest, ShowsAChangedPreferenceAtOnceUntilCentralHasANewerOne) {
    const auto size = [](const std::string& value, const std::string& version) {
        return R"(,"preferences":{"size":{"value":")" + value + R"(","version":)" + version + "}}";
    };
    const auto shows = [this](std::string_view text) {
        return who(R"({"member_id":"m-1"})").find(text) != std::string::npos;
    };
    put_card("m-1", size("38", "3"));
    const std::string edit = R"({"id":"e-1","field":"size","value":"39","base_version":3})";
    desk.change_preference("m-1", edit, counter.accept());
    ASSERT_TRUE(counter.last()) << counter.last().error().what();
    EXPECT_NE(last_event().find(R"("field":"size","base_version":3,"card_version":3)"),
              std::string::npos);
    EXPECT_EQ(last_event().find(R"("value")"), std::string::npos) << "her words stand apart";
    EXPECT_TRUE(shows(R"("size":{"value":"39","version":3,"pending":true})"));
    // A card that came late does not hide it; one that central wrote after it does.
    put_card("m-1", size("37", "3"));
    EXPECT_TRUE(shows(R"("value":"39")"));
    put_card("m-1", size("40", "4"));
    EXPECT_TRUE(shows(R"("size":{"value":"40","version":4})"));
    desk.change_preference("m-1", edit, counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_TRUE(counter.last()->repeated);
    desk.change_preference("m-9", edit, counter.accept());
    EXPECT_EQ(counter.last().error().code(), "id_conflict");
    desk.change_preference("m-9", R"({"field":"size","value":null,"base_version":0})",
                           counter.accept());
    EXPECT_EQ(counter.last().error().code(), "member_unknown");
}

TEST_F(MemberDeskTest, ForgetsWhatWasChangedOfHerPreferencesWithHer) {
    put_card("m-1");
    desk.change_preference("m-1", R"({"field":"note","value":"likes tea","base_version":0})",
                           counter.accept());
    ASSERT_TRUE(counter.last());
    counter.put(counter.erasures, "store-s0042", "r-1", R"({"erase_seq":8,"member_id":"m-1"})");
    put_card("m-1", R"(,"erase_seq":8)");
    const auto answer = who(R"({"member_id":"m-1"})");
    EXPECT_NE(answer.find(R"("known":true)"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("likes tea"), std::string::npos) << answer;
}

TEST_F(MemberDeskTest, SaysThatTwoAreKnownByOneNumber) {
    put_card("m-1");
    put_card("m-2");
    EXPECT_NE(who(R"({"phone":"13800138000"})").find(R"("alone":false)"), std::string::npos);
}

TEST_F(MemberDeskTest, ForgetsACodeThatPays) {
    auto parts = counter.member_parts();
    parts.read_code = [](const Scan& scan) { return CodeReader(CodeRules{}).read(scan); };
    MemberDesk own(std::move(parts), Counter::profile());
    std::string code;
    own.identify(R"({"code":"134567890123456789"})", [&](Result<std::string> answer) {
        code = answer ? *answer : std::string(answer.error().code());
    });
    EXPECT_EQ(code, "secret_code");
}

}  // namespace
}  // namespace aisle
