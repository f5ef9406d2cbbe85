// SPDX-License-Identifier: Apache-2.0
#include "agent/app/printers.hpp"

#include "tests/agent/app/house.hpp"
#include "tests/support/fake_printer.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Mood = FakePrinter::Mood;

const std::string test_page = R"({"id":"t-1","slip":"test","language":"zh"})";

struct PrintersTest : testing::Test {
    void start() {
        PrinterConfig printer;
        printer.name = "front";
        printer.address = "127.0.0.1:" + std::to_string(fake.port());
        house.config.printers = {printer};
        house.start();
    }
    Response ask(const std::string& method, std::vector<std::string> path,
                 const std::string& body = "", std::vector<QueryItem> query = {}) {
        Request request;
        request.query = std::move(query);
        request.method = method;
        request.path = std::move(path);
        request.body = body;
        auto answer = std::make_shared<std::optional<Response>>();
        house.agent->ask(request, [answer](Response response) { *answer = std::move(response); });
        EXPECT_TRUE(house.until([&] { return answer->has_value(); }));
        return *answer ? **answer : Response{};
    }
    std::string listed() { return ask("GET", {"v1", "print-jobs"}).body; }
    std::string journal() { return ask("GET", {"v1", "journal"}, "", {{"lane", "touch"}}).body; }
    // It is looked at again and again, for the printer answers in its own time.
    template <class Look>
    bool comes(const std::string& words, Look look) {
        for (int looks = 0; looks < 300'000; ++looks) {
            if (look().find(words) != std::string::npos) return true;
        }
        ADD_FAILURE() << words << " does not come: " << look();
        return false;
    }
    bool comes(const std::string& words) {
        return comes(words, [this] { return listed(); });
    }

    FakePrinter fake;
    House house;
};

TEST_F(PrintersTest, ASlipThatIsAskedForComesOut) {
    start();
    const auto asked = ask("POST", {"v1", "print-jobs"}, test_page);
    EXPECT_EQ(asked.status, 201) << asked.body;
    ASSERT_TRUE(comes(R"("state":"printed")"));
    EXPECT_NE(fake.paper().find("AISLE PRINTER TEST"), std::string::npos);
    EXPECT_EQ(disobedience(fake.paper()), "");
    const auto first = fake.paper();
    EXPECT_EQ(ask("POST", {"v1", "print-jobs"}, test_page).status, 200);
    EXPECT_EQ(ask("POST", {"v1", "print-jobs", "1", "copies"}, R"({"id":"c-1"})").status, 201);
    ASSERT_TRUE(comes(R"("state":"printed","copy":1)"));
    EXPECT_GT(fake.paper().size(), 2 * first.size()) << "the same, and the mark";
}

TEST_F(PrintersTest, ATroubledPrinterIsAProblemAndAnEventAndGoesOn) {
    fake.be(Mood::cover_open);
    start();
    EXPECT_EQ(ask("POST", {"v1", "print-jobs"}, test_page).status, 201);
    ASSERT_TRUE(comes(R"("trouble":{"code":"cover_open")"));
    const auto status = house.status();
    ASSERT_TRUE(status);
    ASSERT_FALSE(status->problems.empty());
    const auto told = std::ranges::any_of(status->problems, [](const std::string& problem) {
        return problem.find("front: The printer's cover is open") != problem.npos;
    });
    EXPECT_TRUE(told);
    ASSERT_TRUE(comes("device.peripheral.state", [this] { return journal(); }));
    EXPECT_EQ(fake.paper(), "");
    fake.be(Mood::well);
    ASSERT_TRUE(comes(R"("state":"printed")"));
    const auto after = house.status();
    ASSERT_TRUE(after);
    for (const auto& problem : after->problems) {
        EXPECT_EQ(problem.find("front:"), std::string::npos) << problem;
    }
}

TEST(PrintersWords, TroubleTellsWhatTheSystemSaid) {
    const auto said = Printers::trouble_of({"front", PrinterCondition::unreachable, "refused"});
    EXPECT_TRUE(said.ends_with(" (refused)")) << said;
}

TEST(PrintersWords, TroubleIsASentenceWithTheNextStep) {
    EXPECT_EQ(Printers::trouble_of({"front"}), "");
    EXPECT_EQ(Printers::trouble_of({"front", PrinterCondition::paper_low}), "");
    EXPECT_NE(Printers::trouble_of({"front", PrinterCondition::paper_out}), "");
}

}  // namespace
}  // namespace aisle
