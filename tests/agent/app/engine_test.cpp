// SPDX-License-Identifier: Apache-2.0
#include "agent/app/engine.hpp"

#include "tests/agent/domain/staff_body.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_link.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <optional>

namespace aisle {
namespace {

// An engine without threads and without time of its own: what it asks for is kept, not done.
class EngineBench {
public:
    EngineBench() {
        config.identity = {"demo", "s0042-pos1", "s0042"};
        config.store.currency = "CNY";
        config.broker.urls = {"mqtt://127.0.0.1:1883"};
        config.disk.directory = folder.path().string();
    }

    void start() {
        EngineWorld world{clock,   entropy,     files,
                          metrics, lines.log(), link,
                          post(),  "boot-1",    [] { return true; }};
        world.threads = false;
        EngineEvents events;
        events.wake_at = [this](MonoTime at) { woken = at; };
        events.keep_house_in = [this](Micros wait) { house = wait; };
        events.saved = [this](const Receipt& receipt) { saved.push_back(receipt); };
        events.fatal = [this](std::string why) { fatal = std::move(why); };
        auto opened = Engine::open(config, std::move(world), std::move(events));
        ASSERT_TRUE(opened) << opened.error().what();
        engine = std::move(*opened);
        const auto started = engine->start();
        ASSERT_TRUE(started) << started.error().what();
        settle();
    }
    // Stopped, its file changed as central would, and started again.
    template <std::size_t n>
    void restart_with(const char (&sql)[n], const std::string& body) {
        engine->stop();
        const auto file = folder.file("journal-1.db");
        engine.reset();
        {
            auto db = Database::open({.path = file});
            ASSERT_TRUE(db) << db.error().what();
            ASSERT_TRUE(db->prepare(sql).bind(Blob{body}).run());
        }
        start();
    }
    void settle() {
        while (!tasks.empty()) {
            auto task = std::move(tasks.front());
            tasks.pop_front();
            task();
        }
    }
    void scan(const std::string& code) {
        engine->desk().capture_scan({code, "", "test", clock.mono()}, "",
                                    [](const Result<Accepted>& told) { EXPECT_TRUE(told); });
        settle();
    }

    ScratchFolder folder;
    Config config;
    ManualClock clock;
    SeededEntropy entropy{1};
    SystemFiles files;
    Metrics metrics;
    RecordingLog lines;
    MemoryLink link;
    std::deque<Function<void()>> tasks;
    std::optional<MonoTime> woken;
    std::optional<Micros> house;
    std::vector<Receipt> saved;
    std::string fatal;
    std::unique_ptr<Engine> engine;

private:
    Post post() {
        return [this](Function<void()> task) { tasks.push_back(std::move(task)); };
    }
};

TEST(Engine, RecordsItsStartAndAsksForTheLineAndForTime) {
    EngineBench bench;
    bench.start();
    ASSERT_EQ(bench.saved.size(), 1U);
    EXPECT_EQ(bench.saved.front().lane, Lane::ledger);
    EXPECT_TRUE(bench.woken);
    EXPECT_TRUE(bench.house);
    bench.clock.advance(Seconds{60});
    bench.engine->tick();
    ASSERT_EQ(bench.link.opened.size(), 1U);
    EXPECT_EQ(bench.link.opened.front().client_id, "s0042-pos1");
}

TEST(Engine, SaysSavedOnlyOfWhatIsInTheFile) {
    EngineBench bench;
    bench.start();
    bench.scan("4006381333931");
    ASSERT_EQ(bench.saved.size(), 2U);
    bench.engine->stop();
    bench.engine.reset();
    bench.start();
    bench.scan("4006381333948");
    EXPECT_EQ(bench.saved.back().seq, Seq(2));
    EXPECT_EQ(bench.saved.back().epoch, bench.saved.front().epoch);
}

TEST(Engine, ClosesADayThatIsOverOnceAlsoAfterAStart) {
    EngineBench bench;
    bench.start();
    bench.engine->desk().record(make_draft(EventKinds::task_completed, "{}"),
                                [](const Result<Accepted>& told) { EXPECT_TRUE(told); });
    bench.engine->keep_house();
    bench.settle();
    EXPECT_EQ(bench.saved.back().seq, Seq(2));
    bench.clock.advance(std::chrono::hours{24});
    bench.engine->keep_house();
    bench.settle();
    EXPECT_EQ(bench.saved.back().seq, Seq(3));
    bench.engine->stop();
    bench.engine.reset();
    bench.start();
    EXPECT_EQ(bench.saved.back().seq, Seq(4));  // the boot; nothing is due
    bool shown = false;
    bench.engine->days().show("2026-07-01", [&](const Result<std::string>& text) {
        shown = text && text->find(R"("count":1,"closings":1,"closed_count":1)") != text->npos;
    });
    bench.settle();
    EXPECT_TRUE(shown);
}

TEST(Engine, WhoIsSignedInIsKnownAfterARestartAndNoLongerOnceCentralSaysSo) {
    EngineBench bench;
    bench.start();
    bench.restart_with("INSERT INTO staff(key, scope, pin, body) VALUES('op7', 'fleet', 1, ?1)",
                       staff_with_pin("1234"));
    std::string said;
    bench.engine->staff().sign_in(R"({"operator":"op7","pin":"1234"})",
                                  [&said](const Result<std::string>& answer) {
                                      said = answer ? *answer : answer.error().what();
                                  });
    bench.settle();
    EXPECT_TRUE(said.starts_with(R"({"signed_in":true,"operator":"op7")")) << said;
    bench.restart_with("UPDATE staff SET pin = 1 WHERE body = ?1", "");
    EXPECT_EQ(bench.engine->staff().operator_id(), "op7");
    bench.restart_with("DELETE FROM staff WHERE body <> ?1", "");
    EXPECT_EQ(bench.engine->staff().operator_id(), "");
}

TEST(Engine, AsksForNothingMoreOnceItHasStopped) {
    EngineBench bench;
    bench.start();
    bench.engine->stop();
    bench.woken.reset();
    bench.house.reset();
    bench.engine->keep_house();
    bench.settle();
    EXPECT_FALSE(bench.woken);
    EXPECT_FALSE(bench.house);
    EXPECT_EQ(bench.link.closed, 1);
}

}  // namespace
}  // namespace aisle
