// SPDX-License-Identifier: Apache-2.0
// The double itself: each of its rules is seen to catch a client that breaks it, and to let one
// that keeps all of them pass.
#include "tests/brokers/plain_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/strict_broker.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace aisle {
namespace {

constexpr std::size_t kibi = 1024;
const std::string journal = "aisle/v1/up/s0042-pos1/journal";
const std::string oc = "$oc/devices/s0042-pos1/";

PlainConnect lawful(const StrictProfile& profile) {
    PlainConnect as;
    if (profile.name == "aliyun") as.client_id = "GID_tills@@@s0042-pos1";
    return as;
}

using Misdeed = std::function<void(PlainClient&, PlainConnect)>;

struct Plant {
    std::string name;
    StrictProfile (*profile)();
    std::string rule;
    Misdeed misdeed;
    bool ends = true;  // whether the cloud ends the connection
};
void PrintTo(const Plant& plant, std::ostream* out) {
    *out << plant.name;
}

Misdeed connecting(std::function<void(PlainConnect&)> with) {
    return [with](PlainClient& client, PlainConnect as) {
        with(as);
        client.connect(as);
    };
}
Misdeed saying(std::function<void(PlainClient&)> what) {
    return [what](PlainClient& client, const PlainConnect& as) {
        client.connect(as);
        what(client);
    };
}
Misdeed publishing(std::string topic, std::size_t bytes = 1, unsigned qos = 1,
                   bool retain = false) {
    return saying(
        [=](PlainClient& client) { client.publish(topic, std::string(bytes, 'x'), qos, retain); });
}
std::vector<std::string> filters(std::size_t count, const std::string& below) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(below + std::to_string(i));
    return all;
}
Misdeed publishing_often(std::size_t times, std::string topic, std::size_t bytes = 1) {
    return saying([=](PlainClient& client) {
        for (std::size_t i = 0; i < times; ++i) {
            client.publish(topic, std::string(bytes, 'x'));
            if (i % 10 == 9 && !client.settle()) return;
        }
    });
}
PacketWriter number_property(unsigned which, std::uint32_t value) {
    PacketWriter writer;
    writer.byte(which).four(value);
    return writer;
}

std::vector<Plant> connect_plants() {
    return {
        {"LongClientId", aws_profile, "client-id-bytes",
         connecting([](auto& as) { as.client_id = std::string(129, 'a'); })},
        {"ClientIdWithoutGroup", aliyun_profile, "client-id-form",
         connecting([](auto& as) { as.client_id = "s0042-pos1"; })},
        {"NoClientId", azure_profile, "client-id-form",
         connecting([](auto& as) { as.client_id.clear(); })},
        {"NoUsername", azure_profile, "username",
         connecting([](auto& as) { as.username.clear(); })},
        {"ShortKeepAlive", aws_profile, "keep-alive",
         connecting([](auto& as) { as.keep_alive = 29; })},
        {"LongKeepAlive", azure_profile, "keep-alive",
         connecting([](auto& as) { as.keep_alive = 1161; })},
        {"LongSession", azure_profile, "session-expiry",
         connecting([](auto& as) { as.properties = number_property(0x11, 9 * 3600); })},
        {"UserPropertyOnConnect", azure_profile, "user-properties",
         connecting([](auto& as) { as.properties = user_property(); })},
        {"Will", aliyun_profile, "will", connecting([](auto& as) { as.will = true; })},
        {"RetainedWill", azure_2023_profile, "retain",
         connecting([](auto& as) { as.will = as.will_retained = true; })},
    };
}

std::vector<Plant> publish_plants() {
    return {
        {"LongTopic", aliyun_profile, "topic-bytes", publishing("aisle/" + std::string(59, 'a'))},
        {"LongCustomTopic", huawei_profile, "topic-bytes",
         publishing(oc + "user/" + std::string(128, 'a'))},
        {"DeepTopic", aws_profile, "topic-slashes", publishing("a/b/c/d/e/f/g/h/i")},
        {"DotInTopic", aliyun_profile, "topic-characters", publishing("aisle/v1.0")},
        {"OutsideOfTheTopicSpaces", azure_profile, "topic-space",
         publishing("aisle/v1/up/s0042-pos2/journal")},
        {"ParentTopicNeverCreated", aliyun_profile, "topic-space", publishing("shop/up")},
        {"ElevenCustomTopics", huawei_profile, "custom-topics", saying([](auto& client) {
             for (const auto& topic : filters(11, oc + "user/t")) client.publish(topic);
         })},
        {"LargePayload", aliyun_profile, "payload-bytes", publishing(journal, 65 * kibi)},
        {"LargerPayload", aws_profile, "payload-bytes", publishing(journal, 129 * kibi)},
        {"LargePacket", azure_profile, "packet-bytes", publishing(journal, 512 * kibi)},
        {"QosTwoOnAws", aws_profile, "qos", publishing(journal, 1, 2), false},
        {"QosTwoOnAzure", azure_profile, "qos", publishing(journal, 1, 2)},
        {"RetainedOnAzureOf2023", azure_2023_profile, "retain", publishing(journal, 1, 1, true)},
        {"RetainedOnHuawei", huawei_profile, "retain", publishing(oc + "user/status", 1, 1, true),
         false},
        {"LargeRetained", azure_profile, "retained-bytes", publishing(journal, 65 * kibi, 1, true)},
        {"TopicAlias", azure_profile, "topic-alias", saying([](auto& client) {
             PacketWriter alias;
             alias.byte(0x23).two(11);
             PacketWriter packet;
             packet.text(journal).two(1).sized(alias).raw("x");
             client.say(packet.whole(PacketKind::publish, 2));
         })},
        {"TooManyASecond", aliyun_profile, "publishes-per-second", publishing_often(21, journal)},
        {"TooManyBytesASecond", aws_profile, "bytes-per-second",
         publishing_often(11, journal, 50 * kibi)},
        {"TooManyUnanswered", azure_profile, "in-flight", saying([](auto& client) {
             std::string all;
             for (std::uint16_t id = 1; id <= 17; ++id) {
                 all += publish_bytes({journal, "x", 1, false, id, {}}, true);
             }
             client.say(all);
         })},
    };
}

