// SPDX-License-Identifier: Apache-2.0
// What answers at the broker's address is not the broker, or nobody knows the address. Captures go
// on, the status says what is wrong and what to do, and once the broker is there the device finds
// it by itself, without a new event.
#include "tests/network/day_on_a_line.hpp"
#include "tests/network/packet_gate.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aisle {
namespace {

void open_without_a_broker(DayOnALine& line) {
    line.day.shop.start_hub();
    line.day.shop.open_daemon();
    line.day.capture(30);
}

// ---- A captive portal ----

class CaptivePortal : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Lines, CaptivePortal, testing::Bool(),
                         [](const auto& tls) { return tls.param ? "WithTls" : "Plain"; });

TEST_P(CaptivePortal, IsNamedAndTheBrokerIsFoundOnceItLetsUsThrough) {
    LoopbackServer portal(
        answer_and_close("HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\n"
                         "Content-Length: 0\r\nConnection: close\r\n\r\n"));
    DayOnALine line({.tls = GetParam()});
    line.proxy.lead_to(portal.port());
    open_without_a_broker(line);
    EXPECT_TRUE(line.says("log-in page")) << line.trouble();
    EXPECT_TRUE(soon([&] { return line.proxy.counts().connections > 3; }, patient));
    line.day.capture(30);
    line.proxy.lead_to(line.broker_port());
    line.day.expect_whole();
    const Json& status = line.day.shop.get("/v1/status");
    EXPECT_EQ(status.find("central")->find("mqtt")->string(), "5") << "a portal teaches nothing";
}

// ---- A server that hangs up ----

TEST(Strangers, AServerThatHangsUpRightAfterItsConnackIsOutlived) {
    LoopbackServer server(connack_and_close());
    DayOnALine line;
    line.proxy.lead_to(server.port());
    open_without_a_broker(line);
    EXPECT_TRUE(line.says("broke without a word")) << line.trouble();
    EXPECT_TRUE(soon([&] { return line.proxy.counts().connections > 3; }, patient));
    line.day.capture(30);
    line.proxy.lead_to(line.broker_port());
    line.day.expect_whole();
}

// ---- No name ----

// A name server that hears and never answers.
class SilentResolver {
public:
    static constexpr const char* address = "127.0.0.77";

    SilentResolver() : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(53);
        ::inet_pton(AF_INET, address, &where.sin_addr);
        listens_ = ::bind(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    }
    ~SilentResolver() { ::close(fd_); }
    SilentResolver(const SilentResolver&) = delete;
    SilentResolver& operator=(const SilentResolver&) = delete;

    bool listens() const { return listens_; }
    bool asked() const {
        char byte = 0;
        return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
    }

private:
    int fd_;
    bool listens_ = false;
};

// The daemon's own view of two files: which names are known here, and who is asked for others.
class OwnNames {
public:
    OwnNames() {
        know("");
        folder_.write("resolv.conf", std::string("nameserver ") + SilentResolver::address + "\n");
    }
    void know(const std::string& name) {
        folder_.write("hosts", "127.0.0.1 localhost " + name + "\n");
    }
    std::vector<std::string> before_daemon() const {
        return {"unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + folder_.file("hosts") + " /etc/hosts && mount --bind " +
                    folder_.file("resolv.conf") + " /etc/resolv.conf && exec \"$@\"",
                "sh"};
    }
    bool possible() const {
        auto words = before_daemon();
        words.push_back("true");
        return run_program(words).status == 0;
    }

private:
    ScratchFolder folder_;
};

constexpr const char* name = "broker.shop.test";

TEST(Strangers, ANameThatNobodyKnowsIsSaidAndUsedOnceItIsKnown) {
    OwnNames names;
    if (!names.possible()) GTEST_SKIP() << "only root may give a program other names";
    DayOnALine line({.host = name, .before_daemon = names.before_daemon()});
    open_without_a_broker(line);
    EXPECT_TRUE(line.says("is not known here")) << line.trouble();
    EXPECT_NE(line.trouble().find("DNS"), std::string::npos) << line.trouble();
    line.day.capture(30);
    names.know(name);
    line.day.expect_whole();
}

TEST(Strangers, AResolverThatHangsHoldsUpNeitherCapturesNorAnEndInOrder) {
    OwnNames names;
    SilentResolver resolver;
    if (!names.possible()) GTEST_SKIP() << "only root may give a program other names";
    if (!resolver.listens()) GTEST_SKIP() << "only root may listen as a name server does";
    DayOnALine line({.host = name, .before_daemon = names.before_daemon()});
    open_without_a_broker(line);
    ASSERT_TRUE(soon([&] { return resolver.asked(); }, patient));
    line.day.capture(300);
    line.day.shop.stop_daemon();
    line.day.shop.open_daemon();
    line.day.capture(30);
    EXPECT_TRUE(line.says(name)) << line.trouble();
    names.know(name);
    line.day.expect_whole();
}

}  // namespace
}  // namespace aisle
