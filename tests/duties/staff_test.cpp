// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/domain/staff_body.hpp"
#include "tests/duties/store.hpp"

#include <gtest/gtest.h>

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
        const auto file = store.folder.write(
            "op7", staff_with_pin(right_pin, R"("clerk")", "2036-01-01T00:00:00Z"));
        ASSERT_EQ(store.shop().ask_hub({"put", "staff", "store-s0042", "op7", file}).size(), 1U);
        ASSERT_TRUE(soon([&] { return store.follows("staff"); }, store.tries));
        ASSERT_TRUE(signed_in());
    }
    // Also of who is signed in already.
    bool signed_in() { return is_in(store.post(sign_in, wish(right_pin))); }
    bool somebody_is_signed_in() { return is_in(store.shop().get("/v1/operators/current")); }
    static bool is_in(const Json& answer) {
        const auto* found = answer.find("signed_in");
        return found != nullptr && found->boolean().value_or(false);
    }
    static std::string wish(const std::string& pin) {
        return R"({"operator":"op7","pin":")" + pin + R"("})";
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

    Store42 store;
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
