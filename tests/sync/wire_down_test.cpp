// SPDX-License-Identifier: Apache-2.0
// What central says to a device, there and back, and from hostile mouths.
#include "agent/base/limits.hpp"
#include "sync/wire.hpp"
#include "tests/sync/wire_samples.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

template <class T>
std::string place_of_refusal(const Result<T>& result) {
    return result ? "taken" : result.error().place();
}

TEST(WireDown, AWelcomeGoesThereAndBack) {
    const auto welcome = sample_welcome();
    const auto back = decode_welcome(encode(welcome));
    ASSERT_TRUE(back) << back.error().place();
    EXPECT_EQ(encode(*back), encode(welcome));
    EXPECT_EQ(back->epochs[0].ledger.committed, Seq(7));
    EXPECT_TRUE(back->epochs[0].ledger.forked);
    EXPECT_FALSE(back->epochs[0].touch.forked);
    EXPECT_EQ(back->feeds, welcome.feeds);
    EXPECT_EQ(back->pace.events_per_second, 200);
    EXPECT_EQ(back->pace.window, 8);
    EXPECT_EQ(back->message_bytes_max, 61'440);
    EXPECT_EQ(back->groups, welcome.groups);
    EXPECT_EQ(back->holder, 4711);
}

TEST(WireDown, TheLeastWelcomeIsAWelcome) {
    const auto back =
        decode_welcome(R"({"v":1,"nonce":"01010101010101010101010101010101","wall":0,)"
                       R"("incarnation":"06060606060606060606060606060606","epochs":[]})");
    ASSERT_TRUE(back) << back.error().place();
    EXPECT_TRUE(back->epochs.empty());
    EXPECT_TRUE(back->feeds.empty());
    EXPECT_FALSE(back->pace.window);
    EXPECT_FALSE(back->message_bytes_max);
}

TEST(WireDown, AnAckGoesThereAndBack) {
    const auto back = decode_ack(encode(sample_ack()));
    ASSERT_TRUE(back);
    EXPECT_EQ(encode(*back), encode(sample_ack()));
    EXPECT_EQ(back->lane, Lane::touch);
    EXPECT_EQ(back->committed, Seq(7));
    EXPECT_TRUE(back->forked);
}

TEST(WireDown, APageGoesThereAndBackWithItsBodiesByteForByte) {
    const auto page = sample_page();
    const auto back = decode_page(encode(page));
    ASSERT_TRUE(back) << back.error().place();
    ASSERT_EQ(back->entries.size(), 2U);
    EXPECT_EQ(back->entries[0].body, page.entries[0].body);
    EXPECT_TRUE(back->entries[0].put);
    EXPECT_FALSE(back->entries[1].put);
    EXPECT_TRUE(back->entries[1].body.empty());
    EXPECT_TRUE(back->last);
    EXPECT_EQ(encode(*back), encode(page));
}

struct Hostile {
    std::string key;
    std::vector<std::string> values;
};
const std::vector<std::string> no_number{"null", "\"7\"", "1.5", "-1", "true", "{}", "[]"};
const std::vector<std::string> no_hex{
    "null", "7", "\"\"", "\"zz\"", "\"" + std::string(33, 'a') + "\"", "{}"};
const std::vector<std::string> no_uuid{"null", "7", "\"x\"", "\"" + std::string(36, 'a') + "\""};

template <class Decode>
void expect_refused(const std::string& text, const std::vector<Hostile>& table, Decode decode) {
    ASSERT_TRUE(decode(text));
    for (const auto& [key, values] : table) {
        const auto spoilt = spoil(text, key, values);
        EXPECT_FALSE(spoilt.empty()) << key;
        for (const auto& one : spoilt) EXPECT_FALSE(decode(one.text)) << one.what;
    }
}

TEST(WireDown, RefusesAWelcomeOfWhichAnyMemberIsWrong) {
    expect_refused(encode(sample_welcome()),
                   {{"v", {"null", "2"}},
                    {"nonce", no_hex},
                    {"incarnation", no_hex},
                    {"wall", no_number},
                    {"epochs", {"null", "{}", "[7]", "[{}]"}},
                    {"epoch", no_hex},
                    {"ledger", {"null", "7", "{}"}},
                    {"touch", {"null", "7", "{}"}},
                    {"committed", no_number},
                    {"id", no_uuid},
                    {"forked", {"7", "\"true\""}},
                    {"feeds", {"{}", "[7]", "[{}]"}},
                    {"feed", {"null", "\"Tasks\"", "7"}},
                    {"scope", {"null", "\"store/1\"", "\"\""}},
                    {"generation", no_number},
                    {"head", no_number},
                    {"encodings", {"7", "[7]"}},
                    {"pace", {"7", "[]"}},
                    {"events_per_second", {"0", "-1", "\"9\""}},
                    {"window", {"0", "65", "\"9\""}},
                    {"message_bytes_max", {"1023", "-1", "{}"}},
                    {"store", {"7", "\"" + std::string(name_bytes_max + 1, '4') + "\""}},
                    {"groups", {"7", "[\"a\",\"b\",\"c\"]", "[7]"}},
                    {"holder", {"-1", "4294967296", "\"1\""}}},
                   decode_welcome);
}

TEST(WireDown, RefusesAnAckOfWhichAnyMemberIsWrong) {
    expect_refused(encode(sample_ack()),
                   {{"v", {"null", "2"}},
                    {"nonce", no_hex},
                    {"incarnation", no_hex},
                    {"epoch", no_hex},
                    {"lane", {"null", "\"both\"", "1"}},
                    {"committed", {"null", "-1", "1152921504606846976", "\"7\""}},
                    {"id", no_uuid},
                    {"forked", {"7"}}},
                   decode_ack);
}

TEST(WireDown, RefusesAPageOfWhichAnyMemberIsWrong) {
    expect_refused(encode(sample_page()),
                   {{"v", {"null", "2"}},
                    {"feed", {"null", "\"Tasks\"", "7"}},
                    {"scope", {"null", "\"a/b\""}},
                    {"generation", no_number},
                    {"after", {"null", "15", "-1"}},
                    {"head", {"null", "14", "-1"}},
                    {"last", {"7", "\"yes\""}},
                    {"entries", {"null", "{}", "[7]", "[{}]"}},
                    {"cursor", {"null", "0", "14", "21"}},
                    {"op", {"null", "\"replace\"", "7"}},
                    {"key", {"null", "\"\"", "7"}},
                    {"body", {"null", "7", "\"{}\"", "[]"}}},
                   decode_page);
}

TEST(WireDown, AnAnswerGoesThereAndBackWithItsBodyByteForByte) {
    const auto answer = sample_answer();
    const auto back = decode_ask_answer(encode(answer));
    ASSERT_TRUE(back) << back.error().place();
    EXPECT_EQ(back->id, answer.id);
    EXPECT_EQ(back->incarnation, answer.incarnation);
    EXPECT_EQ(back->body, answer.body);
    EXPECT_FALSE(back->error);
}

TEST(WireDown, AnAnswerThatRefusesGoesThereAndBack) {
    const auto back = decode_ask_answer(encode(sample_refused_answer()));
    ASSERT_TRUE(back) << back.error().place();
    ASSERT_TRUE(back->error);
    EXPECT_EQ(back->error->code, "budget_spent");
    EXPECT_EQ(back->error->what, "nothing is left of this campaign");
    EXPECT_TRUE(back->body.empty());
}

TEST(WireDown, ACommandGoesThereAndBackWithItsBodyByteForByte) {
    const auto command = sample_command();
    const auto back = decode_command(encode(command));
    ASSERT_TRUE(back) << back.error().place();
    EXPECT_EQ(back->id, command.id);
    EXPECT_EQ(back->incarnation, command.incarnation);
    EXPECT_EQ(back->kind, "lease.granted");
    EXPECT_EQ(back->body, command.body);
}

const std::vector<std::string> no_message_id{"null", "7", "\"x\"",
                                             "\"00000000-0000-0000-0000-000000000000\""};
const std::vector<std::string> no_kind{"null", "7", "\"\"", "\"Lease\"", "\"a b\"", "\"a/b\""};

TEST(WireDown, RefusesAnAnswerOfWhichAnyMemberIsWrong) {
    expect_refused(encode(sample_answer()),
                   {{"v", {"null", "2"}},
                    {"id", no_message_id},
                    {"incarnation", no_hex},
                    {"body", {"null", "7", "\"{}\"", "[]"}}},
                   decode_ask_answer);
    expect_refused(encode(sample_refused_answer()),
                   {{"error", {"null", "7", "[]", "{}"}},
                    {"code", no_kind},
                    {"what", {"null", "7", "\"\"", "\"" + std::string(513, 'x') + "\""}}},
                   decode_ask_answer);
}

TEST(WireDown, AnAnswerHasABodyOrAnError) {
    auto text = encode(sample_answer());
    text.insert(text.size() - 1, R"(,"error":{"code":"a","what":"b"})");
    EXPECT_EQ(place_of_refusal(decode_ask_answer(text)), "/error");
    const auto neither = R"({"v":1,"id":"09090909-0909-0909-0909-090909090909",)"
                         R"("incarnation":"06060606060606060606060606060606"})";
    EXPECT_EQ(place_of_refusal(decode_ask_answer(neither)), "/body");
}

TEST(WireDown, RefusesACommandOfWhichAnyMemberIsWrong) {
    expect_refused(encode(sample_command()),
                   {{"v", {"null", "2"}},
                    {"id", no_message_id},
                    {"incarnation", no_hex},
                    {"kind", no_kind},
                    {"body", {"null", "7", "\"{}\"", "[]"}}},
                   decode_command);
}

TEST(WireDown, RefusesAnAnswerAndACommandOverTheirBounds) {
    const auto body = R"({"x":")" + std::string(ask_body_bytes_max, 'x') + "\"}";
    auto answer = sample_answer();
    answer.body = body;
    EXPECT_EQ(place_of_refusal(decode_ask_answer(encode(answer))), "/body");
    auto command = sample_command();
    command.body = body;
    EXPECT_EQ(place_of_refusal(decode_command(encode(command))), "/body");
}

