// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/identifier.hpp"

#include "agent/base/crypto/hmac.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const IdentifierKey key{std::string(32, 'k')};

TEST(Identifier, IsTheKeyedDigestThatCentralMakesToo) {
    const auto phone = key.of(IdentifierKind::phone, "+8613800138000");
    EXPECT_EQ(phone.digest, hmac_sha256(std::string(32, 'k'), "phone\n+8613800138000"));
}

TEST(Identifier, DiffersByKindAndByKey) {
    const auto card = key.of(IdentifierKind::member_card, "7");
    EXPECT_NE(card.digest, key.of(IdentifierKind::openid, "7").digest);
    EXPECT_NE(card.digest,
              IdentifierKey(std::string(32, 'q')).of(IdentifierKind::member_card, "7").digest);
}

TEST(Identifier, KnowsAnAddressHoweverItsLettersAreWritten) {
    EXPECT_EQ(key.of(IdentifierKind::email, "Li@example.com"),
              key.of(IdentifierKind::email, "li@example.com"));
    EXPECT_NE(key.of(IdentifierKind::member_card, "A1").digest,
              key.of(IdentifierKind::member_card, "a1").digest);
}

TEST(IdentifierKey, IsReadFromItsFile) {
    std::string hex;
    for (int i = 0; i < 32; ++i) hex += "6B";
    const auto read = parse_identifier_key(" " + hex + "\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->of(IdentifierKind::phone, "+1"), key.of(IdentifierKind::phone, "+1"));
    const auto secret = hex.substr(1);
    const auto wrong = parse_identifier_key(secret);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().what().find(secret), std::string::npos);
    EXPECT_FALSE(parse_identifier_key(""));
    EXPECT_FALSE(parse_identifier_key(std::string(64, 'g')));
}

TEST(Identifier, ListsAreWrittenAsTheyAreRead) {
    const auto phone = key.of(IdentifierKind::phone, "+8613800138000");
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("identifiers").begin_array();
    write_identifier(json, phone);
    json.end_array().end_object();
    const Json& body = json_of(text);
    Fields fields(body);
    const auto read = read_identifiers(fields, "identifiers");
    ASSERT_TRUE(fields.fine());
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0], phone);
}

TEST(Identifier, ThatIsNoneIsNamedByItsPlace) {
    const auto read = [](const std::string& list) {
        const Json& body = json_of(R"({"identifiers":)" + list + "}");
        Fields fields(body);
        read_identifiers(fields, "identifiers");
        return fields.done();
    };
    EXPECT_TRUE(
        refused(read(R"([{"kind":"phone","hmac":"12"}])"), "bad_hmac", "/identifiers/0/hmac"));
    EXPECT_TRUE(refused(read(R"([{"kind":"face","hmac":")" + std::string(64, 'a') + R"("}])"),
                        "unknown_word", "/identifiers/0/kind"));
    std::string many;
    for (std::size_t i = 0; i <= member_identifiers_max; ++i) many += i == 0 ? "{}" : ",{}";
    EXPECT_TRUE(refused(read("[" + many + "]"), "too_many", "/identifiers"));
}

TEST(IdentityLink, KeepsBothEndsInThePersonPart) {
    const auto card = key.of(IdentifierKind::member_card, "C-9");
    const auto draft = link_observed("m-1", card, {"identify", "shown", "c-1"});
    EXPECT_EQ(draft.type, "identity.link.observed");
    EXPECT_EQ(draft.data, R"({"kinds":["member_id","member_card"],"source":"identify",)"
                          R"("strength":"shown","consent_id":"c-1"})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-1","identifiers":[{"kind":"member_card","hmac":")" +
                                to_hex(card.digest.view()) + R"("}]})");
}

}  // namespace
}  // namespace aisle
