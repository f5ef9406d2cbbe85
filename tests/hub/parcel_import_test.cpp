// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/parcel_import.hpp"

#include "agent/base/long_file.hpp"
#include "tests/hub/rights_bench.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/sync/parcel_bench.hpp"

#include <functional>

namespace aisle {
namespace {

class ParcelImportTest : public testing::Test {
protected:
    ParcelImportTest() {
        till.capture(Lane::ledger, 5);
        till.capture(Lane::touch, 3);
    }
    ParcelHead head() const {
        ParcelHead head;
        head.device = till.name;
        head.epoch = till.epoch;
        head.agent = "aisle/test";
        head.lanes = {ParcelSpan{Seq(1), Seq(5)}, ParcelSpan{Seq(1), Seq(3)}};
        return head;
    }
    // Written by hand, so that it can be written wrongly.
    void write(const ParcelHead& outside, const std::vector<Batch>& batches) {
        std::string bytes;
        auto writer =
            *ParcelWriter::begin(outside, sealed ? &shown : nullptr, till.dice, sink_to(bytes));
        for (const auto& batch : batches) {
            EXPECT_TRUE(writer.batch(encode(batch), batch.entries.size()));
        }
        EXPECT_TRUE(writer.end());
        folder.write("parcel", bytes);
    }
    void write() {
        write(head(), {till.batch(Lane::ledger, 1, 2), till.batch(Lane::ledger, 3, 5),
                       till.batch(Lane::touch, 1, 3)});
    }
    Result<ImportCount> run() {
        ParcelImport taking(hub.database(), hub.lines.log());
        return taking.run({folder.file("parcel"), &key, expected}, hub.now);
    }
    std::string why() {
        const auto refused = run();
        return refused ? "taken" : refused.error().what();
    }
    bool refused_for(std::string_view words) {
        const auto said = why();
        EXPECT_EQ(hub.events().size(), 0U) << "something of a refused file was stored";
        EXPECT_NE(said.find(words), std::string::npos) << said;
        return said.find(words) != std::string::npos;
    }

    ScratchFolder folder;
    RightsBench hub;
    TestDevice till;
    SealPrivateKey key = make_seal_key(till.dice);
    SealPublicKey shown = public_of(key);
    bool sealed = true;
    std::string expected;
};

TEST_F(ParcelImportTest, TakesEverythingByteForByteAndSettlesTheLanes) {
    write();
    const auto count = run();
    ASSERT_TRUE(count) << count.error().what();
    EXPECT_EQ(count->events, 8U);
    EXPECT_EQ(count->fresh, 8U);
    EXPECT_EQ(count->known, 0U);
    auto all = bytes_of(till, Lane::ledger);
    for (const auto& scan : bytes_of(till, Lane::touch)) all.push_back(scan);
    EXPECT_EQ(hub.events(), all);
    const auto welcome = hub.greet(till);
    EXPECT_EQ(welcome.epochs.at(0).ledger.committed, Seq(5));
    EXPECT_EQ(welcome.epochs.at(0).ledger.id, till.id_at(Lane::ledger, 5));
    EXPECT_EQ(welcome.epochs.at(0).touch.committed, Seq(3));
    EXPECT_EQ(hub.look(view_findings).size(), 0U);
}

TEST_F(ParcelImportTest, AgainOrBesideTheLineEverythingCountsOnce) {
    hub.greet(till);
    hub.send(till, till.batch(Lane::ledger, 1, 3));
    write();
    EXPECT_EQ(run()->fresh, 5U);
    const auto again = run();
    EXPECT_EQ(again->fresh, 0U);
    EXPECT_EQ(again->known, 8U);
    hub.send(till, till.batch(Lane::ledger, 1, 5));
    hub.send(till, till.batch(Lane::touch, 1, 3));
    EXPECT_EQ(hub.events().size(), 8U);
    EXPECT_EQ(hub.look(view_findings).size(), 0U);
}

TEST_F(ParcelImportTest, ADeviceThatIsThereHearsOfItUnasked) {
    hub.greet(till);
    write();
    ASSERT_TRUE(run());
    const auto due = hub.due();
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].topic, "down/s0042-pos1/welcome");
    EXPECT_EQ(decode_welcome(due[0].payload)->epochs.at(0).ledger.committed, Seq(5));
}

TEST_F(ParcelImportTest, AnotherDeviceHearsUnaskedWhatItMeansForItsRights) {
    constexpr CouponRef coupon{offer, 17};
    RightsTill here("s0042-pos1", 3);
    RightsTill there("s0043-pos1", 4);
    ASSERT_TRUE(hub.rights.fund(offer, LeaseUnit::count, 10));
    hub.welcome(here);
    hub.welcome(there);
    const auto end = hub.now + Seconds{86400};
    ASSERT_TRUE(hub.rights.put_right({coupon, here.name, 1, end}));
    hub.say(here, right_accepted({coupon, 1, "here"}));
    ASSERT_TRUE(hub.rights.put_right({coupon, there.name, 1, end}));
    hub.look_round();
    hub.forget();
    here.write(right_returned({coupon, 1, "returned"}, ""));
    auto outside = head();
    outside.epoch = here.epoch;
    outside.lanes = {ParcelSpan{Seq(1), Seq(3)}, std::nullopt};
    write(outside, {here.batch(Lane::ledger, 1, 3)});
    const auto count = run();
    ASSERT_TRUE(count) << count.error().what();
    hub.look_round();
    ASSERT_FALSE(hub.told(there).empty());
    EXPECT_EQ(hub.told(there).back(), "right.granted");
}

