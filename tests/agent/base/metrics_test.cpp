// SPDX-License-Identifier: Apache-2.0
#include "agent/base/metrics.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <thread>
#include <vector>

namespace aisle {
namespace {

TEST(Metrics, CountFromNothing) {
    Metrics metrics;
    EXPECT_EQ(metrics.get(Count::scans), 0U);
    metrics.add(Count::scans);
    metrics.add(Count::scans, 41);
    EXPECT_EQ(metrics.get(Count::scans), 42U);
    EXPECT_EQ(metrics.get(Count::commits), 0U);
}

TEST(Metrics, LoseNothingBetweenThreads) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&metrics] {
            for (int k = 0; k < 10'000; ++k) metrics.add(Count::scans);
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(metrics.get(Count::scans), 40'000U);
}

TEST(Metrics, AreWrittenAsPrometheusReadsThem) {
    Metrics metrics;
    metrics.add(Count::scans, 7);
    const auto text = metrics.prometheus();
    EXPECT_NE(text.find("# HELP aisle_scans_total Scans read from devices\n"
                        "# TYPE aisle_scans_total counter\n"
                        "aisle_scans_total 7\n"),
              std::string::npos);
}

TEST(Metrics, NameEveryCounterOnceAndAsATotal) {
    std::istringstream lines(Metrics().prometheus());
    std::set<std::string> names;
    std::size_t samples = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#')) continue;
        const auto name = line.substr(0, line.find(' '));
        EXPECT_TRUE(name.starts_with("aisle_") && name.ends_with("_total")) << name;
        names.insert(name);
        ++samples;
    }
    EXPECT_EQ(samples, static_cast<std::size_t>(Count::count_));
    EXPECT_EQ(names.size(), samples);
}

TEST(Gauge, IsDescribedOnceHoweverManyLabelSetsFollow) {
    std::string out;
    append_gauge(out, "aisle_backlog", "Events waiting", "{lane=\"ledger\"}", 12);
    append_gauge(out, "aisle_backlog", "Events waiting", "{lane=\"touch\"}", 0.5);
    EXPECT_EQ(out,
              "# HELP aisle_backlog Events waiting\n# TYPE aisle_backlog gauge\n"
              "aisle_backlog{lane=\"ledger\"} 12\naisle_backlog{lane=\"touch\"} 0.5\n");
}

TEST(Gauge, IsDescribedEvenAfterALongerNameThatBeginsAlike) {
    std::string out;
    append_gauge(out, "aisle_backlog_bytes", "Bytes waiting", "", 1);
    append_gauge(out, "aisle_backlog", "Events waiting", "", 1);
    EXPECT_NE(out.find("# TYPE aisle_backlog gauge\n"), std::string::npos);
}

}  // namespace
}  // namespace aisle
