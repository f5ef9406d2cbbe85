// SPDX-License-Identifier: Apache-2.0
#include "agent/books/staff_desk.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/scan/token.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/agent/domain/staff_body.hpp"
#include "tests/support/json_of.hpp"

#include <deque>
#include <filesystem>

namespace aisle {
namespace {

const std::string seed(32, 's');
constexpr std::uint16_t kid = 7;

Token badge_of(std::uint64_t serial) {
    Token token;
    token.type = TokenType::badge;
    token.kid = kid;
    token.serial = serial;
    token.issued = 1'782'800'000;
    token.expires = 1'800'000'000;  // January 2027
    return token;
}

std::string text_of(const Token& token, const std::string& signer = seed) {
    const auto payload = token_payload(token);
    const auto signature = ed25519_sign(signer, token_message(payload));
    EXPECT_TRUE(signature);
    return signature ? token_text(payload, *signature) : std::string();
}

std::vector<TokenKey> keys() {
    auto key = Ed25519Key::from_bytes(*ed25519_public_key(seed));
    EXPECT_TRUE(key);
    std::vector<TokenKey> all;
    all.push_back({kid, std::move(*key)});
    return all;
}

struct StaffDeskTest : testing::Test {
    StaffDeskTest() { start("boot-1"); }

    // The program anew, in this boot or another.
    void start(const std::string& boot) {
        desk.emplace(StaffDeskParts{counter.recorder, book, lookup, time, keys(), boot,
                                    [this] { ++changes; }});
        desk->check();
    }
    void put(std::string key, std::string body, std::string_view scope = "fleet") {
        counter.put(book, scope, std::move(key), std::move(body));
    }
    Result<std::string> say(const std::string& body) {
        std::optional<Result<std::string>> said;
        desk->sign_in(body, [&](Result<std::string> answer) { said = std::move(answer); });
        EXPECT_TRUE(said) << "every sign-in is answered";
        return said ? std::move(*said) : Error(Errc::dead, "no answer");
    }
    Result<std::string> pin(const std::string& operator_id, const std::string& digits) {
        return say(R"({"operator":")" + operator_id + R"(","pin":")" + digits + R"("})");
    }
    Result<std::string> badge(const std::string& token) {
        return say(R"({"badge":")" + token + R"("})");
    }
    std::string code(const Result<std::string>& answer) {
        return answer ? "signed in" : std::string(answer.error().code());
    }
    void fail(const std::string& operator_id, int times) {
        for (int i = 0; i < times; ++i) {
            EXPECT_EQ(code(pin(operator_id, "9999")), "sign_in_refused") << i;
        }
    }
    void advance(Micros by) {
        counter.bench.clock.advance(by);
        counter.truth = *counter.truth + by;
    }
    // The ledger: kinds and data, without what is the same everywhere.
    std::vector<std::string> told() {
        std::vector<std::string> lines;
        for (const auto& row : counter.rows(Lane::ledger)) {
            const auto header = decode_event_header(row.event);
            EXPECT_TRUE(header);
            lines.push_back(std::string(event_kind_name(header->type)) + " " +
                            std::string(header->data));
        }
        return lines;
    }

