// SPDX-License-Identifier: Apache-2.0
// Which edits of members' preferences contradict each other.
#include "tools/hub/preference_report.hpp"

#include "agent/domain/preference.hpp"
#include "tests/hub/hub_bench.hpp"

namespace aisle {
namespace {

class PreferenceReport : public testing::Test {
protected:
    void SetUp() override {
        hub_.greet(till_);
        hub_.greet(other_);
    }
    void say(TestDevice& device, const std::string& field, std::optional<std::string> value,
             std::int64_t base = 3, const std::string& member = "m-1") {
        const auto draft = preference_changed({"", field, std::move(value), base}, member, base);
        device.append(device.make(*find_event_kind(draft.type), draft.data, draft.person));
        const auto last = device.events[0].size();
        hub_.send(device, device.batch(Lane::ledger, last, last));
    }
    std::vector<std::string> rows(const std::string& device = "") {
        return hub_.look(report_preferences, {.json = true, .device = device});
    }

    HubBench hub_;
    TestDevice till_{"s0042-pos1", 1};
    TestDevice other_{"s0042-pos2", 2};
};

TEST_F(PreferenceReport, NamesWhereTwoDevicesChangedOneFieldFromTheSameVersion) {
    say(till_, "shoe_size", "38");
    EXPECT_TRUE(rows().empty());
    say(other_, "shoe_size", "39");
    EXPECT_EQ(rows(), std::vector<std::string>{
                          R"({"member":"m-1","field":"shoe_size","base_version":3,"edits":2,)"
                          R"("devices":"s0042-pos1,s0042-pos2"})"});
    EXPECT_EQ(rows("s0042-pos2").size(), 1U);
}

TEST_F(PreferenceReport, FindsNoneWhereNothingIsContradicted) {
    say(till_, "shoe_size", "38");
    say(other_, "colour", "red");
    say(other_, "shoe_size", "39", 4);
    say(other_, "shoe_size", "39", 3, "m-2");
    // One clerk, who corrects himself.
    say(till_, "shoe_size", "40");
    EXPECT_TRUE(rows().empty());
    say(till_, "allergy", "nuts");
    say(other_, "allergy", "nuts");
    EXPECT_TRUE(rows().empty()) << "both said the same";
    say(other_, "allergy", std::nullopt);
    EXPECT_EQ(rows().size(), 1U);
}

TEST_F(PreferenceReport, IsSettledByACardThatIsNewer) {
    say(till_, "shoe_size", "38");
    say(other_, "shoe_size", "39");
    const auto put = [this](const std::string& version) {
        ASSERT_TRUE(hub_.orders.decide(
            {"members", "store-s0042"},
            {"m-1", R"({"preferences":{"shoe_size":{"value":"39","version":)" + version + "}}}"},
            hub_.now));
    };
    put("3");
    EXPECT_EQ(rows().size(), 1U);
    put("4");
    EXPECT_TRUE(rows().empty());
}

}  // namespace
}  // namespace aisle
