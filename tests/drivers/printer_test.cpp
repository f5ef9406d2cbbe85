// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer.hpp"

#include "drivers/escpos_writer.hpp"
#include "tests/drivers/printed_slip.hpp"
#include "tests/drivers/pty.hpp"
#include "tests/support/fake_printer.hpp"
#include "tests/support/io_loop.hpp"
#include "tests/support/recording_log.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>

#include <optional>
#include <thread>
#include <vector>

namespace aisle {
namespace {

using Mood = FakePrinter::Mood;
using enum PrinterCondition;

// Ten milliseconds stand for seconds; nothing is measured.
constexpr Millis short_while{10};
constexpr Millis long_while{2000};

std::string slip_bytes(const std::string& title = "夏日优惠") {
    const std::string body = R"({"id":"k-7","slip":"coupon","language":"zh","coupon":{"title":")" +
                             title +
                             R"(","token":"AIS1ABC","expires":"2026-08-31T23:59:59+08:00"}})";
    const auto json = Json::parse(body);
    const auto request = parse_slip_request(*json);
    EXPECT_TRUE(request) << request.error().what();
    SlipSurroundings around;
    around.store_name = "南京西路店";
    around.device = "lane-1";
    return escpos_of(make_slip(*request, around), {});
}

class PrinterTest : public testing::Test {
protected:
    static PrinterOptions network(const FakePrinter& fake) {
        PrinterOptions options{.name = "front", .host = "127.0.0.1", .port = fake.port()};
        options.retry = options.look_interval = short_while;
        options.reply_patience = options.write_patience = long_while;
        return options;
    }
    void make(PrinterOptions options) {
        printer.emplace(io, std::move(options), clock, lines.log());
        printer->on_changed([this](const PrinterState& state) {
            told.emplace_back(words_of(*state.condition).word);
        });
    }
    void start(PrinterOptions options) {
        make(std::move(options));
        printer->start();
        ASSERT_TRUE(run_until(io, [&] { return printer->state().condition.has_value(); }));
    }
    const PrintOutcome& print(const std::string& bytes) {
        outcome.reset();
        printer->print(bytes, [this](PrintOutcome came) { outcome = std::move(came); });
        EXPECT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
        return *outcome;
    }
    void expect(PrintResult result, PrinterCondition condition) {
        EXPECT_EQ(outcome->result, result);
        EXPECT_EQ(outcome->condition, condition)
            << words_of(outcome->condition).word << ": " << outcome->why;
    }
    bool until(PrinterCondition condition) {
        return run_until(io, [&] { return printer->state().condition == condition; });
    }
    void TearDown() override {
        if (printer) printer->stop();
        settle(io);
    }

    SystemClock clock;
    RecordingLog lines;
    boost::asio::io_context io;
    std::optional<Printer> printer;
    std::optional<PrintOutcome> outcome;
    std::vector<std::string> told;
};

TEST_F(PrinterTest, PrintsASlipByteForByte) {
    FakePrinter fake;
    start(network(fake));
    EXPECT_TRUE(printer->state().prints());
    const auto bytes = slip_bytes();
    print(bytes);
    expect(PrintResult::printed, ok);
    EXPECT_EQ(fake.paper(), bytes);
    print(bytes);
    EXPECT_EQ(fake.paper(), bytes + bytes);
    EXPECT_EQ(told, std::vector<std::string>{"ok"});
}

TEST_F(PrinterTest, SendsNothingWhileTheCoverIsOpenAndSaysWhenItIsClosed) {
    FakePrinter fake(Mood::cover_open);
    start(network(fake));
    EXPECT_FALSE(printer->state().prints());
    print(slip_bytes());
    expect(PrintResult::nothing_sent, cover_open);
    EXPECT_EQ(fake.paper(), "");
    printer->expect(true);
    fake.be(Mood::well);
    ASSERT_TRUE(until(ok));
    print(slip_bytes());
    expect(PrintResult::printed, ok);
    EXPECT_EQ(fake.paper(), slip_bytes());
    EXPECT_EQ(told, (std::vector<std::string>{"cover_open", "ok"}));
    EXPECT_EQ(lines.count("printer.trouble"), 1u);
}

TEST_F(PrinterTest, PaperThatRunsOutInTheMiddleLeavesASlipInDoubt) {
    FakePrinter fake;
    auto options = network(fake);
    start(options);
    print(slip_bytes());  // it learns that this one tells the end
    const auto whole = fake.paper().size();
    printer->stop();
    settle(io);
    options.write_patience = Millis{100};
    start(options);
    fake.be_after(whole + 50, Mood::paper_out);
    print(slip_bytes());
    expect(PrintResult::doubtful, paper_out);
    EXPECT_EQ(fake.paper().size(), whole + 50);
    fake.be(Mood::well);
    ASSERT_TRUE(until(ok)) << "it goes on being looked at";
}

