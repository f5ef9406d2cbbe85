// SPDX-License-Identifier: Apache-2.0
#include "agent/api/routes.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/api/served_shop.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string purchase =
    R"({"id":"pos1-1234","workstation_id":"pos1","sequence_number":1234,"currency":"CNY",)"
    R"("status":"completed","end_date_time":"2026-07-01T16:00:00+08:00",)"
    R"("lines":[{"sequence":1,"type":"sale","item_id":"A1","quantity":"2",)"
    R"("actual_unit_price":1450,"extended_amount":2900}],)"
    R"("tenders":[{"type":"cash","amount":2900}],"totals":{"net":2900,"grand":2900}})";
const std::string sign_up =
    R"({"phone":"13800138000","consents":[{"purpose":"membership","channel":"any",)"
    R"("decision":"given","notice":{"id":"n1","version":"3","language":"zh-CN",)"
    R"("sha256":")" +
    ServedShop::notice_hash() + R"("}}]})";

class Interface : public testing::Test {
protected:
    static const Json& read(const Response& response) { return json_of(response.body); }
    static std::string text(const Json& json, std::string_view name) {
        const Json* value = json.find(name);
        return std::string(value ? value->string().value_or("") : "");
    }
    static std::int64_t number(const Json& json, std::string_view name) {
        const Json* value = json.find(name);
        return value ? value->integer().value_or(-1) : -1;
    }
    // What the journal holds of a lane.
    std::size_t kept(const std::string& lane) {
        return read(shop.get("/v1/journal?limit=500&lane=" + lane)).find("entries")->items().size();
    }

    ServedShop shop;
};

TEST_F(Interface, SavesAScanAndSaysWhere) {
    const auto response = shop.post("/v1/scans", R"({"data":"]E04006381333931","source":"lane1"})");
    ASSERT_EQ(response.status, 201) << response.body;
    const Json& answer = read(response);
    EXPECT_EQ(text(answer, "lane"), "touch");
    EXPECT_EQ(number(answer, "seq"), 1);
    EXPECT_EQ(text(answer, "epoch").size(), 32U);
    ASSERT_EQ(shop.saved.size(), 1U);
    EXPECT_EQ(text(answer, "id"), to_string(shop.saved[0].id));
}

TEST_F(Interface, SavesAPurchaseASignUpAndATaskInTheLedger) {
    shop.put_task("t/1");
    for (const auto& [path, body] :
         std::vector<std::pair<std::string, std::string>>{{"/v1/purchases", purchase},
                                                          {"/v1/members", sign_up},
                                                          {"/v1/tasks/t%2F1/complete", "{}"}}) {
        const auto response = shop.post(path, body);
        EXPECT_EQ(response.status, 201) << path << response.body;
        EXPECT_EQ(text(read(response), "lane"), "ledger") << path;
    }
}

TEST_F(Interface, GivesARepeatTheFirstAnswer) {
    const auto first = shop.post("/v1/purchases", purchase);
    ASSERT_EQ(first.status, 201) << first.body;
    const auto kept_before = kept("ledger");
    const auto again = shop.post("/v1/purchases", purchase);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(kept("ledger"), kept_before);

    const auto scan = shop.post("/v1/scans", R"({"id":"s1","data":"123"})");
    EXPECT_EQ(shop.post("/v1/scans", R"({"data":"123","id":"s1"})").body, scan.body);
    EXPECT_EQ(kept("touch"), 1U);
}

TEST_F(Interface, RefusesAnIdThatWasUsedForSomethingElse) {
    ASSERT_EQ(shop.post("/v1/scans", R"({"id":"s1","data":"123"})").status, 201);
    const auto other = shop.post("/v1/scans", R"({"id":"s1","data":"124"})");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(code_of(other), "id_conflict");
    EXPECT_EQ(kept("touch"), 1U);
    // The id is the caller's within one kind of capture.
    EXPECT_EQ(shop.post("/v1/members", "{\"id\":\"s1\"," + sign_up.substr(1)).status, 201);
}

TEST_F(Interface, PointsAtTheMemberThatIsWrong) {
    auto wrong = purchase;
    wrong.replace(wrong.find("2900}],\"t"), 4, "2901");
    const auto response = shop.post("/v1/purchases", wrong);
    EXPECT_EQ(response.status, 400) << response.body;
    EXPECT_EQ(code_of(response), "line_disagrees");
    EXPECT_EQ(text(read(response), "pointer"), "/lines/0/extended_amount");
}

TEST_F(Interface, SaysThatATaskIsUnknownOrDone) {
    shop.put_task("t1");
    EXPECT_EQ(code_of(shop.post("/v1/tasks/t2/complete", "{}")), "unknown_task");
    EXPECT_EQ(shop.post("/v1/tasks/t2/complete", "{}").status, 404);
    EXPECT_EQ(shop.post("/v1/tasks/t1/complete", "{}").status, 201);
    EXPECT_EQ(shop.post("/v1/tasks/t1/complete", "{}").status, 409);
    EXPECT_EQ(code_of(shop.post("/v1/tasks/t1/complete", "{}")), "task_done");
}

