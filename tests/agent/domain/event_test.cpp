// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/event.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"
#include "tests/support/manual_clock.hpp"

#include <set>

namespace aisle {
namespace {

class EventTest : public ::testing::Test {
protected:
    Event encode(const EventDraft& draft) {
        auto event = encode_event(draft, context, entropy);
        EXPECT_TRUE(event) << event.error().what();
        return event ? *event : Event{};
    }
    static EventDraft scan() {
        return make_draft(EventKinds::scan_captured, R"({"bytes":"4006381333931"})");
    }
    static EventDraft about_somebody() {
        return make_draft(EventKinds::purchase_completed, R"({"net":100})",
                          R"({"member_id":"m-1"})");
    }

    SeededEntropy entropy{7};
    EventContext context{.tenant = "acme",
                         .device = "s0042-pos1",
                         .store = "S0042",
                         .touchpoint = "till-1",
                         .visit = "v1",
                         .operator_id = "op7",
                         .config_version = "12",
                         .clock = ClockQuality::synced,
                         .boot_id = "b00t",
                         .wall = ManualClock::morning,
                         .mono = MonoTime{Micros{61'234'567}}};
};

TEST_F(EventTest, IsCloudEventsJsonInAFixedOrder) {
    const Event event = encode(scan());
    EXPECT_EQ(event.bytes,
              R"({"specversion":"1.0","id":")" + to_string(event.id) +
                  R"(","source":"urn:aisle:acme:s0042-pos1","type":"io.aisle.scan.captured.v1",)"
                  R"("time":"2026-07-01T08:00:00.000Z","datacontenttype":"application/json",)"
                  R"("dataschema":"urn:aisle:schema:scan.captured.v1","storeid":"S0042",)"
                  R"("touchpointid":"till-1","visitid":"v1","operatorid":"op7",)"
                  R"("configversion":"12","clockq":"synced","bootid":"b00t","monotime":"61234",)"
                  R"("data":{"bytes":"4006381333931"}})");
    EXPECT_EQ(event.lane, Lane::touch);
    EXPECT_TRUE(event.person.empty());
    EXPECT_TRUE(event.salt.empty());
}

TEST_F(EventTest, LeavesOutWhatIsNotKnown) {
    context = smallest_context();
    const Json& json = json_of(encode(scan()).bytes);
    for (const auto name : {"storeid", "touchpointid", "visitid", "operatorid", "configversion",
                            "bootid", "personhash"}) {
        EXPECT_EQ(json.find(name), nullptr) << name;
    }
    EXPECT_EQ(json.find("clockq")->string(), "unset");
}

TEST_F(EventTest, HoldsOnlyASaltedHashOfThePerson) {
    const Event event = encode(about_somebody());
    EXPECT_EQ(event.person, R"({"member_id":"m-1"})");
    EXPECT_EQ(event.salt.size(), 16U);
    EXPECT_EQ(event.bytes.find("m-1"), std::string::npos);
    const Json& json = json_of(event.bytes);
    EXPECT_EQ(json.find("personhash")->string(),
              to_hex(sha256({event.salt + event.person}).view()));
}

TEST_F(EventTest, SaltsThePersonAnewEachTime) {
    const Event first = encode(about_somebody());
    const Event second = encode(about_somebody());
    EXPECT_NE(first.salt, second.salt);
    EXPECT_NE(person_hash(first.salt, first.person), person_hash(second.salt, second.person));
}

TEST_F(EventTest, HasAnIdOfItsOwnThatGrowsWithTime) {
    std::set<EventId> ids;
    for (int i = 0; i < 1000; ++i) ids.insert(encode(scan()).id);
    EXPECT_EQ(ids.size(), 1000U);
    context.wall += Millis{1};
    EXPECT_GT(encode(scan()).id, *ids.rbegin());
}

TEST_F(EventTest, CannotBeBrokenByWhatStandsInItsSurroundings) {
    context.store = "a\"},\"id\":\"x";
    const Json& json = json_of(encode(scan()).bytes);
    EXPECT_EQ(json.find("storeid")->string(), context.store);
}

TEST_F(EventTest, MayBeAsLargeAsTheBoundAndNoLarger) {
    const auto frame = encode(make_draft(EventKinds::scan_captured, "\"\"")).bytes.size();
    const auto of_size = [&](std::size_t bytes) {
        return make_draft(EventKinds::scan_captured, "\"" + std::string(bytes - frame, 'x') + "\"");
    };
    EXPECT_EQ(encode(of_size(event_bytes_max)).bytes.size(), event_bytes_max);
    const auto refusal = encode_event(of_size(event_bytes_max + 1), context, entropy);
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().kind(), Errc::too_large);
    EXPECT_EQ(refusal.error().code(), "event_too_large");
}

TEST_F(EventTest, MayHaveAPersonPartUpToTheBound) {
    auto draft = about_somebody();
    draft.person = "\"" + std::string(person_bytes_max - 2, 'x') + "\"";
    EXPECT_TRUE(encode_event(draft, context, entropy));
    draft.person.insert(1, "x");
    const auto refusal = encode_event(draft, context, entropy);
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().code(), "person_too_large");
}

TEST_F(EventTest, KeepsItsAttributesWithinTheirBound) {
    const std::string longest(name_bytes_max, '"');
    context = {longest,
               std::string(device_name_max, 'd'),
               longest,
               std::string(name_bytes_max, 't'),
               std::string(name_bytes_max, 'v'),
               std::string(name_bytes_max, 'o'),
               std::string(name_bytes_max, 'c'),
               ClockQuality::holdover,
               std::string(36, 'b'),
               ManualClock::morning,
               MonoTime::max()};
    const auto event = encode(about_somebody());
    EXPECT_LE(event.bytes.size() - about_somebody().data.size(), event_attributes_bytes_max);
}

