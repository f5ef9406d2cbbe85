// SPDX-License-Identifier: Apache-2.0
// Hello and welcome, presence, reports, corrected times; and what hostile messages come to.
#include "tests/hub/hub_bench.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/zstd_frame.hpp"

namespace aisle {
namespace {

class Conversation : public testing::Test {
protected:
    HubBench hub_;
    TestDevice till_;
};

TEST_F(Conversation, AHelloIsWelcomed) {
    const auto welcome = hub_.greet(till_);
    EXPECT_EQ(welcome.nonce, till_.nonce);
    EXPECT_EQ(welcome.incarnation, HubBench::incarnation);
    EXPECT_EQ(welcome.wall, hub_.now);
    EXPECT_EQ(welcome.encodings, std::vector<std::string>{"zstd"});
    EXPECT_EQ(welcome.store, "s0042");
    EXPECT_EQ(welcome.holder, 1);
    ASSERT_EQ(welcome.epochs.size(), 1U);
    EXPECT_EQ(welcome.epochs[0].epoch, till_.epoch);
    EXPECT_EQ(welcome.epochs[0].ledger.committed, Seq(0));
    EXPECT_TRUE(welcome.feeds.empty());
}

TEST_F(Conversation, EveryEpochOfAHelloIsAnswered) {
    till_.capture(Lane::ledger, 2);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 2));
    auto hello = till_.hello();
    const auto closed = hello.epochs[0];
    hello.epochs[0].epoch = random_id<Epoch>(till_.dice);
    hello.epochs.push_back(closed);
    const auto out = hub_.tell(till_.name, UpKind::hello, encode(hello));
    const auto welcome = decode_welcome(out.at(0).payload);
    ASSERT_EQ(welcome->epochs.size(), 2U);
    EXPECT_EQ(welcome->epochs[0].ledger.committed, Seq(0));
    EXPECT_EQ(welcome->epochs[1].ledger.committed, Seq(2));
}

TEST_F(Conversation, AcksCarryTheNonceOfTheLastHello) {
    till_.capture(Lane::ledger, 1);
    EXPECT_TRUE(hub_.send(till_, till_.batch(Lane::ledger, 1, 1)).nonce.none());
    hub_.greet(till_);
    hub_.greet(till_);
    EXPECT_EQ(hub_.send(till_, till_.batch(Lane::ledger, 1, 1)).nonce, till_.nonce);
}

TEST_F(Conversation, ADeviceIsPlacedByTheOperator) {
    hub_.greet(till_);
    ASSERT_TRUE(hub_.orders.post(till_.name, {"s0077", {"pilot", "north"}}));
    const auto due = hub_.due();
    ASSERT_EQ(due.size(), 1U);
    const auto welcome = decode_welcome(due[0].payload);
    EXPECT_EQ(welcome->store, "s0077");
    EXPECT_EQ(welcome->groups, (std::vector<std::string>{"north", "pilot"}));
    EXPECT_EQ(hub_.orders.post(till_.name, {"s1", {"a", "b", "c"}}).error().kind(), Errc::invalid);
    EXPECT_EQ(hub_.orders.post(till_.name, {"S 1", {}}).error().kind(), Errc::invalid);
    EXPECT_EQ(hub_.orders.post("nobody", {"s1", {}}).error().kind(), Errc::not_found);
}

TEST_F(Conversation, StatusIsSeenAmongTheDevices) {
    hub_.tell(till_.name, UpKind::status, encode(Status{Presence::lost, "0.1.0"}));
    const auto devices = hub_.look(view_devices);
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_NE(devices[0].find(R"("presence":"lost","version":"0.1.0")"), std::string::npos);
}

TEST_F(Conversation, HowMuchADeviceHasForgottenIsSeenAmongTheDevices) {
    hub_.greet(till_);
    EXPECT_NE(hub_.look(view_devices)[0].find(R"("erase_seq":"")"), std::string::npos)
        << "an older one does not say";
    auto hello = till_.hello();
    hello.erase_seq = 41;
    hub_.tell(till_.name, UpKind::hello, encode(hello));
    EXPECT_NE(hub_.look(view_devices)[0].find(R"("erase_seq":41)"), std::string::npos);
    // Its disk was put back.
    hello.erase_seq = 7;
    hub_.tell(till_.name, UpKind::hello, encode(hello));
    EXPECT_NE(hub_.look(view_devices)[0].find(R"("erase_seq":7)"), std::string::npos);
}

TEST_F(Conversation, ReportsAreKept) {
    hub_.tell(till_.name, UpKind::report,
              encode(Report{"feed.quarantined", R"({"feed":"tasks"})"}));
    ASSERT_EQ(hub_.found("report"), 1U);
    EXPECT_NE(hub_.look(view_findings)[0].find("feed.quarantined"), std::string::npos);
}

