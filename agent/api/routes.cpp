// SPDX-License-Identifier: Apache-2.0
#include "agent/api/routes.hpp"

#include "agent/api/answers.hpp"
#include "agent/api/member_routes.hpp"
#include "agent/api/query.hpp"
#include "agent/api/scan_body.hpp"
#include "agent/api/scanner_setup.hpp"
#include "agent/base/limits.hpp"

#include <utility>

namespace aisle {
namespace {

// A probe asks about the service, so that a full disk is 503 here and not 507.
Problem unready(const Error& why) {
    return {why.kind() == Errc::full ? "disk_full" : "not_ready", why.what(), 503};
}

}  // namespace

Routes::Routes(Desk& desk, Live& live, const Clock& clock, Outlook outlook)
    : desk_(desk), live_(live), clock_(clock), outlook_(std::move(outlook)) {}

void Routes::add_to(Router& router) {
    add_captures(router);
    add_lists(router);
    add_probes(router);
    add_scanner_setup(router, outlook_);
    add_member_routes(router, desk_.members());
}

void Routes::add_captures(Router& router) {
    router.add("POST", "/v1/scans", [this](const Request& request, Respond respond) {
        capture_scan(request, std::move(respond));
    });
    router.add("POST", "/v1/purchases", [this](const Request& request, Respond respond) {
        desk_.record_purchase(request.body, answer_capture(std::move(respond)));
    });
    router.add("POST", "/v1/members", [this](const Request& request, Respond respond) {
        desk_.sign_up(request.body, answer_capture(std::move(respond)));
    });
}

void Routes::add_lists(Router& router) {
    router.add("GET", "/v1/coupons", [this](const Request& request, Respond respond) {
        list_coupons(request, std::move(respond));
    });
    router.add("GET", "/v1/feeds", [this](const Request&, Respond respond) {
        outlook_.feeds([respond = std::move(respond)](const auto& feeds) mutable {
            respond(feeds ? json_response(feeds_json(*feeds)) : respond_with(feeds.error()));
        });
    });
    router.add("GET", "/v1/status", [this](const Request&, Respond respond) {
        outlook_.status([respond = std::move(respond)](const auto& status) mutable {
            respond(status ? json_response(status_json(*status)) : respond_with(status.error()));
        });
    });
    router.add("GET", "/v1/journal", [this](const Request& request, Respond respond) {
        show_journal(request, std::move(respond));
    });
    router.add("GET", "/v1/live", [this](const Request& request, Respond respond) {
        open_live(request, std::move(respond));
    });
}

void Routes::add_probes(Router& router) {
    router.add("GET", "/livez",
               [](const Request&, Respond respond) { respond(json_response(R"({"live":true})")); });
    router.add("GET", "/readyz", [this](const Request&, Respond respond) {
        outlook_.ready([respond = std::move(respond)](const Result<void>& ready) mutable {
            respond(ready ? json_response(R"({"ready":true})")
                          : respond_with(unready(ready.error())));
        });
    });
    router.add("GET", "/metrics", [this](const Request&, Respond respond) {
        outlook_.metrics([respond = std::move(respond)](Result<std::string> text) mutable {
            if (!text) return respond(respond_with(text.error()));
            auto response = json_response(std::move(*text));
            response.content_type = "text/plain; version=0.0.4; charset=utf-8";
            respond(std::move(response));
        });
    });
}

void Routes::capture_scan(const Request& request, Respond respond) {
    const auto json = Json::parse(request.body);
    if (!json) return respond(respond_with(json.error()));
    const auto body = parse_scan_body(*json, clock_.mono());
    if (!body) return respond(respond_with(body.error()));
    desk_.capture_scan(body->scan, body->caller_id, answer_capture(std::move(respond)));
}

void Routes::list_coupons(const Request& request, Respond respond) {
    const auto known = only_asked(request, {"after", "limit"});
    if (!known) return respond(respond_with(known.error()));
    const auto rows = whole_number(
        request,
        {.name = "limit", .otherwise = coupon_page_default, .min = 1, .max = coupon_page_max});
    if (!rows) return respond(respond_with(rows.error()));
    desk_.list_coupons(request.asked("after").value_or(""), *rows, answer_json(std::move(respond)));
}

void Routes::show_journal(const Request& request, Respond respond) {
    const auto query = read_journal_query(request);
    if (!query) return respond(respond_with(query.error()));
    outlook_.journal(
        *query, [query = *query, respond = std::move(respond)](const auto& page) mutable {
            respond(page ? json_response(journal_json(query, *page)) : respond_with(page.error()));
        });
}

void Routes::open_live(const Request& request, Respond respond) {
    auto stream = live_.subscribe(request.last_event_id);
    if (!stream) return respond(respond_with(stream.error()));
    Response response;
    response.content_type = "text/event-stream";
    response.stream = std::move(*stream);
    respond(std::move(response));
}

}  // namespace aisle