std::vector<Plant> other_plants() {
    return {
        {"NineFilters", aws_profile, "filters-per-subscribe",
         saying([](auto& client) { client.subscribe(filters(9, "aisle/t")); })},
        {"ThirtyOneFilters", aliyun_profile, "filters",
         saying([](auto& client) { client.subscribe(filters(31, "aisle/t")); })},
        {"FiftyOneFiltersInTurn", aws_profile, "filters", saying([](auto& client) {
             for (std::size_t i = 0; i < 51; ++i)
                 client.subscribe(filters(1, "t" + std::to_string(i)));
         })},
        {"ForeignFilter", azure_profile, "topic-space",
         saying([](auto& client) { client.subscribe({"aisle/v1/#"}); })},
        {"UserPropertyOnSubscribe", azure_profile, "user-properties", saying([](auto& client) {
             client.subscribe({"aisle/v1/down/s0042-pos1/ack"}, user_property());
         })},
        {"UserPropertyOnPuback", azure_profile, "user-properties",
         saying([](auto& client) { client.answer(1, 0, user_property()); })},
        {"FailingPuback", azure_profile, "failing-puback",
         saying([](auto& client) { client.answer(1, 0x83); })},
    };
}

class StrictRule : public testing::TestWithParam<Plant> {};

const auto named = [](const auto& plant) { return plant.param.name; };
INSTANTIATE_TEST_SUITE_P(Connect, StrictRule, testing::ValuesIn(connect_plants()), named);
INSTANTIATE_TEST_SUITE_P(Publish, StrictRule, testing::ValuesIn(publish_plants()), named);
INSTANTIATE_TEST_SUITE_P(Other, StrictRule, testing::ValuesIn(other_plants()), named);

TEST_P(StrictRule, CatchesWhoBreaksIt) {
    const auto profile = GetParam().profile();
    const ManualClock clock;
    StrictBroker broker({.profile = profile, .clock = &clock});
    PlainClient client(broker.device_port());
    GetParam().misdeed(client, lawful(profile));
    EXPECT_EQ(client.settle(), !GetParam().ends);
    const auto found = broker.violations();
    ASSERT_EQ(found.size(), 1U) << (found.empty() ? "nothing" : found[1]);
    EXPECT_TRUE(found[0].starts_with(GetParam().rule + ":")) << found[0];
    // What is never answered leaves a publisher waiting.
    EXPECT_EQ(client.count(PacketKind::pubrec), 0U);
}

// The same deeds where nobody forbids them: it is the profile that is strict, not the broker.
TEST_P(StrictRule, IsOfTheProfileAlone) {
    StrictBroker broker({});
    PlainClient client(broker.device_port());
    GetParam().misdeed(client, lawful(GetParam().profile()));
    EXPECT_TRUE(client.settle());
    for (const auto& violation : broker.violations()) ADD_FAILURE() << violation;
}

using Profile = StrictProfile (*)();
class StrictBrokerOf : public testing::TestWithParam<Profile> {};
INSTANTIATE_TEST_SUITE_P(Profiles, StrictBrokerOf,
                         testing::Values(aws_profile, azure_profile, azure_2023_profile,
                                         aliyun_profile, huawei_profile));