// ---- Honest time ----

TEST_F(Conversation, AnObservationCorrectsEveryEventOfItsBoot) {
    till_.context.clock = ClockQuality::unset;
    till_.capture(Lane::ledger, 1);
    till_.append(
        till_.make(EventKinds::device_clock_observed,
                   R"({"bootid":"boot-1","monotime":1,"offset_ms":86400000,"error_ms":5})"));
    till_.context.boot_id = "boot-2";
    till_.capture(Lane::ledger, 1);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 3));
    const auto rows = hub_.look(view_events, {});
    ASSERT_EQ(rows.size(), 4U);
    // The purchase was a second before the observation, and a day later than its clock said.
    EXPECT_NE(rows[1].find("2026-07-01T08:00:01.000Z"), std::string::npos) << rows[1];
    EXPECT_NE(rows[1].find("2026-07-02T08:00:01.000Z"), std::string::npos) << rows[1];
    EXPECT_EQ(rows[3].find("2026-07-02"), std::string::npos) << rows[3];
}

TEST_F(Conversation, AStepOfTheClockDoesNotSpoilTheCorrection) {
    till_.context.clock = ClockQuality::unset;
    till_.capture(Lane::ledger, 1);
    till_.context.wall += std::chrono::hours{24 * 30};  // set by hand, and wrong again
    till_.append(
        till_.make(EventKinds::device_clock_observed,
                   R"({"bootid":"boot-1","monotime":1,"offset_ms":-2591990000,"error_ms":5})"));
    hub_.send(till_, till_.batch(Lane::ledger, 1, 2));
    const auto rows = hub_.look(view_events, {});
    EXPECT_NE(rows.at(1).find("2026-07-01T08:00:11.000Z"), std::string::npos) << rows[1];
}

TEST_F(Conversation, ASynchronisedTimeStands) {
    till_.capture(Lane::ledger, 1);
    till_.append(
        till_.make(EventKinds::device_clock_observed,
                   R"({"bootid":"boot-1","monotime":1,"offset_ms":86400000,"error_ms":5})"));
    hub_.send(till_, till_.batch(Lane::ledger, 1, 2));
    EXPECT_EQ(hub_.look(view_events, {}).at(1).find("2026-07-02"), std::string::npos);
}

TEST_F(Conversation, AnObservationThatCannotBeReadIsAnEventLikeAnyOther) {
    till_.context.clock = ClockQuality::unset;
    for (const char* data :
         {R"({})", R"({"offset_ms":"1"})", R"({"offset_ms":9223372036854775807})",
          R"({"offset_ms":1,"bootid":"another"})"}) {
        till_.append(till_.make(EventKinds::device_clock_observed, data));
    }
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 1, 4)), Seq(4));
    for (const auto& row : hub_.look(view_events, {})) {
        EXPECT_EQ(row.find("Z  20", row.find("unset")), std::string::npos) << row;
    }
}

// ---- Hostile messages ----

struct Hostile {
    const char* name;
    UpKind kind;
    std::string payload;
};

std::vector<Hostile> hostile_messages() {
    TestDevice till;
    till.capture(Lane::ledger, 3);
    const auto batch = encode(till.batch(Lane::ledger, 1, 3));
    const auto with = [&](std::string_view what, std::string_view instead) {
        auto text = batch;
        const auto at = text.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        return text.replace(at, what.size(), instead);
    };
    auto event_without_id = till.batch(Lane::ledger, 1, 1);
    event_without_id.entries[0].event = R"({"specversion":"1.0"})";
    auto long_event = till.batch(Lane::ledger, 1, 1);
    long_event.entries[0].event = R"({"a":")" + std::string(event_bytes_max, 'x') + "\"}";
    auto torn = zstd_compress(batch);
    torn.resize(torn.size() / 2);
    return {
        {"Empty", UpKind::journal, ""},
        {"NoJson", UpKind::hello, "hello"},
        {"NulBytes", UpKind::hello, std::string(100, '\0')},
        {"DeepNesting", UpKind::want, std::string(5000, '[')},
        {"TornFrame", UpKind::journal, torn},
        {"Bomb", UpKind::journal, zstd_compress(std::string(64 * MiB, ' '))},
        {"TooLarge", UpKind::journal, std::string(message_in_bytes_max + 1, ' ')},
        {"AnotherVersion", UpKind::journal, with("\"v\":1", "\"v\":2")},
        {"AnotherLane", UpKind::journal, with("ledger", "treasury")},
        {"NumberZero", UpKind::journal, with("\"first\":1", "\"first\":0")},
        {"NumbersBackwards", UpKind::journal, with("\"last\":3", "\"last\":1")},
        {"MoreNumbersThanEvents", UpKind::journal,
         with("\"last\":3", "\"last\":1152921504606846975")},
        {"NumberOverTheEnd", UpKind::journal, with("\"last\":3", "\"last\":9223372036854775807")},
        {"ShortEpoch", UpKind::journal, with("\"epoch\":\"", "\"epoch\":\"zz")},
        {"EventWithoutId", UpKind::journal, encode(event_without_id)},
        {"EventTooLong", UpKind::journal, encode(long_event)},
        {"HelloWithoutNonce", UpKind::hello, R"({"v":1,"clock":{},"epochs":[]})"},
        {"StatusOfNoKind", UpKind::status, R"({"v":1,"presence":"asleep"})"},
        {"WantOfNothing", UpKind::want, R"({"v":1})"},
        {"WantOfAnotherStore", UpKind::want,
         encode(Want{{"tasks", "store-s0001", Generation(0), Cursor(0)}})},
        {"ReportWithoutDetail", UpKind::report, R"({"v":1,"kind":"x"})"},
        {"AskOfALaterTime", UpKind::ask, "{}"},
    };
}

