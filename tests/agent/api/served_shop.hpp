// SPDX-License-Identifier: Apache-2.0
// The real desk over a real database in a folder of its own, its store run inline, behind the real
// routes: what a caller of the interface would meet. Requests go to the router without a socket.
#pragma once

#include "agent/api/routes.hpp"
#include "agent/base/json.hpp"
#include "agent/store/schema.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/scratch_folder.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

class ServedShop {
public:
    ServedShop();
    ~ServedShop();

    // Answers at once, for the store runs inline. `body` may be empty.
    Response ask(std::string method, std::string_view target, std::string body = "");
    Response get(std::string_view target) { return ask("GET", target); }
    Response post(std::string_view target, std::string body) {
        return ask("POST", target, std::move(body));
    }
    // As central's feed would.
    void put_task(const std::string& key,
                  std::string body = R"({"title":"Call Ms Han","priority":"high"})");
    void put_coupon(const std::string& key);
    // Its right stands here from now on.
    void pin_coupon(const std::string& key);
    // Of what its forms show.
    static std::string notice_hash();
    // No role is held before the shop has looked.
    void put_operator(const std::string& key, std::string_view pin,
                      std::string_view roles = R"("clerk")");
    void look_at_staff();
    // An order that waits under this code, for that device to hand over.
    void put_pickup(const std::string& order, std::string_view code,
                    const std::string& holder = "s1-pos1");
    void put_touchpoint_code(const std::string& key, std::string body);
    void put_member(const std::string& key, std::string body);
    // From now on nothing more fits.
    void fill_the_disk();

    ManualClock clock;
    Metrics metrics;
    RecordingLog lines;
    std::optional<Error> not_ready;
    std::vector<Receipt> saved;
    Door door = Door::network;  // by which callers come in

private:
    struct Parts;

    Outlook outlook();
    void put(FeedFold& book, const std::string& key, std::string body);

    ScratchFolder folder_;
    SeededEntropy entropy_{42};
    std::unique_ptr<Parts> parts_;
    Router router_;
};

// The value at a path of members, e.g. {"lanes", "ledger"}; null when there is none.
const Json* at(const Json& json, std::initializer_list<std::string_view> path);
std::string code_of(const Response& response);

}  // namespace aisle
