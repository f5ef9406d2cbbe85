// SPDX-License-Identifier: Apache-2.0
// A till asks for somebody whom it does not know.
#include "tools/hub/member_finder.hpp"

#include "agent/domain/member_query.hpp"
#include "tests/hub/hub_bench.hpp"

namespace aisle {
namespace {

class Finder : public testing::Test {
protected:
    void put(const std::string& scope, const std::string& id, const std::string& body) {
        ASSERT_TRUE(hub_.orders.decide({"members", scope}, {id, body}, hub_.now));
    }
    static Identifier phone(int last) {
        return IdentifierKey(std::string(32, 'k'))
            .of(IdentifierKind::phone, "+861380013800" + std::to_string(last));
    }
    static std::string card(int last, const std::string& more = "") {
        return R"({"tier":"gold","identifiers":[{"kind":"phone","hmac":")" +
               to_hex(phone(last).digest.view()) + "\"}]" + more + "}";
    }
    AskAnswer ask(const std::string& question) {
        Ask ask;
        ask.id = make_event_id(hub_.now, till_.dice);
        ask.kind = member_look_up_ask;
        ask.deadline = Millis{1200};
        ask.body = question;
        for (const auto& message : hub_.tell(till_.name, UpKind::ask, encode(ask))) {
            if (message.topic.ends_with("/answer")) return *decode_ask_answer(message.payload);
        }
        ADD_FAILURE() << "no answer";
        return {};
    }
    std::string who(const std::string& question) {
        const auto answer = ask(question);
        const auto reply = parse_member_reply(answer.body);
        EXPECT_TRUE(reply) << answer.body;
        return reply ? reply->member_id : std::string();
    }
    HubBench hub_;
    TestDevice till_;
};

TEST_F(Finder, KnowsWhoBelongsToADigestOrAnIdInWhateverStore) {
    put("store-s0099", "m-1", card(1, R"(,"merged_from":["p-1"])"));
    put("store-s0042", "m-2", card(2));
    EXPECT_EQ(who(member_question(phone(1), "")), "m-1");
    EXPECT_EQ(who(member_question(phone(2), "")), "m-2");
    EXPECT_EQ(who(member_question(phone(3), "")), "");
    EXPECT_EQ(who(member_question(std::nullopt, "m-2")), "m-2");
    EXPECT_EQ(who(member_question(std::nullopt, "p-1")), "m-1");
    EXPECT_EQ(who(member_question(std::nullopt, "m-9")), "");
}

TEST_F(Finder, PassesOverWhatIsNoCard) {
    put("store-s0042", "m-1", R"({"points":"many"})");
    EXPECT_EQ(who(member_question(std::nullopt, "m-1")), "");
}

TEST_F(Finder, SaysWhatIsWrongWithAQuestion) {
    for (const auto* wrong : {"{}", R"({"member_id":7})", R"({"identifier":{}})",
                              R"({"member_id":"m","identifier":{"hmac":"aa"}})"}) {
        const auto answer = ask(wrong);
        ASSERT_TRUE(answer.error) << wrong;
        EXPECT_EQ(answer.error->code, "bad_ask") << wrong;
    }
}

}  // namespace
}  // namespace aisle