TEST_P(StrictBrokerOf, TakesWhatItsCloudTakes) {
    const auto profile = GetParam()();
    StrictBroker broker({.profile = profile});
    for (const bool five : {true, false}) {
        PlainClient client(broker.device_port());
        auto as = lawful(profile);
        as.five = five;
        // Another name: some clouds take one connection a second of each.
        as.client_id.back() = five ? '1' : '2';
        const std::string device(device_behind(as.client_id));
        const bool oc_topics = profile.name == "huawei";
        const auto root =
            oc_topics ? "$oc/devices/" + device + "/user/" : "aisle/v1/down/" + device + "/";
        client.connect(as);
        client.subscribe(
            {root + "welcome", root + "ack", root + "page", root + "answer", root + "command"});
        client.publish(oc_topics ? root + "hello" : "aisle/v1/up/" + device + "/hello");
        EXPECT_TRUE(client.settle());
        EXPECT_EQ(client.count(PacketKind::connack), 1U);
        EXPECT_EQ(client.count(PacketKind::suback), 1U);
        EXPECT_EQ(client.count(PacketKind::puback), 1U);
    }
    for (const auto& violation : broker.violations()) ADD_FAILURE() << violation;
}

TEST(StrictBrokerItself, GivesThePlaceOfAClientToTheNextOfItsName) {
    StrictBroker broker({});
    PlainClient first(broker.device_port());
    first.connect({});
    ASSERT_TRUE(first.settle());
    PlainClient second(broker.device_port());
    second.connect({});
    ASSERT_TRUE(second.settle());
    EXPECT_FALSE(first.settle());
    EXPECT_EQ(first.count(PacketKind::disconnect), 1U);
    EXPECT_TRUE(second.settle());
}

TEST(StrictBrokerItself, CountsHowSoonAClientComesBack) {
    const ManualClock clock;
    StrictBroker broker({.profile = aws_profile(), .clock = &clock});
    for (int time = 0; time < 2; ++time) {
        PlainClient client(broker.device_port());
        client.connect({});
        EXPECT_EQ(client.settle(), time == 0);
    }
    ASSERT_EQ(broker.violations().size(), 1U);
    EXPECT_TRUE(broker.violations()[0].starts_with("connects-per-second"))
        << broker.violations()[0];
}

TEST(StrictBrokerItself, CarriesMessagesBetweenItsDoorsUnderTheNamesOfEither) {
    StrictBroker broker({.rules = {{oc + "sys/messages/up", journal}}});
    PlainClient central(broker.central_port());
    central.connect({.client_id = "hub"});
    central.subscribe({"$share/hub/aisle/v1/up/+/journal"});
    ASSERT_TRUE(central.settle());
    PlainClient device(broker.device_port());
    device.connect({});
    device.publish(oc + "sys/messages/up", "batch");
    ASSERT_TRUE(device.settle());
    ASSERT_TRUE(central.settle());
    ASSERT_EQ(central.count(PacketKind::publish), 1U);
    const auto message = parse_publish(central.heard.back(), true);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->topic, journal);
    EXPECT_EQ(message->payload, "batch");
}

TEST(StrictBrokerItself, AnswersAndForgetsWhatItIsToldToAndEndsConnections) {
    StrictBroker broker({.forgets = {{journal, {2}}}, .cuts = {3}});
    PlainClient central(broker.central_port());
    central.connect({.client_id = "hub"});
    central.subscribe({"aisle/v1/up/+/journal"});
    ASSERT_TRUE(central.settle());
    PlainClient device(broker.device_port());
    device.connect({});
    for (const auto* payload : {"1", "2", "3"}) device.publish(journal, payload);
    EXPECT_FALSE(device.settle());
    EXPECT_EQ(device.count(PacketKind::puback), 3U);
    ASSERT_TRUE(central.settle());
    EXPECT_EQ(central.count(PacketKind::publish), 2U);
    EXPECT_EQ(broker.tally().forgotten, 1U);
    EXPECT_EQ(broker.tally().cuts, 1U);
}

TEST(StrictBrokerItself, LetsMessagesOvertakeEachOtherAndComeTwiceAndLosesNone) {
    auto profile = open_profile();
    profile.reorders = true;
    profile.doubles_one_in = 4;
    StrictBroker broker({.profile = profile, .seed = 7});
    PlainClient central(broker.central_port());
    central.connect({.client_id = "hub"});
    central.subscribe({journal});
    ASSERT_TRUE(central.settle());
    PlainClient device(broker.device_port());
    device.connect({});
    constexpr std::size_t messages = 60;
    for (std::size_t i = 0; i < messages; ++i) device.publish(journal, std::to_string(i));
    ASSERT_TRUE(device.settle());
    std::set<std::string> seen;
    bool ordered = true;
    const auto hear_all = [&] {
        if (!central.settle()) return true;
        seen.clear();
        std::size_t last = 0;
        for (const auto& packet : central.heard) {
            if (packet.kind != PacketKind::publish) continue;
            const auto payload = parse_publish(packet, true)->payload;
            ordered = ordered && std::stoul(payload) >= last;
            last = std::stoul(payload);
            seen.insert(payload);
        }
        return seen.size() == messages;
    };
    EXPECT_TRUE(soon(hear_all)) << seen.size();
    EXPECT_FALSE(ordered);
    EXPECT_GT(central.count(PacketKind::publish), messages);
    EXPECT_GT(broker.tally().overtaken, 0U);
    EXPECT_GT(broker.tally().doubled, 0U);
}

}  // namespace
}  // namespace aisle