    Counter counter;
    StaffBook book{*counter.bench.write};
    StaffLookup lookup{*counter.bench.read};
    SureTime time{counter.bench.clock, [this] { return counter.truth; }, WallTime{}};
    std::optional<StaffDesk> desk;
    int changes = 0;
};

TEST_F(StaffDeskTest, SignsInWhoHasTheRightPin) {
    put("op7", staff_with_pin("1234", R"("clerk","it")"));
    EXPECT_EQ(desk->current(), nullptr);
    const auto answer = pin("op7", "1234");
    ASSERT_TRUE(answer) << answer.error().what();
    EXPECT_EQ(*answer, R"({"signed_in":true,"operator":"op7","roles":["clerk","it"],)"
                       R"("since":"2026-07-01T08:00:00.000Z","until":"2026-07-01T20:00:00.000Z"})");
    EXPECT_EQ(desk->operator_id(), "op7");
    EXPECT_TRUE(desk->is_allowed(StaffRole::it));
    EXPECT_FALSE(desk->is_allowed(StaffRole::manager));
    EXPECT_EQ(changes, 1);
    EXPECT_EQ(told(), (std::vector<std::string>{
                          R"(operator.signed.in {"operator":"op7","method":"pin",)"
                          R"("roles":["clerk","it"],"until":"2026-07-01T20:00:00.000Z"})"}));
    const auto rows = counter.rows(Lane::ledger);
    EXPECT_NE(rows[0].event.find(R"("operatorid":"op7")"), std::string::npos);
}

TEST_F(StaffDeskTest, AnswersTheSameToAWrongPinAndToNobody) {
    put("op7", staff_with_pin("1234"));
    put("op8", staff_beginning() + "}");
    const auto wrong = pin("op7", "1235");
    const auto nobody = pin("Ms Wang", "1234");
    const auto without = pin("op8", "1234");
    for (const auto* answer : {&wrong, &nobody, &without}) {
        ASSERT_FALSE(*answer);
        EXPECT_EQ(answer->error().code(), "sign_in_refused");
        EXPECT_EQ(answer->error().kind(), Errc::denied);
        EXPECT_EQ(answer->error().what(), wrong.error().what());
    }
    EXPECT_EQ(desk->current(), nullptr);
    EXPECT_EQ(counter.bench.metrics.get(Count::pins_refused), 3U);
    EXPECT_EQ(told(), (std::vector<std::string>{
                          R"(operator.refused {"why":"wrong_pin","method":"pin","operator":"op7"})",
                          R"(operator.refused {"why":"unknown","method":"pin"})",
                          R"(operator.refused {"why":"no_pin","method":"pin","operator":"op8"})"}));
}

TEST_F(StaffDeskTest, LocksWhoGuessesAndNobodyAsWell) {
    put("op7", staff_with_pin("1234"));
    for (const auto* who : {"op7", "nobody"}) {
        fail(who, pin_tries_free + 1);
        // The right one does not help now, and is not even looked at.
        EXPECT_EQ(code(pin(who, "1234")), "pin_locked") << who;
    }
    advance(pin_wait_first);
    fail("nobody", 1);
    ASSERT_TRUE(pin("op7", "1234"));
    // And all is forgiven.
    fail("op7", pin_tries_free + 1);
}

TEST_F(StaffDeskTest, ALockSurvivesTheProgramAndTheClock) {
    put("op7", staff_with_pin("1234"));
    fail("op7", pin_tries_free + 1);
    start("boot-1");
    EXPECT_EQ(code(pin("op7", "1234")), "pin_locked");
    counter.bench.clock.set_wall(ManualClock::morning + std::chrono::hours{24 * 365});
    counter.truth = counter.bench.clock.wall() - std::chrono::hours{24 * 364};
    EXPECT_EQ(code(pin("op7", "1234")), "pin_locked");
    advance(pin_wait_first - Micros{1});
    EXPECT_EQ(code(pin("op7", "1234")), "pin_locked");
    advance(Micros{1});
    EXPECT_TRUE(pin("op7", "1234"));
}

TEST_F(StaffDeskTest, TriesWithinALockAreNotCounted) {
    put("op7", staff_with_pin("1234"));
    fail("op7", pin_tries_free + 1);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(code(pin("op7", "0000")), "pin_locked");
    advance(pin_wait_first);
    EXPECT_TRUE(pin("op7", "1234"));
}

TEST_F(StaffDeskTest, GuessingAllNightFillsNoJournal) {
    put("op7", staff_with_pin("1234"));
    fail("op7", pin_tries_free + 1);
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(pin("op7", "0000"));
    EXPECT_EQ(told().size(), 2U);  // a wrong PIN, and a locked one
    advance(Seconds{61});
    EXPECT_FALSE(pin("op7", "0000"));
    EXPECT_EQ(told().back(), R"(operator.refused {"why":"wrong_pin","method":"pin",)"
                             R"("operator":"op7","repeated":3})");
    EXPECT_EQ(counter.bench.metrics.get(Count::pins_refused), 105U);
}

TEST_F(StaffDeskTest, TellsWhoIsExpiredSoOnlyAfterTheRightPin) {
    put("op7", staff_with_pin("1234", R"("clerk")", "2026-06-30T00:00:00Z"));
    EXPECT_EQ(code(pin("op7", "9999")), "sign_in_refused");
    EXPECT_EQ(code(pin("op7", "1234")), "operator_expired");
    EXPECT_EQ(desk->current(), nullptr);
    // A newer page brings them back.
    put("op7", staff_with_pin("1234"));
    EXPECT_TRUE(pin("op7", "1234"));
}

TEST_F(StaffDeskTest, SettingTheClockBackProlongsNobody) {
    put("op7", staff_beginning(R"("clerk")", "2026-07-03T00:00:00Z") +
                   R"(,"badges":["42"],"pin":)" + pin_json("1234") + "}");
    advance(std::chrono::hours{72});
    EXPECT_EQ(code(pin("op7", "1234")), "operator_expired");
    counter.truth.reset();
    counter.bench.clock.set_wall(ManualClock::morning - std::chrono::hours{24});
    EXPECT_EQ(code(pin("op7", "1234")), "operator_expired");
    EXPECT_EQ(code(badge(text_of(badge_of(42)))), "operator_expired");
}

TEST_F(StaffDeskTest, SignsInWhoShowsABadgeOfCentrals) {
    put("op7", staff_beginning() + R"(,"badges":["42"]})");
    const auto answer = badge(text_of(badge_of(42)));
    ASSERT_TRUE(answer) << answer.error().what();
    EXPECT_EQ(desk->operator_id(), "op7");
    EXPECT_NE(told().back().find(R"("method":"badge")"), std::string::npos);
}

TEST_F(StaffDeskTest, RefusesABadgeThatIsNone) {
    put("op7", staff_beginning() + R"(,"badges":["42"]})");
    auto coupon = badge_of(42);
    coupon.type = TokenType::coupon;
    auto old = badge_of(42);
    old.expires = static_cast<std::uint32_t>(micros(ManualClock::morning) / 1'000'000);
    auto of_another_key = badge_of(42);
    of_another_key.kid = kid + 1;
    for (const auto& text :
         {text_of(coupon), text_of(old), text_of(of_another_key), text_of(badge_of(43)),
          text_of(badge_of(42), std::string(32, 'x')), std::string("AIS1"), std::string("42")}) {
        EXPECT_EQ(code(badge(text)), "sign_in_refused");
    }
    EXPECT_EQ(desk->current(), nullptr);
}

TEST_F(StaffDeskTest, APersonWhoTypesBadlyStillHasABadge) {
    put("op7", staff_beginning() + R"(,"badges":["42"],"pin":)" + pin_json("1234") + "}");
    fail("op7", pin_tries_free + 1);
    EXPECT_EQ(code(pin("op7", "1234")), "pin_locked");
    EXPECT_TRUE(badge(text_of(badge_of(42))));
}

TEST_F(StaffDeskTest, SignsOutWhoAsks) {
    put("op7", staff_with_pin("1234"));
    ASSERT_TRUE(pin("op7", "1234"));
    std::vector<std::string> answers;
    for (int i = 0; i < 2; ++i) {
        desk->sign_out([&](const Result<std::string>& answer) { answers.push_back(*answer); });
    }
    EXPECT_EQ(answers, std::vector<std::string>(2, R"({"signed_in":false})"));
    EXPECT_EQ(desk->operator_id(), "");
    EXPECT_EQ(told().size(), 2U);
    EXPECT_EQ(told()[1], R"(operator.signed.out {"operator":"op7","why":"asked"})");
    EXPECT_NE(counter.rows(Lane::ledger)[1].event.find(R"("operatorid":"op7")"), std::string::npos);
}

TEST_F(StaffDeskTest, TheNextReplacesTheOneBefore) {
    put("op7", staff_with_pin("1234"));
    put("op8", staff_with_pin("5678", R"("manager")"));
    ASSERT_TRUE(pin("op7", "1234"));
    ASSERT_TRUE(pin("op7", "1234"));
    ASSERT_TRUE(pin("op8", "5678"));
    EXPECT_EQ(desk->operator_id(), "op8");
    EXPECT_TRUE(desk->is_allowed(StaffRole::manager));
    const auto lines = told();
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[2], R"(operator.signed.out {"operator":"op7","why":"replaced"})");
    EXPECT_TRUE(lines[3].starts_with(R"(operator.signed.in {"operator":"op8")"));
}

TEST_F(StaffDeskTest, ASignInOutlivesARestart) {
    put("op7", staff_with_pin("1234"));
    ASSERT_TRUE(pin("op7", "1234"));
    advance(Seconds{3600});
    start("boot-1");
    EXPECT_EQ(desk->operator_id(), "op7");
    start("boot-2");
    EXPECT_EQ(desk->operator_id(), "op7");
    EXPECT_TRUE(desk->is_allowed(StaffRole::clerk));
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(StaffDeskTest, WhoForgetsToSignOutIsSignedOut) {
    put("op7", staff_with_pin("1234"));
    ASSERT_TRUE(pin("op7", "1234"));
    advance(sign_in_max);
    EXPECT_EQ(desk->operator_id(), "");
    EXPECT_FALSE(desk->is_allowed(StaffRole::clerk));
    std::string shown;
    desk->show([&](const Result<std::string>& answer) { shown = *answer; });
    EXPECT_EQ(shown, R"({"signed_in":false})");
    EXPECT_EQ(told().back(), R"(operator.signed.out {"operator":"op7","why":"expired"})");
}

TEST_F(StaffDeskTest, WhomCentralRemovesIsSignedOut) {
    put("op7", staff_with_pin("1234"));
    ASSERT_TRUE(pin("op7", "1234"));
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "fleet", "op7"); }));
    desk->check();
    EXPECT_EQ(desk->current(), nullptr);
    EXPECT_EQ(told().back(), R"(operator.signed.out {"operator":"op7","why":"removed"})");
}

