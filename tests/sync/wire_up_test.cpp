// SPDX-License-Identifier: Apache-2.0
// What a device says to central, there and back, and from hostile mouths.
#include "agent/base/json.hpp"
#include "agent/base/limits.hpp"
#include "sync/wire.hpp"
#include "tests/sync/wire_samples.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

// Refused, at this place.
template <class T>
std::string place_of_refusal(const Result<T>& result) {
    return result ? "taken" : result.error().place();
}

TEST(WireUp, AStatusGoesThereAndBack) {
    for (const auto presence : {Presence::online, Presence::offline, Presence::lost}) {
        const auto status = decode_status(encode(Status{presence, "aisled/0.1.0"}));
        ASSERT_TRUE(status);
        EXPECT_EQ(status->presence, presence);
        EXPECT_EQ(status->version, "aisled/0.1.0");
    }
    EXPECT_EQ(place_of_refusal(decode_status(R"({"v":1,"presence":"asleep"})")), "/presence");
}

TEST(WireUp, AHelloGoesThereAndBack) {
    const auto hello = sample_hello();
    const auto back = decode_hello(encode(hello));
    ASSERT_TRUE(back) << back.error().place();
    EXPECT_EQ(encode(*back), encode(hello));
    EXPECT_EQ(back->epochs[0].ledger.acked_id, hello.epochs[0].ledger.acked_id);
    EXPECT_EQ(back->clock, ClockQuality::holdover);
    EXPECT_EQ(back->feeds, hello.feeds);
    EXPECT_EQ(back->encodings, hello.encodings);
    EXPECT_EQ(back->config_version, "17");
    EXPECT_EQ(back->erase_seq, 41);
}

// A device of before it was said.
TEST(WireUp, AHelloNeedNotSayHowMuchIsErased) {
    auto hello = sample_hello();
    hello.erase_seq.reset();
    const auto text = encode(hello);
    EXPECT_EQ(text.find("erase_seq"), std::string::npos);
    const auto back = decode_hello(text);
    ASSERT_TRUE(back);
    EXPECT_FALSE(back->erase_seq);
    hello.erase_seq = -1;
    EXPECT_EQ(place_of_refusal(decode_hello(encode(hello))), "/erase_seq");
}

TEST(WireUp, ABatchGoesThereAndBackWithItsEventsByteForByte) {
    const auto batch = sample_batch();
    const auto back = decode_batch(encode(batch));
    ASSERT_TRUE(back) << back.error().place() << ": " << back.error().what();
    ASSERT_EQ(back->entries.size(), 2U);
    EXPECT_EQ(back->entries[0].event, batch.entries[0].event);
    EXPECT_EQ(back->entries[1].person, batch.entries[1].person);
    EXPECT_EQ(back->entries[1].salt, batch.entries[1].salt);
    ASSERT_EQ(back->gaps.size(), 2U);
    EXPECT_EQ(back->gaps[0].reason, "quarantined");
    EXPECT_EQ(back->gaps[0].id, batch.gaps[0].id);
    EXPECT_EQ(back->gaps[0].chain, batch.gaps[0].chain);
    EXPECT_FALSE(back->gaps[0].origin_epoch);
    EXPECT_EQ(back->gaps[1].origin_epoch, batch.gaps[1].origin_epoch);
    EXPECT_EQ(back->gaps[1].origin_first, Seq(80));
    EXPECT_EQ(back->before_id, batch.before_id);
    EXPECT_EQ(back->before_chain, batch.before_chain);
    EXPECT_EQ(encode(*back), encode(batch));
}

TEST(WireUp, ABatchThatKnowsNothingOfWhatStoodBeforeSaysNothing) {
    auto batch = sample_batch();
    batch.before_id.reset();
    batch.before_chain.reset();
    const auto back = decode_batch(encode(batch));
    ASSERT_TRUE(back);
    EXPECT_FALSE(back->before_id);
    EXPECT_FALSE(back->before_chain);
}

TEST(WireUp, AWantAndAReportGoThereAndBack) {
    const auto want = decode_want(encode(Want{{"tasks", "fleet", Generation(3), Cursor(9)}}));
    ASSERT_TRUE(want);
    EXPECT_EQ(want->after, (FeedPosition{"tasks", "fleet", Generation(3), Cursor(9)}));
    const auto report = decode_report(encode(Report{"feed.quarantined", R"({"feed": "tasks"})"}));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->kind, "feed.quarantined");
    EXPECT_EQ(report->detail, R"({"feed": "tasks"})");
}

