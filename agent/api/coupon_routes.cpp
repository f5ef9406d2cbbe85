// SPDX-License-Identifier: Apache-2.0
#include "agent/api/coupon_routes.hpp"

#include "agent/api/answers.hpp"

#include <utility>

namespace aisle {

void add_coupon_routes(Router& router, CouponDesk& desk) {
    router.add("POST", "/v1/coupons/present", [&desk](const Request& request, Respond respond) {
        desk.present(request.body, answer_json(std::move(respond)));
    });
    router.add("POST", "/v1/redemptions/{key}/close",
               [&desk](const Request& request, Respond respond) {
                   desk.close(request.key, request.body, answer_json(std::move(respond)));
               });
    router.add("POST", "/v1/redemptions/{key}/reverse",
               [&desk](const Request& request, Respond respond) {
                   desk.reverse(request.key, request.body, answer_json(std::move(respond)));
               });
    router.add("GET", "/v1/redemptions", [&desk](const Request&, Respond respond) {
        desk.list_holds(answer_json(std::move(respond)));
    });
}

}  // namespace aisle
