// SPDX-License-Identifier: Apache-2.0
// Requests with their bodies against a whole shop. An input is requests parted by an empty line:
// the method and the target on the first line, the body on the others. Whatever they are: each is
// answered, never with a fault of ours; what was accepted stands in the journal, event by event and
// within the bounds; what was refused left at most a note of it; and the same said again is
// answered the same.
#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "tests/fuzz/memory_shop.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace aisle {
namespace {

using Numbers = std::array<Seq, 2>;

class Caller {
public:
    explicit Caller(MemoryShop& shop) : shop_(shop) {}

    void call(std::string_view request) {
        const auto line = request.substr(0, request.find('\n'));
        const auto blank = std::min(line.find(' '), line.size());
        const auto method = line.substr(0, blank);
        const auto target = line.substr(std::min(blank + 1, line.size()));
        const auto body = request.substr(std::min(line.size() + 1, request.size()));

        const auto before = numbers();
        const auto first = shop_.ask(method, target, body);
        judge(first, before);
        const auto between = numbers();
        const auto second = shop_.ask(method, target, body);
        judge(second, between);
        if (method != "POST") {
            CHECK(numbers() == before, "who only asks changes nothing");
            CHECK(second.status == first.status, "and is answered the same");
        } else {
            compare(first, second);
            // Each refusal of a coupon is noted, for somebody stands there each time.
            const bool noted = second.body.starts_with(R"({"decision":"rejected")");
            const auto now = numbers();
            // And who is recognised twice was here twice.
            const bool recognised = second.body.starts_with(R"({"known":true)");
            if (second.status == 200 && !recognised) {
                CHECK(now[0] == between[0], "a repeat is saved once");
                CHECK(noted || now[1] == between[1], "and noted once");
            }
        }
    }

private:
    Numbers numbers() const {
        return {shop_.lane(Lane::ledger).next, shop_.lane(Lane::touch).next};
    }

    void judge(const Response& answer, const Numbers& before) {
        CHECK(answer.status >= 200 && answer.status < 600 && answer.status != 500, "not our fault");
        const bool is_json = answer.content_type == "application/json" ||
                             answer.content_type == "application/problem+json";
        if (is_json) CHECK(Json::parse(answer.body).has_value(), "an answer is JSON");
        const auto after = numbers();
        std::uint64_t saved = 0;
        for (const Lane which : both_lanes) {
            const auto i = index_of(which);
            CHECK(before[i] <= after[i], "numbers rise");
            saved += after[i].value() - before[i].value();
            for (Seq seq = before[i]; seq < after[i]; seq = seq.next()) look_at(which, seq);
        }
        if (answer.status == 201) {
            const auto json = Json::parse(answer.body);
            const Json* events = json->find("events");
            CHECK(events && events->integer() == static_cast<std::int64_t>(saved), "as it says");
        } else {
            // A coupon used after its release is held again, used, and its lease told of.
            CHECK(saved <= (answer.status == 200 ? 4U : 1U), "a refusal leaves one note at most");
        }
    }

    // What was saved is what central will be able to read.
    void look_at(Lane lane, Seq seq) {
        const auto event = shop_.event_at(lane, seq);
        CHECK(!event.id.none(), "a number stands for an event");
        CHECK(event.bytes.size() <= event_bytes_max, "an event is bounded");
        CHECK(event.person.size() <= person_bytes_max, "a person part is bounded");
        const auto header = decode_event_header(event.bytes);
        CHECK(header && header->id == event.id, "an event is one");
        if (event.person.empty()) return;
        CHECK(Json::parse(event.person).has_value(), "a person part is JSON");
        CHECK(header->personhash == person_hash(event.salt, event.person), "and its own");
    }

    static void compare(const Response& first, const Response& second) {
        if (second.status == first.status && first.status != 201) {
            CHECK(second.body == first.body, "the same answer");
        } else if (second.status == 200) {
            CHECK(first.status == 201 && second.body == first.body, "to a repeat, too");
        } else {
            // Without an id of the caller's it is another capture, and a task is done once.
            CHECK(first.status == 201, "no refusal becomes an acceptance");
            CHECK(second.status == 201 || second.status == 409, "nor the other way round");
        }
    }

    MemoryShop& shop_;
};

void run(std::string_view text) {
    static MemoryShop shop;
    shop.make_new();
    Caller caller(shop);
    constexpr std::string_view empty_line = "\n\n";
    while (!text.empty()) {
        const auto request = text.substr(0, text.find(empty_line));
        caller.call(request);
        text.remove_prefix(std::min(request.size() + empty_line.size(), text.size()));
    }
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
