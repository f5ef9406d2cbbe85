// SPDX-License-Identifier: Apache-2.0
// A store of real programs (a daemon, a broker, a hub) for the rows of the acceptance table that is
// printed in README.md of this folder: what its clerk and its till do, and what central can say
// afterwards.
#pragma once

#include "agent/base/crypto/seal_key.hpp"
#include "tests/kill/day.hpp"
#include "tests/support/json_of.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

class Store42 {
public:
    // Looks at what another program has to come to: 20 s of them at least. A till that says hello
    // before the hub is back says it again after 2 s and 5 s.
    static constexpr int tries = 4000;

    // `of_scans` are more lines of the daemon's [scan].
    explicit Store42(ShopOptions options = {}, const std::string& of_scans = "")
        : day(std::move(options)) {
        std::ofstream(shop().file("seal.pem")) << to_pem(public_of(central_key));
        const std::string heading = "[scan]\n";
        auto settings = read_whole(shop().file("aisle.toml"));
        settings.insert(settings.find(heading) + heading.size(), of_scans);
        std::ofstream(shop().file("aisle.toml")) << settings;
        day.open();
    }

    Shop& shop() { return day.shop; }

    // ---- Central ----

    void decide(const std::string& feed, const std::string& key, const std::string& body,
                const std::string& scope = "fleet") {
        const auto file = folder.write(feed + "-" + key, body);
        EXPECT_EQ(shop().ask_hub({"put", feed, scope, key, file}).size(), 1U) << feed << " " << key;
    }
    // Given again until central takes it: it first has to know what the device holds.
    void order(const std::vector<std::string>& words) {
        EXPECT_TRUE(soon([&] { return !shop().ask_hub(words).empty(); }, tries)) << words.front();
    }
    bool told(const std::string& kind) {
        return soon([&] { return central_has(kind); }, tries);
    }
    void campaign(const std::string& more = "") {
        decide("campaigns", "90417",
               R"({"title":"5 off","value":{"amount":500},"currency":"CNY",)"
               R"("valid_from":"2026-01-01T00:00:00Z","valid_until":"2036-01-01T00:00:00Z")" +
                   more + "}");
    }
    // A row of a report whose member has this value.
    const Json& reported(std::vector<std::string> words, const std::string& name,
                         const std::string& value) {
        static const Json none;
        words.emplace_back("--json");
        for (const auto& line : shop().ask_hub(words)) {
            const auto& row = json_of(line);
            const auto* found = row.find(name);
            if (found == nullptr) continue;
            const auto number = found->integer();
            if (found->string() == value || (number && std::to_string(*number) == value))
                return row;
        }
        return none;
    }
    std::int64_t budget(const std::string& column) {
        const auto* found = reported({"report", "campaigns"}, "campaign", "90417").find(column);
        return found ? found->integer().value_or(-1) : -1;
    }
    // Whether something of this feed is on the device.
    bool follows(const std::string& name) {
        const auto* feeds = shop().get("/v1/feeds").find("feeds");
        if (feeds == nullptr) return false;
        return std::ranges::any_of(feeds->items(), [&](const Json& feed) {
            return text(feed, "feed") == name && number(feed, "applied") > 0;
        });
    }
    bool central_has(const std::string& kind) {
        for (const auto& line : shop().ask_hub({"events", "--json"})) {
            if (line.find("io.aisle." + kind + ".v1") != std::string::npos) return true;
        }
        return false;
    }

    // ---- The store ----

    void line_down() { shop().broker.kill(); }
    void line_up() {
        shop().broker.start();
        day.await_central();
        day.deliver();
    }
    const Json& post(const std::string& path, const std::string& body) {
        static const Json none;
        const auto answer = body_of(ask_http(shop().port(), "POST " + path, body));
        return answer.empty() ? none : json_of(answer);
    }
    const Json& present(const std::string& code, const std::string& sale) {
        return post("/v1/coupons/present", R"({"code":")" + code + R"(","pos_ref":")" + sale +
                                               R"(","basket":{"currency":"CNY","total":2900}})");
    }
    void redeem(const Json& granted, int amount = 500) {
        const auto& closed =
            post("/v1/redemptions/" + text(granted, "redemption_id") + "/close",
                 R"({"outcome":"redeemed","amount":)" + std::to_string(amount) + "}");
        EXPECT_EQ(text(closed, "state"), "redeemed");
    }
    void purchase(int number, const std::string& more = "") {
        EXPECT_NE(text(post("/v1/purchases", receipt(number, more)), "id"), "");
    }
    static std::string receipt(int number, const std::string& more = "") {
        const auto text_number = std::to_string(number);
        return R"({"id":"sale-)" + text_number + R"(","workstation_id":"pos1","sequence_number":)" +
               text_number +
               R"(,"currency":"CNY","status":"completed","lines":[{"sequence":1,"type":"sale",)"
               R"("item_id":"tea","quantity":"1","actual_unit_price":100,"extended_amount":100}],)"
               R"("tenders":[{"type":"cash","amount":100}],"totals":{"net":100,"grand":100})" +
               more + "}";
    }
    static std::string text(const Json& json, std::string_view member) {
        const auto* found = json.find(member);
        return found ? std::string(found->string().value_or("")) : "";
    }
    static std::int64_t number(const Json& json, std::string_view member) {
        const auto* found = json.find(member);
        return found ? found->integer().value_or(-1) : -1;
    }

    ScratchFolder folder;
    // The device has the public half of it only.
    const SealPrivateKey central_key = new_key();
    Day day;

private:
    static SealPrivateKey new_key() {
        SystemEntropy entropy;
        return make_seal_key(entropy);
    }
};

}  // namespace aisle
