// SPDX-License-Identifier: Apache-2.0
// A counter that takes coupons: the real desks and books of rights over a real file, and central as
// what it is told to be. Turns of the monotonic clock are turns of the time that is sure.
#pragma once

#include "agent/books/giving.hpp"
#include "agent/domain/coupon/grant.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/support/json_of.hpp"

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

inline const std::string issuer_seed(32, 'k');

inline std::string token_of(const Token& token) {
    const auto payload = token_payload(token);
    return token_text(payload, *ed25519_sign(issuer_seed, token_message(payload)));
}

class CouponCounter : public Counter {
public:
    CouponCounter()
        : codes(rules()),
          campaigns(*bench.write),
          giving({*bench.write, *bench.read, campaigns, coupons, recorder, codes, central(),
                  [this] {
                      return TillPlace{store_id, 7, "CNY"};
                  },
                  [this](std::string_view member) { return shelf.standing(member); },
                  [this] { return erasures_pending; }}) {}

    // ---- What central put ----

    void campaign(std::uint32_t number, const std::string& more = "") {
        put(campaigns, "fleet", std::to_string(number),
            R"({"title":"5 off","currency":"CNY","value":{"amount":500},)"
            R"("valid_from":"2026-06-01T00:00:00Z","valid_until":"2026-09-01T00:00:00Z")" +
                more + "}");
    }
    void lend(const std::string& id, std::uint32_t campaign, std::int64_t units,
              LeaseClass kind = LeaseClass::quota, LeaseUnit unit = LeaseUnit::count) {
        Lease lease;
        lease.id = id;
        lease.campaign = campaign;
        lease.kind = kind;
        lease.unit = unit;
        lease.term = 1;
        lease.granted = units;
        lease.not_after = *parse_rfc3339("2026-08-01T00:00:00Z");
        command(lease_granted_command, write_lease_grant(lease));
    }
    void pin(CouponRef ref, std::int64_t term = 1) {
        command(right_granted_command,
                write_right_grant({ref, term, *parse_rfc3339("2026-08-01T00:00:00Z")}));
    }
    void command(std::string_view kind, const std::string& body) {
        EXPECT_TRUE(lease_desk.commanded(kind, body));
    }
    // To an inventory that stands in this journal.
    void acknowledge(InventoryAck ack) {
        ack.epoch = bench.journal->epoch();
        command(inventory_ack_command, write_inventory_ack(ack));
    }

    // ---- What the till does ----

    const Json& present(const std::string& code, const std::string& sale,
                        const std::string& more = "") {
        return told([&](Answer answer) {
            coupon_desk.present(R"({"code":")" + code + R"(","pos_ref":")" + sale +
                                    R"(","basket":{"total":2900})" + more + "}",
                                std::move(answer));
        });
    }
    const Json& close(const std::string& id, const std::string& body) {
        return told([&](Answer answer) { coupon_desk.close(id, body, std::move(answer)); });
    }
    const Json& redeem(const std::string& id, int amount = 500) {
        return close(id, R"({"outcome":"redeemed","amount":)" + std::to_string(amount) + "}");
    }
    const Json& release(const std::string& id) { return close(id, R"({"outcome":"released"})"); }
    const Json& reverse(const std::string& id) {
        return told([&](Answer answer) { coupon_desk.reverse(id, "{}", std::move(answer)); });
    }
    // "granted H", "rejected expired"; or the code of the error.
    std::string outcome(const Json& answer) {
        if (answer.is_null()) return error;
        const bool granted = answer.find("decision")->string() == "granted";
        const auto why = granted ? answer.find("mode") : answer.find("reason");
        return std::string(granted ? "granted " : "rejected ") + std::string(*why->string());
    }
    static std::string id_of(const Json& answer) {
        const auto* id = answer.find("redemption_id");
        return id ? std::string(*id->string()) : "";
    }

    // ---- What the journal says ----

    std::vector<std::string> events(std::string_view prefix = "") {
        std::vector<std::string> names;
        for (const auto& row : rows(Lane::ledger)) {
            const auto header = decode_event_header(row.event);
            EXPECT_TRUE(header);
            const std::string name(event_kind_name(header->type));
            if (name.starts_with(prefix)) names.push_back(name);
        }
        return names;
    }
    const Json& newest(std::string_view kind) {
        std::string data = "{}";
        for (const auto& row : rows(Lane::ledger)) {
            const auto header = decode_event_header(row.event);
            if (header && event_kind_name(header->type) == kind) data = header->data;
        }
        return json_of(data);
    }
    Lease lease(const std::string& id) {
        auto found = giving.leases.find(id);
        EXPECT_TRUE(found && *found) << id;
        return found && *found ? **found : Lease{};
    }

    // Central: whether it can be asked, and what it says; nothing said is no answer in time.
    bool listens = false;
    std::optional<Micros> unheard{};
    std::deque<std::string> answers_of_central;
    std::vector<std::pair<std::string, std::string>> asked;
    // Answers only when it is told to.
    bool dawdles = false;
    std::vector<Function<void(Result<std::string>)>> waiting;

    std::string store_id = "s0042";
    std::string error;  // the code of the last one
    CodeReader codes;
    CampaignBook campaigns;
    Giving giving;
    CouponDesk& coupon_desk = giving.coupon_desk;
    LeaseDesk& lease_desk = giving.lease_desk;
    SureTime& time = giving.time;

private:
    static CodeRules rules() {
        CodeRules rules;
        rules.keys.push_back({7, *Ed25519Key::from_bytes(*ed25519_public_key(issuer_seed))});
        return rules;
    }
    CentralLine central() {
        CentralLine made;
        made.listens = [this] { return listens; };
        made.unheard = [this] { return unheard; };
        made.ask = [this](std::string kind, std::string body,
                          Function<void(Result<std::string>)> reply) {
            asked.emplace_back(std::move(kind), std::move(body));
            if (dawdles) return waiting.push_back(std::move(reply));
            if (answers_of_central.empty()) {
                return reply(Error(Errc::unavailable, "nobody answered").coded("no_answer"));
            }
            auto answer = std::move(answers_of_central.front());
            answers_of_central.pop_front();
            reply(std::move(answer));
        };
        return made;
    }
    const Json& told(const std::function<void(Answer)>& ask) {
        static const Json nothing;
        const Json* found = &nothing;
        error = "";
        ask([&](Result<std::string> text) {
            if (text) {
                found = &json_of(std::move(*text));
            } else {
                error = text.error().code();
            }
        });
        return *found;
    }
};

}  // namespace aisle
