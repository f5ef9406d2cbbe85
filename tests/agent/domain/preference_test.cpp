// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/preference.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string body = R"({"id":"e-1","field":"shoe_size","value":"38","base_version":3})";

Result<PreferenceChange> change(std::string_view from = "", std::string_view to = "") {
    return parse_preference_change(json_of(from.empty() ? body : changed(body, from, to)));
}
std::string shown(const std::vector<Preference>& preferences) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_preferences(json, preferences);
    json.end_object();
    return text;
}
Result<std::vector<Preference>> of_card(const std::string& text) {
    const auto& json = json_of(text);
    Fields fields(json);
    auto preferences = read_preferences(fields, "preferences");
    TRY(fields.done());
    return preferences;
}

TEST(Preference, OfACardIsReadAndShown) {
    const std::string card =
        R"({"preferences":{"shoe_size":{"value":"38","version":3},)"
        R"("note":{"value":null,"version":1}}})";
    const auto read = of_card(card);
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(shown(*read), card);
    EXPECT_EQ(version_of(*read, "shoe_size"), 3);
    EXPECT_EQ(version_of(*read, "colour"), 0);
    EXPECT_EQ(shown(*of_card("{}")), "{}");
}

TEST(Preference, OfACardIsBounded) {
    std::string many;
    for (std::size_t i = 0; i <= preferences_per_member_max; ++i) {
        many += (i == 0 ? "\"f" : ",\"f") + std::to_string(i) + R"(":{"version":1})";
    }
    EXPECT_TRUE(refused(of_card(R"({"preferences":{)" + many + "}}"), "too_many", "/preferences"));
    EXPECT_TRUE(refused(of_card(R"({"preferences":{"Shoe size":{"version":1}}})"), "bad_word",
                        "/preferences"));
    EXPECT_TRUE(refused(of_card(R"({"preferences":{"a":{"value":"x"}}})"), "missing",
                        "/preferences/a/version"));
}

TEST(Preference, ChangedHereStandsOverTheCardUntilThatIsNewer) {
    std::vector<Preference> card{{"colour", "red", 2}, {"shoe_size", "38", 3}};
    const std::vector<Preference> changes{{"shoe_size", "39", 3}, {"note", "likes tea", 0}};
    lay_over(card, changes);
    EXPECT_EQ(shown(card), R"({"preferences":{"colour":{"value":"red","version":2},)"
                           R"("shoe_size":{"value":"39","version":3,"pending":true},)"
                           R"("note":{"value":"likes tea","version":0,"pending":true}}})");
    std::vector<Preference> newer{{"shoe_size", "40", 4}};
    lay_over(newer, {changes.begin(), 1});
    EXPECT_EQ(shown(newer), R"({"preferences":{"shoe_size":{"value":"40","version":4}}})");
}

TEST(Preference, IsChangedFieldByField) {
    const auto read = change();
    ASSERT_TRUE(read) << read.error().what();
    const auto draft = preference_changed(*read, "m-1", 4);
    EXPECT_EQ(draft.type, "member.preference.changed");
    EXPECT_EQ(draft.data, R"({"field":"shoe_size","base_version":3,"card_version":4})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-1","value":"38"})") << "her words stand apart";
    const auto taken_back = change(R"("38")", "null");
    ASSERT_TRUE(taken_back) << taken_back.error().what();
    EXPECT_EQ(preference_changed(*taken_back, "m-1", 4).data,
              R"({"field":"shoe_size","base_version":3,"card_version":4,"cleared":true})");
}

TEST(Preference, SaysWhatIsWrongWithAChange) {
    EXPECT_TRUE(refused(change("shoe_size", "Shoe size"), "bad_word", "/field"));
    EXPECT_TRUE(refused(change(R"("value":"38",)", ""), "missing", "/value"));
    EXPECT_TRUE(refused(change(R"("38")", "38"), "wrong_type", "/value"));
    EXPECT_TRUE(refused(change("38", std::string(preference_value_bytes_max + 1, 'x')), "too_long",
                        "/value"));
    EXPECT_TRUE(refused(change(R"(,"base_version":3)", ""), "missing", "/base_version"));
    EXPECT_TRUE(refused(change("3}", "-1}"), "out_of_range", "/base_version"));
    EXPECT_TRUE(refused(change("\"38\"", "\"4111 1111 1111 1111\""), "card_number", "/value"));
}

}  // namespace
}  // namespace aisle
