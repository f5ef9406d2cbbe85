// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/domain/staff_body.hpp"
#include "tests/duties/store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace aisle {
namespace {

const std::string sign_in = "/v1/operators/sign-in";
const std::string right_pin = "83174026";
const std::string wrong_pin = "55501994";

class StaffDuties : public testing::Test {
protected:
    // Li Lei works here, and this device knows.
    void employ() {
        put("op7", R"("clerk")");
        ASSERT_TRUE(soon([&] { return store.follows("staff"); }, store.tries));
        ASSERT_TRUE(signed_in());
    }
    void put(const std::string& key, std::string_view roles) {
        store.decide("staff", key, staff_with_pin(right_pin, roles, "2036-01-01T00:00:00Z"),
                     "store-s0042");
    }
    // Also of who is signed in already.
    bool signed_in(const std::string& key = "op7") {
        return is_in(store.post(sign_in, wish(right_pin, key)));
    }
    // What is answered over TCP, where the roles hold.
    int status(const std::string& what, const std::string& body = {}) {
        const auto answer = ask_http(store.shop().port(), what, body);
        return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
    }
    bool somebody_is_signed_in() { return is_in(store.shop().get("/v1/operators/current")); }
    static bool is_in(const Json& answer) {
        const auto* found = answer.find("signed_in");
        return found != nullptr && found->boolean().value_or(false);
    }
    static std::string wish(const std::string& pin, const std::string& key = "op7") {
        return R"({"operator":")" + key + R"(","pin":")" + pin + R"("})";
    }
    std::int64_t applied(const std::string& name) {
        const auto* feeds = store.shop().get("/v1/feeds").find("feeds");
        if (feeds == nullptr) return 0;
        for (const auto& feed : feeds->items()) {
            const auto cursor = store.number(feed, "applied");
            if (store.text(feed, "feed") == name && cursor > 0) return cursor;
        }
        return 0;
    }
    // The events of this kind at central.
    std::vector<std::string> central(const std::string& kind) {
        std::vector<std::string> found;
        for (auto& line : store.shop().ask_hub({"events", "--json"})) {
            if (line.find("io.aisle." + kind + ".v1") != std::string::npos) {
                found.push_back(std::move(line));
            }
        }
        return found;
    }
    static bool is_by_op7(const std::string& event) {
        return event.find(R"("operatorid":"op7")") != std::string::npos;
    }

    // Roles hold whoever asks over TCP; the test itself is no clerk.
    Store42 store{ShopOptions{.by_socket = true}};
};

// Row 15: clerk identity. The sale after a task carries the task and the clerk, also after a start
// without a line.
TEST_F(StaffDuties, Row15TheSaleAfterATaskCarriesTheTaskAndTheClerk) {
    const auto task = store.folder.write(
        "task", R"({"title":"Call Ms Han","member":"m-77","offer":{"text":"10 off"}})");
    ASSERT_EQ(store.shop().ask_hub({"put", "tasks", "store-s0042", "t-1", task}).size(), 1U);
    employ();
    ASSERT_TRUE(soon([&] { return store.follows("tasks"); }, store.tries));
    store.line_down();
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_TRUE(somebody_is_signed_in());
    store.post("/v1/tasks/t-1/complete", R"({"id":"a","offer_given":true})");
    store.purchase(1, R"(,"loyalty":{"member_id":"m-77"})");
    store.post("/v1/operators/sign-out", "{}");
    store.purchase(2);
    store.line_up();
    for (const auto* kind :
         {"operator.signed.in", "task.completed", "task.credited", "operator.signed.out"}) {
        const auto told = central(kind);
        ASSERT_FALSE(told.empty()) << kind;
        for (const auto& event : told) EXPECT_TRUE(is_by_op7(event)) << event;
    }
    const auto sales = central("purchase.completed");
    ASSERT_EQ(sales.size(), 2U);
    EXPECT_TRUE(is_by_op7(sales[0])) << sales[0];
    EXPECT_FALSE(is_by_op7(sales[1])) << sales[1];
    const auto credited = central("task.credited").at(0);
    EXPECT_NE(credited.find(R"("t-1")"), std::string::npos) << credited;
    EXPECT_NE(credited.find(store.text(json_of(sales[0]), "id")), std::string::npos) << credited;
}

// Row 42: roles. A clerk cannot open what is IT's, with the line down neither, and central hears
// who asked for what; IT sees health, a manager the outbox and the store's counts. As long as
// nobody works here nobody is asked for a role.
TEST_F(StaffDuties, Row42AClerkCannotOpenTheItPageAndItIsKept) {
    const std::string it_page = "GET /v1/journal?lane=ledger";
    EXPECT_EQ(status(it_page), 200) << "the page is there";
    put("op8", R"("manager")");
    put("op9", R"("it")");
    put("op7", R"("clerk")");
    ASSERT_TRUE(soon([&] { return applied("staff") >= 3; }, store.tries));
    ASSERT_TRUE(signed_in("op7"));
    store.line_down();
    for (int loop = 0; loop < 20; ++loop) EXPECT_EQ(status(it_page), 403);
    const auto& refused = json_of(body_of(ask_http(store.shop().port(), it_page)));
    EXPECT_EQ(store.text(refused, "code"), "role_needed");
    EXPECT_NE(store.text(refused, "detail").find("somebody of IT has to sign in"),
              std::string::npos);
    EXPECT_EQ(status("POST /v1/day/close", R"({"id":"z"})"), 403);
    EXPECT_EQ(status("GET /v1/tasks"), 200);
    store.purchase(1);
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(status(it_page), 403) << "after a start as well";
    ASSERT_TRUE(signed_in("op9"));
    EXPECT_EQ(status(it_page), 200);
    EXPECT_EQ(status("GET /v1/day"), 403);
    ASSERT_TRUE(signed_in("op8"));
    EXPECT_EQ(status(it_page), 403);
    EXPECT_EQ(status("GET /v1/status"), 200) << "what waits for central";
    EXPECT_EQ(status("GET /v1/day"), 200);
    EXPECT_EQ(status("POST /v1/day/close", R"({"id":"z"})"), 201);
    store.line_up();
    const auto kept = [this](const std::string& asked, const std::string& who) {
        return std::ranges::count_if(central("operator.refused"), [&](const std::string& event) {
            return event.find(R"("asked":")" + asked + "\"") != std::string::npos &&
                   event.find(R"("operator":")" + who + "\"") != std::string::npos;
        });
    };
    // Once for each life of the program, however often it was asked.
    EXPECT_EQ(kept("GET /v1/journal", "op7"), 2);
    EXPECT_EQ(kept("POST /v1/day/close", "op7"), 1);
    EXPECT_EQ(kept("GET /v1/day", "op9"), 1);
    EXPECT_EQ(kept("GET /v1/journal", "op8"), 1);
    EXPECT_EQ(central("business_day.closed").size(), 1U) << "the clerk closed nothing";
}