TEST_F(Conversation, HostileMessagesAreRefusedCountedAndForgotten) {
    std::uint64_t refused = 0;
    for (const auto& hostile : hostile_messages()) {
        const auto out = hub_.tell(till_.name, hostile.kind, hostile.payload);
        EXPECT_TRUE(out.empty()) << hostile.name;
        EXPECT_EQ(hub_.metrics.get(Count::wire_messages_refused), ++refused) << hostile.name;
    }
    EXPECT_EQ(hub_.found("refused"), refused);
    EXPECT_TRUE(hub_.events().empty());
    till_.capture(Lane::ledger, 3);
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 1, 3)), Seq(3));
}

TEST_F(Conversation, ARefusedMessageSaysWhereAndTheRestOfTheGroupIsTaken) {
    till_.capture(Lane::ledger, 1);
    const std::vector<FromDevice> group{
        {till_.name, UpKind::journal, R"({"v":1,"epoch":7})"},
        {till_.name, UpKind::journal, encode(till_.batch(Lane::ledger, 1, 1))}};
    const auto out = hub_.central.handle(group, hub_.now);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->size(), 1U);
    EXPECT_NE(hub_.look(view_findings).at(0).find("/epoch"), std::string::npos);
}

TEST_F(Conversation, ATopicThatNamesNoDeviceIsRefused) {
    for (const char* name : {"", "UPPER", "../../etc", "a'b", "twenty-four-characters-x"}) {
        EXPECT_TRUE(hub_.tell(name, UpKind::hello, encode(till_.hello())).empty()) << name;
    }
    EXPECT_TRUE(hub_.look(view_devices).empty());
}

TEST_F(Conversation, NumbersAtTheFarEndAreTaken) {
    till_.capture(Lane::touch, 1);
    auto batch = till_.batch(Lane::touch, 1, 1);
    batch.first = batch.last = Seq(seq_max);
    batch.before_id.reset();
    EXPECT_EQ(hub_.committed(till_, batch), Seq(0));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 1, 1)), Seq(1));
    auto gap = till_.batch_with_gap(Lane::touch, {Seq(1), Seq(1)}, {Seq(1), Seq(1)}, "missing");
    gap.first = gap.gaps[0].first = Seq(2);
    gap.last = gap.gaps[0].last = Seq(seq_max - 1);
    gap.before_id.reset();
    gap.gaps[0].id = EventId{};
    EXPECT_EQ(hub_.committed(till_, gap), Seq(seq_max));
}

TEST_F(Conversation, AGapMayNameAnyOriginWithoutHarm) {
    till_.capture(Lane::touch, 4);
    auto batch = till_.batch_with_gap(Lane::touch, {Seq(1), Seq(4)}, {Seq(1), Seq(3)}, "trimmed");
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, seq_max}) {
        batch.epoch = random_id<Epoch>(till_.dice);
        batch.gaps[0].origin_epoch = random_id<Epoch>(till_.dice);
        batch.gaps[0].origin_first = Seq(first);
        EXPECT_EQ(hub_.committed(till_, batch), Seq(4)) << first;
        batch.epoch = random_id<Epoch>(till_.dice);
        batch.gaps[0].origin_epoch = batch.epoch;
        EXPECT_EQ(hub_.committed(till_, batch), Seq(4)) << first;
    }
}

}  // namespace
}  // namespace aisle
