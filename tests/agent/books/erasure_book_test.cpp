// SPDX-License-Identifier: Apache-2.0
#include "agent/books/erasure_book.hpp"

#include "agent/base/files.hpp"
#include "agent/domain/receipt/unparsed_event.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string form =
    R"({"phone":"138-0013-8000","name":"李雷","member_card":"UNIQUE-MARK-7","consents":[)"
    R"({"purpose":"membership","channel":"any","decision":"given","notice":)"
    R"({"id":"n1","version":"3","language":"zh-CN","sha256":")" +
    Counter::notice_hash() + R"("}}]})";

struct ErasureBookTest : testing::Test {
    ErasureBookTest() { counter.put_notice(); }
    std::string sign_up() {
        counter.members.sign_up(form, counter.accept());
        EXPECT_TRUE(counter.last());
        return counter.last() ? counter.last()->member : std::string();
    }
    static std::string phone() {
        const auto digest =
            Counter::keys().identifiers->of(IdentifierKind::phone, "+8613800138000").digest;
        return to_hex(digest.view());
    }
    void erase(const std::string& request, const std::string& whom) {
        counter.put(counter.erasures, "fleet", request, R"({"erase_seq":7,)" + whom + "}");
    }
    std::int64_t count(Statement statement) {
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    std::int64_t parts() {
        return count(
            counter.bench.write->prepare("SELECT count(*) FROM entry WHERE person IS NOT NULL"));
    }
    std::string who(const std::string& body) {
        std::string text;
        counter.members.identify(
            body, [&](Result<std::string> answer) { text = answer ? *answer : "failed"; });
        return text;
    }
    bool on_disk(std::string_view mark) {
        SystemFiles files;
        for (const auto* name : {"journal.db", "journal.db-wal"}) {
            const auto bytes = files.read(counter.bench.folder.file(name), 64 * MiB);
            if (bytes && bytes->find(mark) != std::string::npos) return true;
        }
        return false;
    }
    Counter counter;
};

TEST_F(ErasureBookTest, ForgetsAMemberWholeAndKeepsTheFacts) {
    const auto member = sign_up();
    const auto before = counter.rows(Lane::ledger);
    ASSERT_GT(parts(), 0);
    erase("r-1", R"("provisional_ids":[")" + member + "\"]");
    EXPECT_EQ(parts(), 0);
    EXPECT_EQ(who(R"({"member_id":")" + member + "\"}"), R"({"known":false,"limited":true})");
    EXPECT_EQ(who(R"({"phone":"13800138000"})"), R"({"known":false,"limited":true})");
    EXPECT_EQ(count(counter.bench.write->prepare("SELECT count(*) FROM consent")), 0);
    EXPECT_EQ(count(counter.bench.write->prepare("SELECT count(*) FROM member_identifier")), 0);
    const auto after = counter.rows(Lane::ledger);
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].event, before[i].event);
}

// The text of a receipt that nobody could read, by the number that stood on it.
TEST_F(ErasureBookTest, ForgetsTheUnreadReceiptsThatNameHer) {
    const auto print = [this](const std::string& line) {
        PrintedPaper paper;
        paper.lines = {"Thank you, UNIQUE-MARK-8", line};
        counter.desk.record(
            purchase_unparsed({.source = "till-1", .reason = "raster", .receipt_template = ""},
                              paper, counter.desk.persons_known_by()),
            counter.accept());
        ASSERT_TRUE(counter.last());
    };
    print("Tel 138-0013-8000");
    print("Tel 139-0013-9000");
    ASSERT_EQ(parts(), 2);
    erase("r-1", R"("identifier_hmacs":[")" + phone() + "\"]");
    EXPECT_EQ(parts(), 1) << "another's stays";
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 2U);
}

TEST_F(ErasureBookTest, LeavesNothingOfHerInTheFiles) {
    const auto member = sign_up();
    EXPECT_TRUE(on_disk("UNIQUE-MARK-7"));
    erase("r-1", R"("provisional_ids":[")" + member + "\"]");
    EXPECT_FALSE(on_disk("UNIQUE-MARK-7"));
}

TEST_F(ErasureBookTest, FindsWhoSignedUpHereByHerNumber) {
    sign_up();
    sign_up();
    erase("r-1", R"("member_id":"m-1","identifier_hmacs":[")" + phone() + "\"]");
    EXPECT_EQ(parts(), 0);
    EXPECT_EQ(count(counter.bench.write->prepare("SELECT count(*) FROM member")), 0);
    EXPECT_EQ(counter.forgotten.size(), 3U);
}

TEST_F(ErasureBookTest, ForgetsTheIdsThatWereMergedToo) {
    const auto member = sign_up();
    counter.put(counter.member_book, "store-s0042", "m-1",
                R"({"merged_from":[")" + member + "\"]}");
    erase("r-1", R"("member_id":"m-1")");
    EXPECT_EQ(parts(), 0);
    EXPECT_EQ(*counter.member_book.resolve(member), member);
}

TEST_F(ErasureBookTest, LeavesTheOthersAlone) {
    const auto member = sign_up();
    counter.put(counter.member_book, "store-s0042", "m-2", R"({"tier":"gold"})");
    const auto kept = parts();
    erase("r-1", R"("member_id":"m-9")");
    EXPECT_EQ(parts(), kept);
    EXPECT_NE(who(R"({"member_id":"m-2"})").find("gold"), std::string::npos);
    EXPECT_NE(who(R"({"member_id":")" + member + "\"}").find("true"), std::string::npos);
}

