// SPDX-License-Identifier: Apache-2.0
// The real daemon with a printer on the network: what is asked for comes out once, whatever happens
// to the daemon in the middle of a slip.
#include "tests/kill/shop.hpp"
#include "tests/support/fake_printer.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Mood = FakePrinter::Mood;

std::string coupon(const std::string& id, const std::string& title = "夏日优惠") {
    return R"({"id":")" + id + R"(","slip":"coupon","language":"zh","coupon":{"title":")" + title +
           R"(","token":"AIS1ABC","expires":"2026-08-31T23:59:59+08:00"}})";
}

struct Counterside {
    Counterside()
        : shop({.settings = "[[printer]]\nname = \"front\"\nkind = \"tcp\"\naddress = "
                            "\"127.0.0.1:" +
                            std::to_string(printer.port()) + "\"\n"}) {}

    int post(const std::string& path, const std::string& body) const {
        auto stream = Stream::connect_to(shop.port());
        stream.write("POST " + path +
                     " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(shop.port()) +
                     "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\n\r\n" + body);
        std::string answer;
        for (auto part = stream.read_some(); !part.empty(); part = stream.read_some()) {
            answer += part;
        }
        const auto space = answer.find(' ');
        return space == answer.npos ? 0 : std::stoi(answer.substr(space + 1, 3));
    }
    // The states of all slips, the newest first.
    std::string states() const {
        std::string text;
        const auto* jobs = shop.get("/v1/print-jobs").find("jobs");
        if (jobs == nullptr) return "nobody answers";
        for (const auto& job : jobs->items()) {
            text.append(text.empty() ? "" : " ").append(*job.find("state")->string());
        }
        return text;
    }
    bool become(const std::string& wanted) {
        return soon([&] { return states() == wanted; }, patient);
    }

    FakePrinter printer;
    Shop shop;
};

TEST(Printing, ACouponComesOutOnceHoweverOftenItIsAskedFor) {
    Counterside day;
    day.shop.open_daemon();
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-1")), 201);
    ASSERT_TRUE(day.become("printed")) << day.states();
    const auto paper = day.printer.paper();
    EXPECT_NE(paper.find("AIS1ABC"), paper.npos);
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-1")), 200);
    day.shop.stop_daemon();
    day.shop.open_daemon();
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-1")), 200);
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-2")), 201);
    ASSERT_TRUE(day.become("printed printed")) << day.states();
    EXPECT_EQ(times_said("AIS1ABC", day.printer.paper()), 2u);
    EXPECT_EQ(disobedience(day.printer.paper()), "");
}

TEST(Printing, KilledInTheMiddleOfASlipItPrintsNothingASecondTimeByItself) {
    Counterside day;
    day.shop.open_daemon();
    day.printer.stall_after(100);
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-1")), 201);
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-2", "next")), 201);
    ASSERT_TRUE(soon([&] { return day.printer.paper().size() == 100; }, patient));
    day.shop.kill_daemon();
    day.printer.go_on();
    day.shop.open_daemon();
    // The one that had not begun comes out; the other waits for a person.
    ASSERT_TRUE(day.become("printed doubtful")) << day.states();
    const std::string mark = "\xb8\xb1\xb1\xbe 1";  // "副本 1" in GB18030
    EXPECT_EQ(times_said("next", day.printer.paper()), 1u);
    EXPECT_EQ(times_said(mark, day.printer.paper()), 0u);
    EXPECT_LE(times_said("AIS1ABC", day.printer.paper()), 2u)
        << "what was on its way, and the next";
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-1")), 200);
    const auto before = day.printer.paper();
    EXPECT_EQ(day.post("/v1/print-jobs/1/copies", R"({"id":"again-1"})"), 201);
    EXPECT_EQ(day.post("/v1/print-jobs/1/copies", R"({"id":"again-1"})"), 200);
    ASSERT_TRUE(day.become("printed printed doubtful")) << day.states();
    const auto copy = day.printer.paper().substr(before.size());
    EXPECT_EQ(times_said(mark, copy), 2u) << "at both ends";
    EXPECT_EQ(times_said("AIS1ABC", copy), 1u);
}

TEST(Printing, WaitsForPaperThroughARestart) {
    Counterside day;
    day.printer.be(Mood::paper_out);
    day.shop.open_daemon();
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-1")), 201);
    ASSERT_TRUE(day.become("waiting"));
    day.shop.kill_daemon();
    day.shop.open_daemon();
    ASSERT_TRUE(soon([&] { return day.printer.looks() > 1; }, patient));
    EXPECT_EQ(day.states(), "waiting");
    EXPECT_EQ(day.printer.paper(), "");
    day.printer.be(Mood::well);
    ASSERT_TRUE(day.become("printed")) << day.states();
    EXPECT_EQ(times_said("AIS1ABC", day.printer.paper()), 1u);
}

TEST(Printing, AisleLooksAfterItsTestPage) {
    Counterside day;
    day.shop.open_daemon();
    const auto print_test = [&] {
        return run_program({AISLE_BINARY_DIR "/aisle", "--url",
                            "http://127.0.0.1:" + std::to_string(day.shop.port()), "print",
                            "test"});
    };
    const auto printed = print_test();
    EXPECT_EQ(printed.status, 0);
    EXPECT_EQ(printed.output, "slip 1 for front: printed\n");
    EXPECT_EQ(times_said("AISLE PRINTER TEST", day.printer.paper()), 1u);
    day.printer.be(Mood::paper_out);
    const auto waiting = print_test();
    EXPECT_EQ(waiting.status, 4);
    EXPECT_NE(waiting.output.find("slip 2 for front: waiting"), waiting.output.npos)
        << waiting.output;
    EXPECT_NE(waiting.output.find("The printer is out of paper"), waiting.output.npos)
        << waiting.output;
}

TEST(Printing, NoTextThatIsAskedForOpensTheDrawer) {
    Counterside day;
    day.shop.open_daemon();
    int number = 0;
    for (const std::string title :
         {"\\u001bp0\\u0019\\u00fa", "\\u0010\\u0014\\u0001\\u0030\\u0008", "\\u0007",
          "\\u001d(A\\u0002"}) {
        EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-" + std::to_string(++number), title)), 400);
    }
    EXPECT_EQ(day.post("/v1/print-jobs", coupon("k-9", "a\\u200bp\\u00a5\\u20ac\\ud83d\\ude00")),
              201);
    ASSERT_TRUE(day.become("printed")) << day.states();
    EXPECT_EQ(disobedience(day.printer.heard()), "");
}

}  // namespace
}  // namespace aisle