TEST_F(EventTest, TellsItsHeaderAgain) {
    const Event event = encode(about_somebody());
    const auto header = decode_event_header(event.bytes);
    ASSERT_TRUE(header) << header.error().what();
    EXPECT_EQ(header->id, event.id);
    EXPECT_EQ(header->source, "urn:aisle:acme:s0042-pos1");
    EXPECT_EQ(header->type, "io.aisle.purchase.completed.v1");
    EXPECT_EQ(event_kind_name(header->type), "purchase.completed");
    EXPECT_EQ(header->time, ManualClock::morning);
    EXPECT_EQ(header->clockq, ClockQuality::synced);
    EXPECT_EQ(header->bootid, "b00t");
    EXPECT_EQ(header->monotime, MonoTime{Millis{61'234}});
    EXPECT_EQ(header->personhash, person_hash(event.salt, event.person));
    EXPECT_EQ(header->data, R"({"net":100})");
}

constexpr std::string_view smallest =
    R"({"specversion":"1.0","id":"0190a5c6-8f3e-7cc0-9b1f-2d9f6f3a4b5c","source":"s","type":"t"})";

TEST(EventHeader, TakesWhatANewerProgramMayAdd) {
    const auto text = changed(std::string(smallest), "{",
                              R"({"shoesize":43,"clockq":"quantum","monotime":1500,"data":[{}],)");
    const auto header = decode_event_header(text);
    ASSERT_TRUE(header) << header.error().what();
    EXPECT_EQ(header->clockq, ClockQuality::unset);
    EXPECT_EQ(header->monotime, MonoTime{Millis{1500}});
    EXPECT_EQ(header->data, "[{}]");
}

TEST(EventHeader, NeedsOnlyWhatCloudEventsRequires) {
    const auto header = decode_event_header(smallest);
    ASSERT_TRUE(header) << header.error().what();
    EXPECT_EQ(header->time, WallTime{});
    EXPECT_TRUE(header->data.empty());
    for (const auto name : {"specversion", "id", "source", "type"}) {
        const auto without = changed(std::string(smallest), name, "other");
        EXPECT_TRUE(refused(decode_event_header(without), "missing", "/" + std::string(name)));
    }
}

TEST(EventHeader, SaysWhichAttributeIsWrong) {
    const auto with = [](std::string_view member) {
        return decode_event_header(
            changed(std::string(smallest), "{", "{" + std::string(member) + ","));
    };
    EXPECT_TRUE(refused(with(R"("time":"yesterday")"), "bad_time", "/time"));
    EXPECT_TRUE(refused(with(R"("time":5)"), "wrong_type", "/time"));
    EXPECT_TRUE(refused(with(R"("monotime":"12x")"), "bad_time", "/monotime"));
    EXPECT_TRUE(refused(with(R"("monotime":-1)"), "bad_time", "/monotime"));
    EXPECT_TRUE(refused(with(R"("monotime":9223372036854775807)"), "bad_time", "/monotime"));
    EXPECT_TRUE(refused(with(R"("monotime":"99999999999999999999")"), "bad_time", "/monotime"));
    EXPECT_TRUE(refused(decode_event_header(changed(std::string(smallest), "1.0", "2.0")),
                        "bad_specversion", "/specversion"));
    EXPECT_TRUE(refused(decode_event_header(changed(std::string(smallest), "0190", "zzzz")),
                        "bad_id", "/id"));
}

TEST(EventHeader, SurvivesWhatIsNoEvent) {
    for (const std::string_view text : {"", "null", "[]", "5", "\"x\"", "{", "{}", "{\"id\":1}"}) {
        EXPECT_FALSE(decode_event_header(text)) << text;
    }
    const std::string deep = std::string(R"({"data":)") + std::string(100'000, '[');
    EXPECT_FALSE(decode_event_header(deep));
}

TEST(EventType, GivesItsKindOnlyIfItIsOurs) {
    EXPECT_EQ(event_kind_name("io.aisle.scan.captured.v12"), "scan.captured");
    EXPECT_EQ(event_kind_name("com.other.scan.v1"), "");
    EXPECT_EQ(event_kind_name("io.aisle.scan"), "");
    EXPECT_EQ(event_kind_name(""), "");
}

TEST(Subjects, AreTheIdAndTheIdentifiersOfAPersonPart) {
    EXPECT_EQ(subjects_of(R"({"member_id":"m-1","identifiers":[{"kind":"phone","hmac":"aa"}]})"),
              (std::vector<std::string>{"m-1", "aa"}));
    EXPECT_EQ(subjects_of(R"({"member_ref":"17"})"), std::vector<std::string>{"17"});
    EXPECT_TRUE(subjects_of("").empty());
    EXPECT_TRUE(subjects_of(R"({"note":"m-1","identifiers":7})").empty());
    EXPECT_TRUE(subjects_of("no JSON").empty());
    std::string many;
    for (int i = 0; i < 100; ++i) many += i == 0 ? R"({"hmac":"a"})" : R"(,{"hmac":"a"})";
    EXPECT_LE(subjects_of(R"({"identifiers":[)" + many + "]}").size(), member_identifiers_max + 1);
}

}  // namespace
}  // namespace aisle