TEST_F(StaffDeskTest, WhomCentralRemovesIsSignedOutOnAFullDiskToo) {
    put("op7", staff_with_pin("1234"));
    ASSERT_TRUE(pin("op7", "1234"));
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "fleet", "op7"); }));
    counter.room = false;
    desk->check();
    EXPECT_EQ(desk->current(), nullptr);
    EXPECT_EQ(told().size(), 1U);
    counter.room = true;
    desk->check();
    EXPECT_EQ(told().back(), R"(operator.signed.out {"operator":"op7","why":"removed"})");
}

TEST_F(StaffDeskTest, ARoleThatIsTakenAwayIsGoneAtTheNextCheck) {
    put("op7", staff_with_pin("1234", R"("clerk","manager")"));
    ASSERT_TRUE(pin("op7", "1234"));
    put("op7", staff_with_pin("1234"));
    desk->check();
    EXPECT_FALSE(desk->is_allowed(StaffRole::manager));
    EXPECT_TRUE(desk->is_allowed(StaffRole::clerk));
    EXPECT_EQ(changes, 2);
    desk->check();
    EXPECT_EQ(changes, 2);
}

TEST_F(StaffDeskTest, NothingIsDoneThatCannotBeSaved) {
    put("op7", staff_with_pin("1234"));
    counter.room = false;
    const auto answer = pin("op7", "1234");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind(), Errc::full);
    EXPECT_EQ(desk->current(), nullptr);
    counter.room = true;
    EXPECT_TRUE(pin("op7", "1234"));
}

