// SPDX-License-Identifier: Apache-2.0
#include "agent/base/limits.hpp"
#include "tests/agent/embed/shop.hpp"
#include "tests/support/json_of.hpp"

namespace aisle {
namespace {

using Interface = Shop;

// The members of the answer's object, but not what they hold: the time goes on.
std::vector<std::string> names_in(const OwnedAnswer& answer) {
    std::vector<std::string> names;
    const std::string text = aisle_answer_json(answer.get());
    for (const auto& member : json_of(text).members()) names.emplace_back(member.key());
    return names;
}

TEST_F(Interface, SavesAScanAndASaleAndOpensNoFormWithoutItsNotice) {
    const auto agent = open(folder);
    const auto scan = capture(agent, AISLE_SCAN, scan_json);
    EXPECT_EQ(status_of(scan), AISLE_SAVED);
    EXPECT_NE(std::string(aisle_answer_json(scan.get())).find(R"("lane":"touch","seq":1)"),
              std::string::npos);
    EXPECT_STREQ(aisle_answer_code(scan.get()), "");
    EXPECT_EQ(status_of(capture(agent, AISLE_PURCHASE, sale_json)), AISLE_SAVED);
    // Central has not been heard yet, so no form has a notice to show.
    const std::string form =
        R"({"member_card":"C-9","consents":[{"purpose":"membership","channel":"any",)"
        R"("decision":"given","notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
        std::string(64, 'a') + "\"}}]}";
    const auto member = capture(agent, AISLE_MEMBER, form);
    EXPECT_EQ(status_of(member), AISLE_DENIED);
    EXPECT_STREQ(aisle_answer_code(member.get()), "notice_missing");
}

TEST_F(Interface, AnswersARepeatWithTheFirstAnswer) {
    const auto agent = open(folder);
    const auto first = capture(agent, AISLE_PURCHASE, sale_json);
    const auto again = capture(agent, AISLE_PURCHASE, sale_json);
    EXPECT_EQ(status_of(first), AISLE_SAVED);
    EXPECT_EQ(status_of(again), AISLE_OK);
    EXPECT_STREQ(aisle_answer_json(first.get()), aisle_answer_json(again.get()));
}

TEST_F(Interface, HasSavedWhatItSaysIsSaved) {
    {
        const auto agent = open(folder);
        EXPECT_EQ(status_of(capture(agent, AISLE_PURCHASE, sale_json)), AISLE_SAVED);
    }
    const auto agent = open(folder);
    EXPECT_EQ(status_of(capture(agent, AISLE_PURCHASE, sale_json)), AISLE_OK);
}

TEST_F(Interface, TakesACodeWithoutJson) {
    const auto agent = open(folder);
    const std::string bytes(
        "]d20104006381333931\x1d"
        "10\0x",
        24);
    aisle_code code = AISLE_CODE_INIT;
    code.bytes = bytes.data();
    code.size = bytes.size();
    code.source = "lane1";
    code.id = "c-1";
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), &code, 0))), AISLE_SAVED);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), &code, 0))), AISLE_OK);
}

TEST_F(Interface, SaysWhereABodyIsWrong) {
    const auto agent = open(folder);
    std::string sale(sale_json);
    sale.replace(sale.find("\"2\""), 3, "\"3\"");
    const auto answer = capture(agent, AISLE_PURCHASE, sale);
    EXPECT_EQ(status_of(answer), AISLE_INVALID);
    EXPECT_STREQ(aisle_answer_code(answer.get()), "line_disagrees");
    EXPECT_EQ(std::string(aisle_answer_pointer(answer.get())).substr(0, 8), "/lines/0");
    EXPECT_STRNE(aisle_answer_text(answer.get()), "");
    EXPECT_STREQ(aisle_answer_code(capture(agent, AISLE_MEMBER, "{").get()), "bad_json");
}

TEST_F(Interface, ShowsTheStatusThatHttpShows) {
    const auto agent = open(folder);
    const OwnedAnswer status(aisle_status(agent.get(), 0));
    const OwnedAnswer asked(aisle_ask(agent.get(), "GET", "/v1/status", nullptr, 0, 0));
    EXPECT_EQ(status_of(status), AISLE_OK);
    EXPECT_NE(std::string(aisle_answer_json(status.get())).find("\"device\":\"s0042-pos1\""),
              std::string::npos);
    EXPECT_EQ(names_in(status), names_in(asked));
    EXPECT_EQ(status_of(OwnedAnswer(aisle_ask(agent.get(), "GET", "/v1/tasks", nullptr, 0, 0))),
              AISLE_OK);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_ask(agent.get(), "GET", "/v1/live", nullptr, 0, 0))),
              AISLE_INVALID);
}