TEST_F(ErasureBookTest, RefusesTheCardThatWasOnItsWay) {
    erase("r-1", R"("member_id":"m-1","identifier_hmacs":[")" + phone() + "\"]");
    counter.put(counter.member_book, "store-s0042", "m-1", R"({"tier":"gold"})");
    EXPECT_EQ(who(R"({"member_id":"m-1"})"), R"({"known":false,"limited":true})");
    // She may sign up again at once.
    sign_up();
    EXPECT_NE(who(R"({"phone":"13800138000"})").find(R"("known":true)"), std::string::npos);
}

TEST_F(ErasureBookTest, TakesHerOutOfAGenerationThatIsNotWholeYet) {
    Feeds feeds(*counter.bench.write, {&counter.member_book, &counter.erasures});
    const auto apply = [&](const Page& page) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
            TRY(feeds.apply(txn, page));
            return {};
        }));
    };
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(feeds.follow(txn, {{"members", "store-s0042", Generation(1), Cursor(9)},
                               {"erasures", "fleet", Generation(1), Cursor(1)}}));
        return {};
    }));
    apply({"members",
           "store-s0042",
           Generation(1),
           Cursor(0),
           Cursor(9),
           false,
           {{Cursor(1), true, "m-1", R"({"masked_name":"UNIQUE-MARK-7"})"}}});
    EXPECT_TRUE(on_disk("UNIQUE-MARK-7"));
    const std::string body = R"({"erase_seq":7,"member_id":"m-1"})";
    apply({"erasures",
           "fleet",
           Generation(1),
           Cursor(0),
           Cursor(1),
           true,
           {{Cursor(1), true, "r-1", body}}});
    EXPECT_EQ(*counter.erasures.applied(), 7);
    EXPECT_EQ(count(counter.bench.write->prepare("SELECT count(*) FROM feed_stage")), 0);
    counter.bench.committer->tidy_up();
    EXPECT_FALSE(on_disk("UNIQUE-MARK-7"));
}

TEST_F(ErasureBookTest, SaysWhetherSomebodyWasFoundHere) {
    Counter bare;
    ErasureBook book(*bare.bench.write,
                     {*bare.bench.journal, bare.member_book, bare.consents, bare.erased});
    int found = 0;
    book.when_found([&](Txn&) -> Result<void> {
        ++found;
        return {};
    });
    bare.put(book, "fleet", "r-1", R"({"erase_seq":7,"member_id":"m-9"})");
    EXPECT_EQ(found, 0);
    bare.put(bare.member_book, "store-s0042", "m-1", R"({"tier":"gold"})");
    bare.put(book, "fleet", "r-2", R"({"erase_seq":8,"member_id":"m-1"})");
    EXPECT_EQ(found, 1);
}

TEST_F(ErasureBookTest, TellsCentralOnceAndNamesNobody) {
    const auto member = sign_up();
    erase("r-1", R"("provisional_ids":[")" + member + "\"]");
    counter.members.tell_erasures();
    counter.members.tell_erasures();
    erase("r-1", R"("provisional_ids":[")" + member + "\"]");
    counter.members.tell_erasures();
    std::size_t told = 0;
    for (const auto& row : counter.rows(Lane::ledger)) {
        if (row.event.find("privacy.erased") == std::string::npos) continue;
        if (row.event.find("\"data\"") == std::string::npos) continue;
        ++told;
        EXPECT_NE(row.event.find(R"("request_id":"r-1","erase_seq":7)"), std::string::npos);
        EXPECT_NE(row.event.find(R"("cards":1)"), std::string::npos) << row.event;
        EXPECT_EQ(row.event.find(member), std::string::npos);
    }
    EXPECT_EQ(told, 1U);
    EXPECT_EQ(*counter.erasures.applied(), 7);
}

TEST_F(ErasureBookTest, TellsHoweverManyThereAre) {
    for (int i = 0; i < 70; ++i) erase("r-" + std::to_string(i), R"("member_id":"m-1")");
    counter.members.tell_erasures();
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 70U);
}

TEST_F(ErasureBookTest, IsNotTakenBack) {
    erase("r-1", R"("member_id":"m-1")");
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return counter.erasures.remove(txn, "fleet", "r-1"); }));
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.erasures.clear(txn, "fleet"); }));
    counter.put(counter.member_book, "store-s0042", "m-1", R"({"tier":"gold"})");
    EXPECT_EQ(who(R"({"member_id":"m-1"})"), R"({"known":false,"limited":true})");
}

TEST_F(ErasureBookTest, AnErasureThatFailsLeavesHerWhole) {
    const auto member = sign_up();
    const auto kept = parts();
    EXPECT_FALSE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.erasures.put(
            txn, "fleet",
            {Cursor(1), true, "r-1", R"({"erase_seq":7,"provisional_ids":[")" + member + "\"]}"}));
        return Error(Errc::invalid, "the test says so");
    }));
    EXPECT_EQ(parts(), kept);
    EXPECT_EQ(*counter.erasures.applied(), 0);
}

}  // namespace
}  // namespace aisle
