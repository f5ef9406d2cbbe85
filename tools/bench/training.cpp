// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/training.hpp"

#include "agent/base/check.hpp"
#include "agent/domain/member.hpp"
#include "agent/domain/purchase.hpp"
#include "agent/domain/purchase_event.hpp"
#include "agent/domain/task_deed.hpp"
#include "sync/wire.hpp"
#include "tools/bench/shop.hpp"

#include <fstream>
#include <vector>

namespace aisle {
namespace {

constexpr int messages = 2'000;
constexpr std::uint64_t tasks_one_in = 20;
constexpr WallTime opening{Micros{1'790'000'000'000'000}};

std::string pick(Entropy& entropy, const std::vector<std::string>& words) {
    return words[entropy.below(words.size())];
}

// Nothing of one shop may get into what all shops share.
EventContext some_context(Entropy& entropy) {
    const auto store = "s" + std::to_string(entropy.below(9'000) + 1'000);
    EventContext context;
    context.tenant = pick(entropy, {"demo", "acme", "north", "market", "t1"});
    context.device =
        store + pick(entropy, {"-pos", "-kiosk", "-till"}) + std::to_string(entropy.below(12) + 1);
    context.store = store;
    context.clock = entropy.below(3) == 0 ? ClockQuality::holdover : ClockQuality::synced;
    context.boot_id = to_hex(random_id<Epoch>(entropy));
    context.wall = opening + Millis{static_cast<std::int64_t>(entropy.below(1U << 30) * 60)};
    context.mono = MonoTime{Millis{static_cast<std::int64_t>(entropy.below(1U << 28))}};
    return context;
}

// Other hosts and products than the bench's own, or it would measure what it has learnt by heart.
Scan some_scan(Entropy& entropy) {
    const auto digits = [&entropy](int count) {
        std::string text;
        while (count-- > 0) text += static_cast<char>('0' + static_cast<char>(entropy.below(10)));
        return text;
    };
    Scan scan;
    scan.aim = pick(entropy, {"]Q1", "]d2", "]E0", "]C1"});
    scan.source = pick(entropy, {"lane1", "lane2", "counter-scanner", "kiosk-scanner"});
    const auto host = pick(entropy, {"qr.market.test", "id.gs1.org", "go.shop.test", "m.test"});
    switch (entropy.below(4)) {
        case 0:
            scan.bytes = with_check("69" + digits(10));
            break;
        case 1:
            scan.bytes =
                "https://" + host + "/01/" + with_check("0" + digits(12)) + "/10/" + digits(6);
            break;
        case 3:
            scan.aim = pick(entropy, {"]C1", "]d2", "]Q3", "]e0"});
            scan.bytes = "01" + with_check("0" + digits(12)) + "17" +
                         pick(entropy, {"270930", "281231", "290615"}) + "10" + digits(6);
            break;
        default:
            scan.bytes =
                "https://" + host + "/01/" + with_check("0" + digits(12)) + "/21/" + digits(10);
            // Link types are words of GS1's own vocabulary; campaigns are everywhere.
            scan.bytes += pick(entropy, {"", "?linkType=gs1:pip", "?linkType=gs1:hasRetailers",
                                         "?utm_campaign=" + digits(4), "?campaign=" + digits(4),
                                         "?linkType=gs1:pip&campaign=" + digits(3)});
    }
    return scan;
}

std::vector<EventDraft> drafts_of(const Occasion& occasion, const StoreProfile& profile,
                                  Entropy& entropy) {
    if (occasion.kind == Happening::scan) return {scan_draft(some_scan(entropy))};
    const auto json = *Json::parse(occasion.body);
    if (occasion.kind == Happening::sign_up) {
        const auto member = "p-" + to_string(make_event_id(opening, entropy));
        return *sign_up_events(*parse_sign_up(json, profile), member, shop_keys(entropy), entropy);
    }
    return *purchase_events(*parse_purchase(json, profile, opening), shop_keys(entropy), entropy);
}

std::vector<EventDraft> next_drafts(Shop& shop, const EventContext& context, Entropy& entropy) {
    if (entropy.below(tasks_one_in) == 0) {
        return {task_completed({"t-" + std::to_string(entropy.below(1'000))}, {})};
    }
    const StoreProfile profile{
        .store_id = context.store, .currency = "CNY", .region = "CN", .day = {}};
    return drafts_of(shop.next(), profile, entropy);
}

std::string message_of(const EventDraft& draft, const EventContext& context, Entropy& entropy) {
    const auto event = *encode_event(draft, context, entropy);
    Batch batch;
    batch.epoch = random_id<Epoch>(entropy);
    batch.lane = event.lane;
    batch.first = Seq(entropy.below(100'000) + 1);
    batch.last = batch.first;
    batch.before_id = make_event_id(context.wall - Seconds{20}, entropy);
    if (event.lane == Lane::ledger) batch.before_chain = sha256({batch.epoch.view()});
    batch.entries.push_back({event.bytes, event.person, event.salt});
    return encode(batch);
}

}  // namespace

void write_training(const std::string& folder, std::uint64_t seed) {
    Shop shop(seed);
    SeededEntropy entropy(seed);
    for (int written = 0; written < messages;) {
        const auto context = some_context(entropy);
        for (const auto& draft : next_drafts(shop, context, entropy)) {
            std::ofstream file(folder + "/" + std::to_string(written++), std::ios::binary);
            file << message_of(draft, context, entropy);
            CHECK(file.good(), "the folder takes the training messages");
        }
    }
}

}  // namespace aisle