struct Hostile {
    std::string key;
    std::vector<std::string> values;
};
const std::vector<std::string> no_number{"null", "\"7\"", "1.5", "-1", "true", "{}", "[]"};
const std::vector<std::string> no_seq{"null", "\"7\"", "1.5", "-1", "1152921504606846976", "[]"};
const std::vector<std::string> no_hex{
    "null", "7", "\"\"", "\"zz\"", "\"" + std::string(33, 'a') + "\"", "{}"};
const std::vector<std::string> no_uuid{"null", "7", "\"x\"", "\"" + std::string(36, 'a') + "\""};

TEST(WireUp, AQuestionGoesThereAndBackWithItsBodyByteForByte) {
    const auto ask = sample_ask();
    const auto back = decode_ask(encode(ask));
    ASSERT_TRUE(back) << back.error().place();
    EXPECT_EQ(back->id, ask.id);
    EXPECT_EQ(back->kind, "coupon.reserve");
    EXPECT_EQ(back->deadline, Millis{1200});
    EXPECT_EQ(back->body, ask.body);
}

TEST(WireUp, RefusesAQuestionOfWhichAnyMemberIsWrong) {
    const auto text = encode(sample_ask());
    const std::vector<Hostile> table{
        {"v", {"null", "2"}},
        {"id", {"null", "7", "\"x\"", "\"00000000-0000-0000-0000-000000000000\""}},
        {"kind", {"null", "\"\"", "\"Coupon\"", "\"a b\"", "\"a/b\"", "7"}},
        {"deadline_ms", {"null", "0", "-1", "3600001", "1.5", "\"9\""}},
        {"body", {"null", "7", "\"{}\"", "[]"}}};
    for (const auto& [key, values] : table) {
        const auto spoilt = spoil(text, key, values);
        EXPECT_FALSE(spoilt.empty()) << key;
        for (const auto& one : spoilt) EXPECT_FALSE(decode_ask(one.text)) << one.what;
    }
}

TEST(WireUp, RefusesAQuestionOverItsBounds) {
    auto ask = sample_ask();
    ask.body = R"({"x":")" + std::string(ask_body_bytes_max - 8, 'x') + "\"}";
    EXPECT_EQ(place_of_refusal(decode_ask(encode(ask))), "taken");
    ask.body = R"({"x":")" + std::string(ask_body_bytes_max - 7, 'x') + "\"}";
    EXPECT_EQ(place_of_refusal(decode_ask(encode(ask))), "/body");
    ask = sample_ask();
    ask.kind = std::string(name_bytes_max + 1, 'k');
    EXPECT_EQ(place_of_refusal(decode_ask(encode(ask))), "/kind");
}

TEST(WireUp, RefusesAHelloOfWhichAnyMemberIsWrong) {
    const auto text = encode(sample_hello());
    ASSERT_TRUE(decode_hello(text));
    const std::vector<Hostile> table{
        {"v", {"null", "2", "0", "\"1\""}},
        {"nonce", no_hex},
        {"agent", {"7", "\"" + std::string(name_bytes_max + 1, 'a') + "\""}},
        {"clock", {"null", "7", "[]"}},
        {"wall", no_number},
        {"mono", no_number},
        {"quality", {"null", "7"}},
        {"epochs", {"null", "{}", "[7]", "[{}]", "\"\""}},
        {"epoch", no_hex},
        {"ledger", {"null", "7", "{}"}},
        {"touch", {"null", "7", "{}"}},
        {"first", {"0", "null", "-1", "1e3", "11"}},
        {"next", {"0", "null", "1152921504606846976"}},
        {"acked", {"null", "10", "-1"}},
        {"id", no_uuid},
        {"feeds", {"{}", "[7]", "[{}]"}},
        {"feed", {"null", "\"Tasks\"", "\"a b\"", "7"}},
        {"scope", {"null", "\"store/1\"", "\"*\""}},
        {"generation", no_number},
        {"cursor", no_number},
        {"encodings", {"7", "[7]", "[\"\"]"}},
    };
    for (const auto& [key, values] : table) {
        const auto spoilt = spoil(text, key, values);
        EXPECT_FALSE(spoilt.empty()) << key;
        for (const auto& one : spoilt) EXPECT_FALSE(decode_hello(one.text)) << one.what;
    }
}

