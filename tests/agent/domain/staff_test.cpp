// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/staff.hpp"

#include "tests/agent/domain/body.hpp"
#include "tests/agent/domain/staff_body.hpp"

namespace aisle {
namespace {

const std::string whole =
    R"({"name":"李雷","roles":["clerk","it"],"valid_from":"2026-06-01T00:00:00+08:00",)"
    R"("valid_until":"2026-08-01T00:00:00+08:00","pin":{"scrypt":{"n":16384,"r":8,"p":1},)"
    R"("salt":"MDEyMzQ1Njc4OWFiY2RlZg==","hash":"MDEyMzQ1Njc4OWFiY2RlZg=="},)"
    R"("badges":["1","18446744073709551615"]})";

Result<StaffEntry> read(const std::string& text) {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json) << text;
    return parse_staff(*json);
}

Result<StaffEntry> with(std::string_view from, std::string_view to) {
    return read(changed(whole, from, to));
}

TEST(Staff, IsReadWhole) {
    const auto entry = read(whole);
    ASSERT_TRUE(entry) << entry.error().what();
    EXPECT_EQ(entry->name, "李雷");
    EXPECT_TRUE(entry->roles.has(StaffRole::clerk));
    EXPECT_FALSE(entry->roles.has(StaffRole::manager));
    EXPECT_TRUE(entry->roles.has(StaffRole::it));
    EXPECT_EQ(to_rfc3339(*entry->valid_from).substr(0, 10), "2026-05-31");
    EXPECT_EQ(to_rfc3339(entry->valid_until).substr(0, 10), "2026-07-31");
    ASSERT_TRUE(entry->pin);
    EXPECT_EQ(entry->pin->cost, scrypt_cost_usual);
    EXPECT_EQ(entry->pin->digest, "0123456789abcdef");
    EXPECT_EQ(entry->badges, (std::vector<std::uint64_t>{1, 18446744073709551615U}));
}

TEST(Staff, NeedsNeitherPinNorBadgeNorBeginning) {
    const auto entry = read(staff_beginning() + "}");
    ASSERT_TRUE(entry);
    EXPECT_FALSE(entry->valid_from);
    EXPECT_FALSE(entry->pin);
    EXPECT_TRUE(entry->badges.empty());
}

TEST(Staff, LetsPassWhatItDoesNotKnow) {
    EXPECT_TRUE(with(R"("name":)", R"("shoe_size":41,"name":)"));
    const auto entry = with(R"("it")", R"("auditor")");
    ASSERT_TRUE(entry);
    EXPECT_TRUE(entry->roles.has(StaffRole::clerk));
    EXPECT_FALSE(entry->roles.has(StaffRole::it));
}

TEST(Staff, RefusesWhatNobodyCouldSignInWith) {
    EXPECT_TRUE(refused(with(R"("name":"李雷",)", ""), "missing", "/name"));
    EXPECT_TRUE(refused(with(R"("roles":["clerk","it"],)", ""), "missing", "/roles"));
    EXPECT_TRUE(refused(with(R"("it")", "7"), "wrong_type", "/roles"));
    EXPECT_TRUE(refused(with(R"("valid_until":)", R"("until":)"), "missing", "/valid_until"));
    EXPECT_TRUE(refused(with("2026-08-01T", "2026-08-01 at "), "bad_time", "/valid_until"));
    EXPECT_TRUE(refused(with("2026-08-01T", "2026-05-01T"), "bad_window", "/valid_until"));
    EXPECT_TRUE(refused(with(R"("1",)", R"(1,)"), "bad_badge", "/badges"));
    EXPECT_TRUE(refused(with(R"("1",)", R"("-1",)"), "bad_badge", "/badges"));
    EXPECT_TRUE(refused(with("615\"", "616\""), "bad_badge", "/badges"));
}

TEST(Staff, RefusesAPinThatWouldBeFoundAtOnceOrNeverComputed) {
    EXPECT_TRUE(refused(with("16384", "512"), "out_of_range", "/pin/scrypt/n"));
    EXPECT_TRUE(refused(with("16384", "1048576"), "out_of_range", "/pin/scrypt/n"));
    EXPECT_TRUE(refused(with("16384", "65536"), "bad_pin", "/pin/scrypt"));
    EXPECT_TRUE(refused(with("16384", "16383"), "bad_pin", "/pin/scrypt"));
    EXPECT_TRUE(refused(with(R"("p":1)", R"("p":65)"), "out_of_range", "/pin/scrypt/p"));
    EXPECT_TRUE(
        refused(with(R"("scrypt":{"n":16384,"r":8,"p":1},)", ""), "missing", "/pin/scrypt"));
    EXPECT_TRUE(refused(with(R"("salt":"MDEyMzQ1Njc4OWFiY2RlZg==")", R"("salt":"MDEy")"), "bad_pin",
                        "/pin/salt"));
    EXPECT_TRUE(refused(with(R"("hash":"MDEyMzQ1Njc4OWFiY2RlZg==")", R"("hash":"?")"), "bad_pin",
                        "/pin/hash"));
}

TEST(Staff, SaysNothingOfAPersonInAnError) {
    const auto error = with("16384", "77777777").error();
    EXPECT_EQ(error.what().find("李雷"), std::string::npos);
    EXPECT_EQ(error.what().find("7777"), std::string::npos);
}

TEST(Staff, RolesAreANumberInATable) {
    StaffRoles roles;
    roles.add(StaffRole::manager);
    EXPECT_EQ(StaffRoles::from_bits(roles.bits()), roles);
    EXPECT_EQ(StaffRoles::from_bits(roles.bits() | 1024), roles);
    std::string text;
    JsonWriter json(text);
    write_roles(json, StaffRoles::from_bits(-1));
    EXPECT_EQ(text, R"(["clerk","manager","it"])");
}

}  // namespace
}  // namespace aisle