TEST(WireDown, RefusesMoreThanItsBounds) {
    auto page = sample_page();
    page.entries.clear();
    page.after = Cursor(0);
    page.head = Cursor(1000);
    for (std::uint64_t i = 1; i <= page_entries_max + 1; ++i) {
        page.entries.push_back({Cursor(i), false, "k", ""});
    }
    EXPECT_EQ(place_of_refusal(decode_page(encode(page))), "/entries");
    page.entries.pop_back();
    EXPECT_EQ(place_of_refusal(decode_page(encode(page))), "taken");
    page.entries[2].put = true;
    page.entries[2].body = R"({"x":")" + std::string(feed_body_bytes_max, 'x') + "\"}";
    EXPECT_EQ(place_of_refusal(decode_page(encode(page))), "/entries/2/body");
    page.entries[2].body = "{}";
    page.entries[2].key = std::string(feed_key_bytes_max + 1, 'k');
    EXPECT_EQ(place_of_refusal(decode_page(encode(page))), "/entries/2/key");

    auto welcome = sample_welcome();
    welcome.epochs.assign(epochs_max + 1, welcome.epochs[0]);
    EXPECT_EQ(place_of_refusal(decode_welcome(encode(welcome))), "/epochs");
}

TEST(WireDown, AMemberOfANewerCentralIsLetPass) {
    auto text = encode(sample_ack());
    text.insert(text.size() - 1, R"(,"mood":"sunny")");
    EXPECT_TRUE(decode_ack(text));
}

}  // namespace
}  // namespace aisle
