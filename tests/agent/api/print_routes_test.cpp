// SPDX-License-Identifier: Apache-2.0
#include "agent/api/print_routes.hpp"

#include "agent/api/problem.hpp"
#include "tests/agent/api/served_shop.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string test_page = R"({"id":"t-1","slip":"test","language":"zh"})";

TEST(PrintRoutes, ASlipIsMadeOnceAndItsRepeatIsFine) {
    ServedShop shop;
    const auto made = shop.post("/v1/print-jobs", test_page);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_NE(made.body.find(R"("state":"waiting")"), std::string::npos);
    const auto again = shop.post("/v1/print-jobs", test_page);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, made.body);
    const auto other = shop.post("/v1/print-jobs", R"({"id":"t-1","slip":"test","language":"en"})");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(code_of(other), "id_conflict");
}

TEST(PrintRoutes, RefusalsHaveTheirCodesAndPlaces) {
    ServedShop shop;
    const auto unknown =
        shop.post("/v1/print-jobs", R"({"id":"x","printer":"back","slip":"test","language":"en"})");
    EXPECT_EQ(unknown.status, 400);
    EXPECT_EQ(code_of(unknown), "unknown_printer");
    EXPECT_NE(unknown.body.find(R"("pointer":"/printer")"), std::string::npos);
    EXPECT_EQ(shop.post("/v1/print-jobs/9/copies", R"({"id":"c"})").status, 404);
    EXPECT_EQ(code_of(shop.post("/v1/print-jobs/9/copies", R"({"id":"c"})")), "unknown_print_job");
    ASSERT_EQ(shop.post("/v1/print-jobs", test_page).status, 201);
    const auto early = shop.post("/v1/print-jobs/1/copies", R"({"id":"c"})");
    EXPECT_EQ(early.status, 409);
    EXPECT_EQ(code_of(early), "print_job_unfinished");
    EXPECT_EQ(shop.post("/v1/print-jobs", test_page + std::string(20'000, ' ')).status, 413);
}

TEST(PrintRoutes, AFullQueueIsSaidAndMayBeTriedLater) {
    ServedShop shop;
    Response response;
    for (int i = 0; i < 101; ++i) {
        response = shop.post("/v1/print-jobs", R"({"id":"t-)" + std::to_string(i) +
                                                   R"(","slip":"test","language":"en"})");
    }
    EXPECT_EQ(response.status, 503) << response.body;
    EXPECT_EQ(code_of(response), "printer_queue_full");
    EXPECT_EQ(response.body.find("repeat with the same id"), std::string::npos)
        << "it is the printer that needs somebody";
}

}  // namespace
}  // namespace aisle
