// SPDX-License-Identifier: Apache-2.0
#include "agent/app/announce.hpp"

#include "agent/base/entropy.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Announce, EachHappeningIsOneEventWithItsPlace) {
    struct Told {
        Happening happening;
        std::string_view event;
    };
    using Kind = Happening::Kind;
    const Told all[] = {
        {{.kind = Kind::saved, .lane = Lane::touch, .through = Seq{7}},
         "event: saved\ndata: {\"lane\":\"touch\",\"seq\":7}\n"},
        {{.kind = Kind::delivered, .through = Seq{3}},
         "event: delivered\ndata: {\"lane\":\"ledger\",\"seq\":3}\n"},
        {{.kind = Kind::feed_changed, .name = "tasks"},
         "event: feed\ndata: {\"feed\":\"tasks\"}\n"},
        {{.kind = Kind::task_done, .name = "t-1"}, "event: task_done\ndata: {\"key\":\"t-1\"}\n"},
        {{.kind = Kind::status_changed}, "event: status\ndata: {}\n"},
        {{.kind = Kind::task_lost, .name = "t-1"}, "event: task_lost\ndata: {\"key\":\"t-1\"}\n"},
        {{.kind = Kind::scan_lost, .name = "lane1"},
         "event: scan_lost\ndata: {\"device\":\"lane1\"}\n"},
    };
    SeededEntropy entropy{1};
    for (const auto& [happening, event] : all) {
        Live live{entropy};
        const auto screen = live.subscribe("");
        ASSERT_TRUE(screen);
        announce(live, happening);
        EXPECT_NE((*screen)->take().find(event), std::string::npos) << event;
    }
}

}  // namespace
}  // namespace aisle