TEST_F(Interface, RefusesWhatItNeedsAndIsNotGiven) {
    const auto agent = open(folder);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture(nullptr, AISLE_SCAN, "{}", 2, 0))),
              AISLE_INVALID);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture(agent.get(), AISLE_SCAN, nullptr, 2, 0))),
              AISLE_INVALID);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture(agent.get(), 99, "{}", 2, 0))), AISLE_INVALID);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture(agent.get(), AISLE_SCAN, nullptr, 0, 0))),
              AISLE_INVALID);
    EXPECT_EQ(aisle_capture_async(agent.get(), AISLE_SCAN, "{}", 2, nullptr, nullptr),
              AISLE_INVALID);
    EXPECT_EQ(aisle_capture_async(nullptr, AISLE_SCAN, "{}", 2, Heard::answer, nullptr),
              AISLE_INVALID);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), nullptr, 0))), AISLE_INVALID);
    aisle_code code{};
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), &code, 0))), AISLE_INVALID);
    code = AISLE_CODE_INIT;
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), &code, 0))), AISLE_INVALID);
    code.size = 5;
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), &code, 0))), AISLE_INVALID);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_ask(agent.get(), nullptr, "/", nullptr, 0, 0))),
              AISLE_INVALID);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_ask(agent.get(), "GET", nullptr, nullptr, 0, 0))),
              AISLE_INVALID);
    EXPECT_EQ(status_of(OwnedAnswer(aisle_status(nullptr, 0))), AISLE_INVALID);
    EXPECT_EQ(aisle_close(nullptr, 0), AISLE_INVALID);
    EXPECT_EQ(aisle_http_port(nullptr), 0);
    aisle_free(nullptr);
    aisle_answer_free(nullptr);
    aisle_options_free(nullptr);
}

TEST_F(Interface, RefusesOptionsThatAreNone) {
    EXPECT_EQ(aisle_open(nullptr, nullptr), nullptr);
    EXPECT_EQ(aisle_options_file(nullptr, "x"), AISLE_INVALID);
    EXPECT_EQ(aisle_options_events(nullptr, Heard::event, nullptr), AISLE_INVALID);
    aisle_options* options = aisle_options_new();
    EXPECT_EQ(aisle_options_file(options, nullptr), AISLE_INVALID);
    EXPECT_EQ(aisle_options_text(options, nullptr, 3), AISLE_INVALID);
    EXPECT_EQ(aisle_options_text(options, "", config_bytes_max + 1), AISLE_TOO_LARGE);
    EXPECT_EQ(aisle_options_set(options, "disk.directory", nullptr), AISLE_INVALID);
    EXPECT_EQ(aisle_options_set(options, "no.such", "key"), AISLE_OK);
    aisle_answer* why = nullptr;
    EXPECT_EQ(aisle_open(options, &why), nullptr);
    const OwnedAnswer reason(why);
    EXPECT_EQ(status_of(reason), AISLE_INVALID);
    EXPECT_STREQ(aisle_answer_code(why), "bad_config");
    EXPECT_NE(std::string(aisle_answer_text(why)).find("aisle_options_set: no.such"),
              std::string::npos)
        << aisle_answer_text(why);
    aisle_options_free(options);
}

TEST_F(Interface, RefusesABodyThatIsTooLarge) {
    const auto agent = open(folder);
    const std::string body(http_body_bytes_max + 1, ' ');
    EXPECT_EQ(status_of(capture(agent, AISLE_PURCHASE, body)), AISLE_TOO_LARGE);
    aisle_code code = AISLE_CODE_INIT;
    code.bytes = body.data();
    code.size = scan_bytes_max + 1;
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), &code, 0))), AISLE_INVALID);
    code.size = body.size();
    EXPECT_EQ(status_of(OwnedAnswer(aisle_capture_code(agent.get(), &code, 0))), AISLE_TOO_LARGE);
}

TEST_F(Interface, ReadsAnAnswerThatThereWasNoMemoryFor) {
    EXPECT_EQ(aisle_answer_status(nullptr), AISLE_UNAVAILABLE);
    EXPECT_STREQ(aisle_answer_code(nullptr), "out_of_memory");
    EXPECT_STREQ(aisle_answer_json(nullptr), "");
    EXPECT_STREQ(aisle_answer_pointer(nullptr), "");
}

TEST_F(Interface, SaysThatItIsClosed) {
    const auto agent = open(folder);
    EXPECT_EQ(aisle_close(agent.get(), 0), AISLE_OK);
    EXPECT_EQ(aisle_close(agent.get(), 0), AISLE_OK);
    const auto answer = capture(agent, AISLE_SCAN, scan_json);
    EXPECT_EQ(status_of(answer), AISLE_UNAVAILABLE);
    EXPECT_STREQ(aisle_answer_code(answer.get()), "closed");
    Heard heard;
    EXPECT_EQ(aisle_capture_async(agent.get(), AISLE_SCAN, "{}", 2, Heard::answer, &heard),
              AISLE_ACCEPTED);
    EXPECT_TRUE(heard.soon("answer 503 closed"));
}

}  // namespace
}  // namespace aisle