TEST_F(Interface, SaysThatTheDiskIsFullAndWhatToDo) {
    shop.fill_the_disk();
    Response response;
    for (int i = 0; i < 1000 && response.status != 507; ++i) {
        response = shop.post("/v1/scans", "{\"data\":\"" + std::string(4000, 'x') + "\"}");
    }
    EXPECT_EQ(response.status, 507) << response.body;
    EXPECT_EQ(code_of(response), "disk_full");
    EXPECT_NE(response.body.find("nothing was saved"), std::string::npos);
}

TEST_F(Interface, ListsTasksAndCoupons) {
    shop.put_task("t1");
    shop.put_coupon("90417-1");
    shop.put_coupon("90417-2");
    EXPECT_EQ(number(read(shop.get("/v1/tasks")), "open"), 1);
    const Json& page = read(shop.get("/v1/coupons?limit=1"));
    EXPECT_EQ(page.find("coupons")->items().size(), 1U);
    EXPECT_EQ(text(page, "next"), "90417-1");
    EXPECT_EQ(text(page.find("coupons")->items().at(0), "state"), "valid") << "in this store";
    const Json& rest = read(shop.get("/v1/coupons?after=90417-1&limit=1"));
    EXPECT_EQ(text(rest.find("coupons")->items().at(0), "key"), "90417-2");
    EXPECT_TRUE(rest.find("next")->is_null());
}

TEST_F(Interface, RefusesAQueryItDoesNotKnow) {
    for (const auto target :
         {"/v1/coupons?limit=0", "/v1/coupons?limit=501", "/v1/coupons?limit=1x",
          "/v1/coupons?limt=1", "/v1/journal?lane=money", "/v1/journal?after=-1",
          "/v1/journal?epoch=xyz",
          "/v1/journal?limit=", "/v1/journal?limit=99999999999999999999"}) {
        const auto response = shop.get(target);
        EXPECT_EQ(response.status, 400) << target;
        EXPECT_EQ(code_of(response), "bad_query") << target;
    }
}

TEST_F(Interface, ShowsTheJournalPageByPage) {
    for (int i = 0; i < 5; ++i) {
        ASSERT_EQ(shop.post("/v1/scans", "{\"data\":\"" + std::to_string(i) + "\"}").status, 201);
    }
    std::int64_t after = 0;
    std::vector<std::int64_t> seen;
    for (int pages = 0; pages < 10; ++pages) {
        const Json& page =
            read(shop.get("/v1/journal?lane=touch&limit=2&after=" + std::to_string(after)));
        for (const auto& entry : page.find("entries")->items()) {
            seen.push_back(number(entry, "seq"));
            EXPECT_EQ(text(*entry.find("event"), "type"), "io.aisle.scan.captured.v1");
        }
        if (page.find("next")->is_null()) break;
        after = number(page, "next");
    }
    EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
}

TEST_F(Interface, TellsWhetherItIsAliveAndReady) {
    EXPECT_EQ(shop.get("/livez").body, R"({"live":true})");
    EXPECT_EQ(shop.get("/readyz").body, R"({"ready":true})");
    shop.not_ready = Error(Errc::dead, "the disk failed");
    EXPECT_EQ(shop.get("/livez").status, 200);
    const auto response = shop.get("/readyz");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(code_of(response), "not_ready");
    // To a probe a full disk is a service that cannot serve, whatever a capture is told of it.
    shop.not_ready = Error(Errc::full, "no room").coded("disk_full");
    const auto full = shop.get("/readyz");
    EXPECT_EQ(full.status, 503);
    EXPECT_EQ(code_of(full), "disk_full");
    EXPECT_NE(full.body.find(R"("status":503)"), std::string::npos);
    EXPECT_NE(response.body.find("the disk failed"), std::string::npos);
}

TEST_F(Interface, GivesMetricsAsPrometheusText) {
    shop.post("/v1/scans", R"({"data":"1"})");
    const auto response = shop.get("/metrics");
    EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_NE(response.body.find("\naisle_captured_touch_total 1\n"), std::string::npos);
}

TEST_F(Interface, OpensABoundedNumberOfLiveStreams) {
    std::vector<Response> open;
    for (std::size_t i = 0; i < live_subscribers_max; ++i) {
        open.push_back(shop.get("/v1/live"));
        EXPECT_EQ(open.back().status, 200);
        EXPECT_EQ(open.back().content_type, "text/event-stream");
        EXPECT_NE(open.back().stream, nullptr);
    }
    const auto refused = shop.get("/v1/live");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(code_of(refused), "too_many_readers");
}

}  // namespace
}  // namespace aisle