TEST_F(StaffDeskTest, RefusesABodyThatIsNoneAndNotesIt) {
    EXPECT_EQ(code(say("{")), "bad_json");
    EXPECT_EQ(code(say(R"({"operator":"op7","pin":"12"})")), "bad_pin");
    const auto rows = counter.rows(Lane::touch);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_NE(rows[1].event.find(R"({"what":"sign_in","rule":"bad_pin","field":"/pin"})"),
              std::string::npos);
}

// A store whose answers wait, so that something can happen in between.
struct BusyStaffDeskTest : StaffDeskTest {
    BusyStaffDeskTest() {
        desk.emplace(StaffDeskParts{recorder, book, lookup, time, keys(), "boot-1"});
        put("op7", staff_with_pin("1234"));
    }
    void ask(const std::string& digits) {
        desk->sign_in(R"({"operator":"op7","pin":")" + digits + R"("})",
                      [this](Result<std::string> answer) { said.push_back(code(answer)); });
    }
    void answer_next() {
        auto task = std::move(tasks.front());
        tasks.pop_front();
        task();
    }
    void answer_all() {
        while (!tasks.empty()) answer_next();
    }

    std::deque<Function<void()>> tasks;
    Store store{{*counter.bench.write, *counter.bench.committer,
                 [this](Function<void()> task) { tasks.push_back(std::move(task)); }, false}};
    Recorder recorder{{store, *counter.bench.journal, counter.requests, counter.bench.clock,
                       counter.bench.dice, counter.bench.metrics, counter.bench.lines.log()},
                      counter.events()};
    std::vector<std::string> said;
};

