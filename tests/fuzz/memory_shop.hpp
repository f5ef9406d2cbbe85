// SPDX-License-Identifier: Apache-2.0
// What stands behind the local interface, in memory: the real gate, routes, desk, books and journal
// over one database. For each input it is a new shop, in the first second of the same morning, with
// one task, one coupon whose right stands here, one order to pick up, and central away. One thread.
#pragma once

#include "agent/api/coupon_routes.hpp"
#include "agent/api/gate.hpp"
#include "agent/api/http_reader.hpp"
#include "agent/api/routes.hpp"
#include "agent/books/giving.hpp"
#include "agent/books/handoff_desk.hpp"
#include "agent/books/member_shelf.hpp"
#include "agent/books/pickup_desk.hpp"
#include "agent/books/service_desk.hpp"
#include "agent/books/task_desk.hpp"
#include "agent/books/touchpoint_desk.hpp"
#include "sync/journal_reader.hpp"
#include "tests/fuzz/memory_store.hpp"
#include "tests/support/manual_clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class MemoryShop {
public:
    MemoryShop();

    void make_new();
    // A whole request as a caller would send it, and its answer.
    Response ask(std::string_view method, std::string_view target, std::string_view body);
    const LaneState& lane(Lane which) const { return store_.journal.lane(which); }
    // What stands there; an id of zeros where nothing does.
    Event event_at(Lane lane, Seq seq);

private:
    Outlook outlook();
    void open_desk();
    void put(FeedFold& book, std::string key, std::string body);

    MemoryStore store_;
    ManualClock clock_;
    SeededEntropy dice_{1};
    RequestBook requests_{store_.db};
    TaskBook tasks_{store_.db};
    CampaignBook campaigns_{store_.db};
    CouponBook coupons_{store_.db};
    TaskList task_list_{store_.db};
    CouponList coupon_list_{store_.db};
    TouchpointBook touchpoints_{store_.db};
    TouchpointList touchpoint_list_{store_.db};
    MemberShelf shelf_{store_.db, store_.db, store_.journal};
    PickupBook pickups_{store_.db, shelf_.memory};
    HandoffBook handoffs_{store_.db};
    JournalReader reader_{store_.db};
    Statement find_;
    Store inline_store_;
    std::optional<Live> live_;
    std::optional<Recorder> recorder_;  // remembers refusals, so each input has its own
    std::optional<MemberDesk> members_;
    std::optional<Desk> desk_;
    std::optional<Giving> giving_;
    std::optional<TaskDesk> task_desk_;
    std::optional<ServiceDesk> service_desk_;
    std::optional<PickupDesk> pickup_desk_;
    std::optional<HandoffDesk> handoff_desk_;
    std::optional<TouchpointDesk> touchpoint_desk_;
    std::optional<Routes> routes_;
    Router router_;
    Result<void> ready_;
    std::vector<ScannerCandidate> scanners_;  // none
    Result<std::vector<FeedStatus>> feeds_{
        {FeedStatus{"tasks", "fleet", Generation{1}, Cursor{2}, Cursor{3}, ""}}};
    Gate gate_{8480, {}};
};

}  // namespace aisle