TEST_F(PrinterTest, ASlowPrinterIsWaitedForAndOneThatStopsIsGivenUp) {
    FakePrinter fake;
    auto options = network(fake);
    // More than all the buffers on the way.
    std::string bytes(32'000'000, 'x');
    options.write_patience = Millis{300};
    start(options);
    fake.stall_after(1000);
    print(bytes);
    expect(PrintResult::doubtful, offline);
    EXPECT_LE(fake.paper().size(), 1000u);
    fake.go_on();
    ASSERT_TRUE(until(ok));
    bytes.resize(5'000);
    print(bytes);
    expect(PrintResult::printed, ok);
    EXPECT_TRUE(fake.paper().ends_with(bytes));
}

TEST_F(PrinterTest, WhatWasToldAsInDoubtDoesNotComeOutLater) {
    FakePrinter fake;
    auto options = network(fake);
    options.write_patience = Millis{300};
    start(options);
    fake.stall_after(1000);
    print(std::string(32'000'000, 'x'));
    expect(PrintResult::doubtful, offline);
    fake.go_on();
    ASSERT_TRUE(until(ok));
    EXPECT_LT(fake.paper().size(), 32'000'000u);
}

TEST_F(PrinterTest, OneThatIsOffCannotBeReached) {
    PrinterOptions options;
    {
        FakePrinter gone;
        options = network(gone);
    }
    start(options);
    EXPECT_EQ(printer->state().condition, unreachable);
    print(slip_bytes());
    expect(PrintResult::nothing_sent, unreachable);
    EXPECT_NE(outcome->why.find("127.0.0.1"), std::string::npos) << outcome->why;
}

TEST_F(PrinterTest, SilenceAndNonsenseAreNoPrinter) {
    for (const auto mood : {Mood::silent, Mood::nonsense}) {
        FakePrinter fake(mood);
        auto options = network(fake);
        options.reply_patience = Millis{50};
        start(options);
        print(slip_bytes());
        expect(PrintResult::nothing_sent, unreachable);
        EXPECT_EQ(fake.paper(), "");
        printer->stop();
        settle(io);
    }
}

TEST_F(PrinterTest, OneThatDoesNotKnowTheQuestionForTheEndIsBelievedWhenItIsWell) {
    FakePrinter fake;
    fake.know_no_end();
    auto options = network(fake);
    options.write_patience = Millis{100};
    start(options);
    print(slip_bytes());
    expect(PrintResult::printed, ok);
    print(slip_bytes());
    expect(PrintResult::printed, ok);
    EXPECT_EQ(fake.paper(), slip_bytes() + slip_bytes());
    // It was asked once.
    const auto heard = fake.heard();
    const auto first = heard.find("\x1dr");
    ASSERT_NE(first, heard.npos);
    EXPECT_EQ(heard.find("\x1dr", first + 1), heard.npos);
}

TEST_F(PrinterTest, OneThatIsNotAskedIsSentTheSlipAndNothingElse) {
    FakePrinter fake(Mood::silent);
    auto options = network(fake);
    options.asks = false;
    start(options);
    print(slip_bytes());
    expect(PrintResult::printed, ok);
    EXPECT_EQ(fake.heard(), slip_bytes());
}

TEST_F(PrinterTest, ASlipThatComesDuringALookIsPrintedBehindIt) {
    FakePrinter fake;
    make(network(fake));
    printer->start();
    print(slip_bytes());
    expect(PrintResult::printed, ok);
    printer->expect(true);
    print(slip_bytes());
    expect(PrintResult::printed, ok);
    EXPECT_EQ(fake.paper(), slip_bytes() + slip_bytes());
}

TEST_F(PrinterTest, SaysNothingMoreOnceItIsStopped) {
    FakePrinter fake;
    start(network(fake));
    fake.stall_after(10);
    printer->print(slip_bytes(), [this](PrintOutcome came) { outcome = std::move(came); });
    ASSERT_TRUE(run_until(io, [&] { return fake.paper().size() == 10; }));
    printer->stop();
    settle(io);
    EXPECT_FALSE(outcome);
}

// ---- On a serial line, and on a node ----

// Answers on a pseudo-terminal, as the printer behind it would.
class PtyPrinter {
public:
    explicit PtyPrinter(std::string slip) : slip_(std::move(slip)) {
        thread_ = std::jthread([this] { serve(); });
    }
    std::string path() const { return pty_.path(); }
    // What came out, once it has been served to the end.
    const std::string& paper() {
        thread_.join();
        return paper_;
    }

private:
    // A look, and a slip with the looks round it.
    void serve() {
        look();
        look();
        paper_ = pty_.printed(slip_.size());
        EXPECT_EQ(pty_.printed(3), "\x1dr\x01");
        pty_.type(std::string_view("\0", 1));
        look();
    }
    void look() {
        for (int i = 0; i < 3; ++i) {
            EXPECT_TRUE(pty_.printed(3).starts_with("\x10\x04"));
            pty_.type("\x12");
        }
    }
    std::string slip_;
    std::string paper_;
    PtyScanner pty_;
    std::jthread thread_;
};

TEST_F(PrinterTest, PrintsOnASerialLineByteForByte) {
    const auto bytes = slip_bytes();
    PtyPrinter fake(bytes);
    PrinterOptions options{.name = "front", .port_kind = PrinterPort::serial, .path = fake.path()};
    start(options);
    print(bytes);
    expect(PrintResult::printed, ok);
    EXPECT_EQ(fake.paper(), bytes);
}

TEST_F(PrinterTest, PrintsOnANodeThatAnswersNothing) {
    Folder folder;
    const auto path = folder / "lp0";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
    PrinterOptions options{.name = "front", .port_kind = PrinterPort::node, .path = path};
    start(options);
    EXPECT_TRUE(printer->state().prints());
    print(slip_bytes());
    expect(PrintResult::printed, ok);
    std::string got(10'000, '\0');
    const auto size = ::read(reader, got.data(), got.size());
    got.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    EXPECT_TRUE(got.ends_with(slip_bytes()));
    ::close(reader);
    print(slip_bytes());
    expect(PrintResult::nothing_sent, unreachable);
}

// Answers a look on a node as it is told to, so often.
class NodePrinter {
public:
    NodePrinter(std::string replies, int looks)
        : node_(raw(::open(pty_.path().c_str(), O_RDWR | O_NOCTTY))),
          thread_([this, replies = std::move(replies), looks] {
              for (int i = 0; i < looks * 3; ++i) {
                  EXPECT_TRUE(pty_.printed(3).starts_with("\x10\x04"));
                  pty_.type(std::string_view(replies).substr(static_cast<std::size_t>(i % 3), 1));
              }
          }) {}
    ~NodePrinter() {
        thread_.join();
        ::close(node_);
    }
    std::string path() const { return pty_.path(); }

private:
    // A node passes on what it is told, and echoes nothing.
    static int raw(int node) {
        termios settings{};
        EXPECT_EQ(::tcgetattr(node, &settings), 0);
        ::cfmakeraw(&settings);
        EXPECT_EQ(::tcsetattr(node, TCSANOW, &settings), 0);
        return node;
    }
    PtyScanner pty_;
    int node_;
    std::jthread thread_;
};

TEST_F(PrinterTest, ANodeThatHasAnsweredAndFallsSilentIsNotBelieved) {
    NodePrinter fake("\x12\x12\x12", 1);
    PrinterOptions options{.name = "front", .port_kind = PrinterPort::node, .path = fake.path()};
    options.reply_patience = Seconds{1};
    start(options);
    ASSERT_EQ(printer->state().condition, ok);
    print(slip_bytes());
    expect(PrintResult::nothing_sent, unreachable);
}

TEST_F(PrinterTest, ASerialLineWithNobodyAtItsEndPrintsNothing) {
    PtyScanner line;
    PrinterOptions options{.name = "front", .port_kind = PrinterPort::serial, .path = line.path()};
    options.reply_patience = Millis{50};
    start(options);
    print(slip_bytes());
    expect(PrintResult::nothing_sent, unreachable);
}

// ---- Hostile texts ----

TEST_F(PrinterTest, NoTextOpensTheDrawer) {
    FakePrinter fake;
    start(network(fake));
    // As they would stand in a body, were they not refused there already.
    for (const std::string text : {"\x1bp\x30\x19\xfa", "\x10\x14\x01\x30\x08", "\x07",
                                   "\x1d(A\x02", "￿p", "\xc2\x9bp", "\x1b\x70"}) {
        Slip slip;
        slip.parts.emplace_back(SlipText{text});
        slip.parts.emplace_back(SlipSymbol{text});
        print(escpos_of(slip, {}));
        expect(PrintResult::printed, ok);
    }
    EXPECT_EQ(disobedience(fake.paper()), "");
}

// The control: were it let through, it would be seen.
TEST_F(PrinterTest, ADrawerThatIsOpenedIsSeen) {
    FakePrinter fake;
    start(network(fake));
    print(slip_bytes() + "\x1bp\x30\x19\xfa");
    EXPECT_EQ(disobedience(fake.paper()), "ESC p");
    EXPECT_EQ(disobedience(std::string("x\x10\x14\x01\x30\x08", 6)), "DLE DC4");
}

}  // namespace
}  // namespace aisle