TEST_F(BusyStaffDeskTest, TriesOnePinAtATime) {
    ask("9999");
    ask("1234");
    EXPECT_EQ(said, std::vector<std::string>{"sign_in_busy"});
    answer_all();
    ask("1234");
    answer_all();
    EXPECT_EQ(said, (std::vector<std::string>{"sign_in_busy", "sign_in_refused", "signed in"}));
}

TEST_F(BusyStaffDeskTest, APinThatCentralChangesMeanwhileIsNoWrongOne) {
    ask("1234");
    put("op7", staff_with_pin("5678"));
    answer_all();
    EXPECT_EQ(said, std::vector<std::string>{"sign_in_busy"});
    EXPECT_EQ(lookup.trial("op7")->failures, 0);
    EXPECT_EQ(desk->current(), nullptr);
}

TEST_F(BusyStaffDeskTest, WhomCentralRemovesMeanwhileDoesNotComeIn) {
    put("op7", staff_beginning() + R"(,"badges":["42"]})");
    desk->sign_in(R"({"badge":")" + text_of(badge_of(42)) + R"("})",
                  [this](Result<std::string> answer) { said.push_back(code(answer)); });
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.clear(txn, "fleet"); }));
    answer_all();
    EXPECT_EQ(said, std::vector<std::string>{"sign_in_refused"});
}

TEST_F(BusyStaffDeskTest, ABadgeThatCentralTakesAwayMeanwhileOpensNothing) {
    put("op7", staff_beginning() + R"(,"badges":["42"]})");
    desk->sign_in(R"({"badge":")" + text_of(badge_of(42)) + R"("})",
                  [this](Result<std::string> answer) { said.push_back(code(answer)); });
    put("op7", staff_with_pin("1234"));
    answer_all();
    EXPECT_EQ(said, std::vector<std::string>{"sign_in_refused"});
}

TEST_F(BusyStaffDeskTest, KnowsWhoIsSignedInBeforeTheFirstEventOfAStart) {
    ask("1234");
    answer_all();
    const auto start_again = [this] {
        desk.emplace(StaffDeskParts{recorder, book, lookup, time, keys(), "boot-2"});
        desk->begin();
    };
    start_again();
    EXPECT_EQ(desk->operator_id(), "op7");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.clear(txn, "fleet"); }));
    start_again();
    EXPECT_EQ(desk->operator_id(), "");
    desk->check();
    answer_all();
    EXPECT_EQ(told().back(), R"(operator.signed.out {"operator":"op7","why":"removed"})");
}

// Everything that lies in the state folder, but for the staff's own bodies.
TEST_F(StaffDeskTest, KeepsNoPinNoNameAndNoDigestInJournalOrLog) {
    put("op7", staff_with_pin("8317402"));
    ASSERT_TRUE(pin("op7", "8317402"));
    EXPECT_FALSE(pin("op7", "5550199"));
    EXPECT_FALSE(pin("Wang Canary", "8317402"));
    EXPECT_FALSE(say(R"({"operator":"op7","pin":"8317402x"})"));
    desk->sign_out([](const Result<std::string>&) {});
    const std::vector<std::string> secrets{"8317402",
                                           "5550199",
                                           "Canary",
                                           pin_digest("8317402"),
                                           to_base64(pin_digest("8317402")),
                                           to_base64(pin_salt)};
    for (const Lane lane : both_lanes) {
        for (const auto& row : counter.rows(lane)) {
            for (const auto& secret : secrets) {
                EXPECT_EQ(row.event.find(secret), std::string::npos) << row.event;
                EXPECT_FALSE(row.person);
            }
        }
    }
    for (const auto& secret : secrets) EXPECT_EQ(counter.bench.lines.count(secret), 0U) << secret;
    // Of what was typed nothing lies anywhere in the files, not even where it was overwritten.
    for (const auto& file : std::filesystem::directory_iterator(
             std::filesystem::path(counter.bench.path).parent_path())) {
        const auto bytes = read_whole(file.path().string());
        for (const std::string typed : {"8317402", "5550199", "Wang Canary"}) {
            EXPECT_EQ(bytes.find(typed), std::string::npos) << file.path();
        }
    }
}

}  // namespace
}  // namespace aisle
