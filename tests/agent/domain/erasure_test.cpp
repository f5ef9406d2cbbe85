// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/erasure.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string body = R"({"erase_seq":7,"member_id":"m-1","provisional_ids":["p-1"],)"
                         R"("identifier_hmacs":[")" +
                         std::string(64, 'a') + R"("],"scope":"all","deadline":"2026-08-01"})";

Result<Erasure> with(std::string_view from, std::string_view to) {
    return parse_erasure(json_of(changed(body, from, to)));
}

TEST(Erasure, NamesWhomToForget) {
    const auto erasure = parse_erasure(json_of(body));
    ASSERT_TRUE(erasure) << erasure.error().what();
    EXPECT_EQ(erasure->erase_seq, 7);
    EXPECT_EQ(erasure->member_id, "m-1");
    EXPECT_EQ(erasure->provisional_ids, std::vector<std::string>{"p-1"});
    ASSERT_EQ(erasure->identifiers.size(), 1U);
    EXPECT_EQ(erasure->identifiers[0].bytes[0], 0xaa);
}

TEST(Erasure, ThatIsNoneIsNamedByItsPlace) {
    EXPECT_TRUE(refused(with("\"erase_seq\":7,", ""), "missing", "/erase_seq"));
    EXPECT_TRUE(refused(with("\"erase_seq\":7", "\"erase_seq\":0"), "out_of_range", "/erase_seq"));
    EXPECT_TRUE(refused(with("[\"p-1\"]", "[1]"), "bad_text", "/provisional_ids"));
    EXPECT_TRUE(refused(with("aaaa", "zzzz"), "bad_hmac", "/identifier_hmacs"));
    EXPECT_TRUE(refused(parse_erasure(json_of(R"({"erase_seq":7})")), "no_identifier", ""));
}

TEST(PrivacyErased, CountsAndNamesNobody) {
    ErasureCounts counts;
    counts.cards = 2;
    counts.person_parts = 9;
    const auto draft = privacy_erased("r-1", 7, to_json(counts));
    EXPECT_EQ(draft.type, "privacy.erased");
    EXPECT_EQ(draft.data, R"({"request_id":"r-1","erase_seq":7,"counts":{"cards":2,)"
                          R"("identifiers":0,"consents":0,"person_parts":9,"others":0}})");
    EXPECT_TRUE(draft.person.empty());
}

}  // namespace
}  // namespace aisle