// Row 43: the promise is kept. Whoever is refused is told why and what to do, a kill forgives
// nobody, and central hears of it.
TEST_F(StaffDuties, Row43ARefusedSignInHasAReasonAndANextStep) {
    employ();
    store.line_down();
    for (int wrong = 0; wrong < 4; ++wrong) {
        const auto& refused = store.post(sign_in, wish(wrong_pin));
        EXPECT_EQ(store.text(refused, "code"), "sign_in_refused");
        EXPECT_EQ(store.text(refused, "detail"), "the operator or the PIN is wrong");
    }
    store.shop().kill_daemon();
    store.shop().open_daemon();
    store.post(sign_in, wish(wrong_pin));  // the fifth, or still locked out
    const auto& locked = store.post(sign_in, wish(right_pin));
    EXPECT_EQ(store.text(locked, "code"), "pin_locked");
    EXPECT_NE(store.text(locked, "detail").find("or use a badge"), std::string::npos);
    EXPECT_TRUE(soon([&] { return signed_in(); }, patient)) << "no lock is for ever";
    store.line_up();
    EXPECT_TRUE(store.told("operator.refused"));
}

// Row 46: privacy. Nothing of a PIN lies anywhere, and who works here no longer is gone.
TEST_F(StaffDuties, Row46NothingOfAPinLiesAnywhere) {
    employ();
    store.post(sign_in, wish(wrong_pin));
    ASSERT_EQ(store.shop().ask_hub({"remove", "staff", "store-s0042", "op7"}).size(), 1U);
    ASSERT_TRUE(soon([&] { return !somebody_is_signed_in(); }, store.tries));
    EXPECT_FALSE(signed_in());
    ASSERT_TRUE(store.told("operator.signed.out"));
    EXPECT_NE(central("operator.signed.out").at(0).find(R"("why":"removed")"), std::string::npos);
    store.shop().stop_daemon();
    std::vector<std::string> files{store.shop().file("daemon.log"), store.shop().file("hub.log")};
    for (const auto& file : std::filesystem::recursive_directory_iterator(store.shop().state())) {
        if (file.is_regular_file()) files.push_back(file.path().string());
    }
    EXPECT_GT(files.size(), 2U);
    for (const auto& file : files) {
        const auto bytes = read_whole(file);
        for (const auto& pin : {right_pin, wrong_pin}) {
            EXPECT_EQ(bytes.find(pin), std::string::npos) << file;
        }
    }
}

}  // namespace
}  // namespace aisle