TEST_F(ParcelImportTest, GapsAreCountedAndTold) {
    write(head(), {till.batch_with_gap(Lane::ledger, {Seq(1), Seq(5)}, {Seq(2), Seq(3)}, "evicted"),
                   till.batch(Lane::touch, 1, 3)});
    const auto count = run();
    ASSERT_TRUE(count) << count.error().what();
    EXPECT_EQ(count->events, 6U);
    EXPECT_EQ(count->gaps, 1U);
    EXPECT_EQ(hub.look(view_gaps).size(), 1U);
}

TEST_F(ParcelImportTest, ManyBatchesTakeSeveralTransactions) {
    till.capture(Lane::ledger, 95);
    auto outside = head();
    outside.lanes = {ParcelSpan{Seq(1), Seq(100)}, std::nullopt};
    std::vector<Batch> batches;
    for (std::uint64_t n = 1; n <= 100; ++n) batches.push_back(till.batch(Lane::ledger, n, n));
    write(outside, batches);
    EXPECT_EQ(run()->fresh, 100U);
    EXPECT_EQ(hub.events().size(), 100U);
}

TEST_F(ParcelImportTest, WhatIsDamagedOrCutIsRefusedWhole) {
    write();
    const auto whole = read_whole(folder.file("parcel"));
    for (std::size_t at = 0; at < whole.size(); at += 37) {
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        folder.write("parcel", changed);
        EXPECT_FALSE(run()) << at;
        folder.write("parcel", whole.substr(0, at));
        EXPECT_FALSE(run()) << at;
    }
    EXPECT_EQ(hub.events().size(), 0U);
    folder.write("parcel", "something else that lay on the stick");
    EXPECT_TRUE(refused_for("no file that aisle export made"));
    folder.write("parcel", whole);
    EXPECT_TRUE(run()) << "the control";
}

TEST_F(ParcelImportTest, AnotherKeyOrAnotherDeviceIsNamed) {
    write();
    expected = "s0042-pos2";
    EXPECT_TRUE(refused_for("it is of s0042-pos1, and s0042-pos2 is expected"));
    expected.clear();
    const auto right = key;
    key = make_seal_key(till.dice);
    EXPECT_TRUE(refused_for("it is sealed to the key"));
    key = right;
    auto outside = head();
    outside.device = "s0099-pos1";
    write(outside, {till.batch(Lane::ledger, 1, 5), till.batch(Lane::touch, 1, 3)});
    EXPECT_TRUE(refused_for("no event in it is of s0099-pos1"));
}

TEST_F(ParcelImportTest, WhatDoesNotFitItsOutsideIsRefusedWhole) {
    write(head(), {till.batch(Lane::ledger, 1, 2), till.batch(Lane::ledger, 4, 5)});
    EXPECT_TRUE(refused_for("goes on at 4 after 2"));
    write(head(), {till.batch(Lane::ledger, 1, 5)});
    EXPECT_TRUE(refused_for("touch ends at 0, not at 3"));
    TestDevice other(till.name, 99);
    other.capture(Lane::ledger, 5);
    write(head(), {other.batch(Lane::ledger, 1, 5)});
    EXPECT_TRUE(refused_for("another epoch"));
    auto broken = till.batch(Lane::ledger, 1, 5);
    broken.entries[2].event = R"({"specversion":"9"})";
    write(head(), {broken});
    EXPECT_TRUE(refused_for("event 2 of the batch"));
}

TEST_F(ParcelImportTest, TheFirstReadingAloneTakesNothing) {
    write();
    const auto seen = survey_parcel({folder.file("parcel"), &key, expected});
    ASSERT_TRUE(seen) << seen.error().what();
    EXPECT_EQ(import_text(*seen), "s0042-pos1: 8 events, 0 gaps; whole, and not taken yet");
    EXPECT_EQ(hub.events().size(), 0U);
}

TEST_F(ParcelImportTest, NotSealedItIsTakenAndSaid) {
    sealed = false;
    write();
    const auto count = run();
    ASSERT_TRUE(count);
    EXPECT_EQ(import_text(*count),
              "s0042-pos1: 8 events, 8 new, 0 known already, 0 gaps; it was not sealed");
    EXPECT_NE(
        import_json(*count).find(R"("sealed":false,"events":8,"gaps":0,"taken":true,"new":8)"),
        std::string::npos);
}

}  // namespace
}  // namespace aisle