TEST(WireUp, RefusesABatchOfWhichAnyMemberIsWrong) {
    const auto text = encode(sample_batch());
    ASSERT_TRUE(decode_batch(text));
    const std::vector<Hostile> table{
        {"v", {"null", "2", "1.0"}},
        {"epoch", no_hex},
        {"lane", {"null", "\"\"", "\"both\"", "1"}},
        {"last", {"null", "0", "3", "7", "9", "1152921504606846976"}},
        {"before_id", {"7", "\"x\"", "{}"}},
        {"before_chain", {"7", "\"abc\"", "\"" + std::string(64, 'g') + "\"", "\"\""}},
        {"gaps", {"{}", "[7]", "[{}]", "[]"}},
        {"reason", {"null", "\"\"", "\"Why Not\"", "7"}},
        {"chain", {"7", "\"abc\""}},
        {"origin_epoch", {"7", "\"abc\""}},
        {"origin_first", no_seq},
        {"entries", {"null", "{}", "[]", "[7]", "[{}]", "[{},{},{}]"}},
        {"event", {"null", "7", "[]", "\"{}\""}},
        {"person", {"7", "[]"}},
        {"salt", no_hex},
    };
    for (const auto& [key, values] : table) {
        const auto spoilt = spoil(text, key, values);
        EXPECT_FALSE(spoilt.empty()) << key;
        for (const auto& one : spoilt) EXPECT_FALSE(decode_batch(one.text)) << one.what;
    }
}

TEST(WireUp, RefusesNumbersThatDoNotAddUp) {
    const auto refused = [](auto spoil_it) {
        auto batch = sample_batch();
        spoil_it(batch);
        return place_of_refusal(decode_batch(encode(batch)));
    };
    EXPECT_EQ(refused([](Batch& b) { b.first = Seq(0); }), "/last");
    EXPECT_EQ(refused([](Batch& b) { b.first = Seq(9); }), "/last");
    EXPECT_EQ(refused([](Batch& b) { std::swap(b.gaps[0], b.gaps[1]); }), "/gaps");
    EXPECT_EQ(refused([](Batch& b) { b.gaps[0].last = Seq(8); }), "/gaps");
    EXPECT_EQ(refused([](Batch& b) { b.gaps[0].last = Seq(4); }), "/gaps");
    EXPECT_EQ(refused([](Batch& b) { b.gaps[1].last = Seq(9); }), "/gaps");
    EXPECT_EQ(refused([](Batch& b) { b.gaps.pop_back(); }), "/entries");
    EXPECT_EQ(refused([](Batch& b) { b.entries.pop_back(); }), "/entries");
    EXPECT_EQ(refused([](Batch& b) { b.entries.push_back(b.entries[0]); }), "/entries");
    EXPECT_EQ(refused([](Batch&) {}), "taken");
}

TEST(WireUp, RefusesMoreThanItsBounds) {
    Batch batch;
    batch.epoch = sample_id<Epoch>(2);
    batch.first = Seq(1);
    batch.entries.assign(batch_entries_max + 1, {"{}", "", ""});
    batch.last = Seq(batch.entries.size());
    EXPECT_EQ(place_of_refusal(decode_batch(encode(batch))), "/entries");
    batch.entries.pop_back();
    batch.last = batch.last.before();
    EXPECT_EQ(place_of_refusal(decode_batch(encode(batch))), "taken");
    batch.entries[3].event = R"({"x":")" + std::string(event_bytes_max, 'x') + "\"}";
    EXPECT_EQ(place_of_refusal(decode_batch(encode(batch))), "/entries/3/event");
    batch.entries[3] = {"{}", R"({"x":")" + std::string(person_bytes_max, 'x') + "\"}",
                        std::string(16, 'x')};
    EXPECT_EQ(place_of_refusal(decode_batch(encode(batch))), "/entries/3/person");

    auto hello = sample_hello();
    hello.epochs.assign(epochs_max + 1, hello.epochs[0]);
    EXPECT_EQ(place_of_refusal(decode_hello(encode(hello))), "/epochs");
    hello.epochs.resize(1);
    hello.feeds.assign(feeds_max + 1, hello.feeds[0]);
    EXPECT_EQ(place_of_refusal(decode_hello(encode(hello))), "/feeds");
}

TEST(WireUp, ASingleCloudEventCarriesItsNumberAndEpoch) {
    const auto text =
        with_sequence(R"({"specversion":"1.0","data":{}})", sample_id<Epoch>(0xab), Seq(42));
    EXPECT_EQ(text, R"({"specversion":"1.0","data":{},"sequence":"00000000000000000042",)"
                    R"("epoch":"abababababababababababababababab"})");
    EXPECT_TRUE(Json::parse(text));
    EXPECT_NE(with_sequence("{}", sample_id<Epoch>(1), Seq(seq_max)).find("01152921504606846975"),
              std::string::npos);
}

}  // namespace
}  // namespace aisle
