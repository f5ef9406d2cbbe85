// SPDX-License-Identifier: Apache-2.0
#include "agent/app/journals.hpp"

#include "tests/agent/app/house.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aisle {
namespace {

struct JournalsTest : testing::Test {
    void add(const std::string& name, const std::string& form) {
        JournalConfig journal;
        journal.name = name;
        journal.path = house.folder.file(name + ".jsonl");
        journal.template_file = house.folder.file(name + ".json");
        if (!form.empty()) house.folder.write(name + ".json", form);
        house.config.journals.push_back(journal);
    }
    std::vector<std::string> problems() {
        const auto status = house.status();
        return status ? status->problems : std::vector<std::string>{};
    }
    bool has_problem(const std::string& words) {
        return std::ranges::any_of(problems(), [&](const std::string& problem) {
            return problem.find(words) != std::string::npos;
        });
    }

    House house;
};

TEST_F(JournalsTest, OneWithoutATemplateIsSaidAndTheOthersAreRead) {
    add("none", "");
    add("bad", R"({"name":"x","format":"tape"})");
    add("good", R"({"name":"good","format":"jsonl"})");
    house.folder.write("good.jsonl", R"({"id":"r1","nonsense":true})"
                                     "\n");
    house.start();
    EXPECT_TRUE(house.until([&] { return house.metrics.get(Count::tail_refused) == 1; }));
    EXPECT_TRUE(has_problem("none.json"));
    EXPECT_TRUE(has_problem("bad.json"));
    EXPECT_FALSE(has_problem("good"));
}

TEST_F(JournalsTest, AfterARestartNothingIsReadTwice) {
    add("good", R"({"name":"good","format":"jsonl"})");
    const std::string bad = R"({"id":"r1","nonsense":true})"
                            "\n";
    house.folder.write("good.jsonl", bad);
    house.start();
    EXPECT_TRUE(house.until([&] { return house.metrics.get(Count::tail_refused) == 1; }));
    house.stop();
    house.folder.write("good.jsonl", bad + bad);
    house.start();
    EXPECT_TRUE(house.until([&] { return house.metrics.get(Count::tail_refused) == 2; }));
    EXPECT_TRUE(house.scan("4006381333931"));
    EXPECT_EQ(house.metrics.get(Count::tail_refused), 2u);
}

}  // namespace
}  // namespace aisle
