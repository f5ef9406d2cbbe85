// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes, and however they are cut: the reader keeps its bounds, ends, and gives the
// gate and the router a request they can decide on. Cut differently, the same requests come out.
#include "agent/api/gate.hpp"
#include "agent/api/http_reader.hpp"
#include "agent/api/router.hpp"
#include "agent/api/scan_body.hpp"
#include "agent/base/limits.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {
namespace {

Router make_router() {
    Router router;
    const auto read_body = [](const Request& request, Respond respond) {
        const auto json = Json::parse(request.body);
        if (!json) return respond(respond_with(json.error()));
        const auto scan = parse_scan_body(*json, MonoTime{});
        respond(scan ? Response{.status = 201, .body = scan->scan.bytes}
                     : respond_with(scan.error()));
    };
    router.add("POST", "/v1/scans", read_body);
    router.add("POST", "/v1/tasks/{key}/complete", read_body);
    router.add("POST", "/v1/tasks/{key}/accept", read_body);
    router.add("GET", "/livez", [](const Request&, Respond respond) { respond({}); });
    return router;
}

struct Served {
    std::string answers;
    std::string refusal;  // empty while it was not refused
};

// What a server would answer, request by request.
Served serve(std::string_view bytes, std::size_t step) {
    static Router router = make_router();
    static const Gate gate(8480, {});
    HttpReader reader;
    std::string pending;
    Served served;
    for (std::size_t sent = 0; sent < bytes.size(); sent += step) {
        pending += bytes.substr(sent, step);
        for (bool moved = true; moved;) {
            const auto before = reader.stage();
            const auto used = reader.feed(pending);
            CHECK(used <= pending.size(), "it takes no more than there is");
            pending.erase(0, used);
            moved = used > 0 || reader.stage() != before;
            if (reader.stage() == HttpReader::Stage::refused) {
                served.refusal = respond_with(reader.refusal()).body;
                return served;
            }
            CHECK(reader.request().body.size() <= http_body_bytes_max, "the body is bounded");
            if (reader.stage() != HttpReader::Stage::whole) continue;
            Request& request = reader.request();
            const auto problem = gate.refuse(request, Door::network);
            std::optional<Response> answer;
            if (problem) {
                answer = respond_with(*problem);
            } else {
                router.route(request, [&answer](Response given) { answer = std::move(given); });
            }
            CHECK(answer.has_value(), "every request is answered");
            append_head(served.answers, *answer, {.keep_alive = reader.keep_alive()});
            served.answers += answer->body;
            reader.reset();
        }
        // A refusal may say "too long" some bytes sooner or later; more is never kept.
        CHECK(pending.size() <= http_header_bytes_max + step, "what waits is bounded");
    }
    return served;
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    const auto whole = aisle::serve(text, std::max<std::size_t>(size, 1));
    const auto in_steps = aisle::serve(text, 7);
    // Far from the bounds the cuts make no difference, but that a request without an end may be
    // refused sooner or later.
    if (size < aisle::http_header_bytes_max) {
        CHECK(whole.answers == in_steps.answers, "cuts change no answer");
        const bool both = !whole.refusal.empty() && !in_steps.refusal.empty();
        CHECK(!both || whole.refusal == in_steps.refusal, "nor why it is refused");
    }
    return 0;
}
