// SPDX-License-Identifier: Apache-2.0
#include "sync/paho_unsent.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/link_bench.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>

#include <future>

namespace aisle {
namespace {

using namespace std::string_literals;

// Paho counts what it holds, and shows it to who knows the name.
struct PahoHeap {
    std::size_t bytes;
    std::size_t bytes_max;
};
extern "C" PahoHeap* Heap_get_info();

class PahoUnsentTest : public testing::TestWithParam<MqttVersion> {
protected:
    static LinkTarget to(const LoopbackServer& server) {
        return link_target({BrokerScheme::mqtt, "127.0.0.1", server.port(), {}}, GetParam());
    }
};

INSTANTIATE_TEST_SUITE_P(Versions, PahoUnsentTest,
                         testing::Values(MqttVersion::v5, MqttVersion::v311),
                         [](const auto& version) { return version_name(version.param); });

TEST_P(PahoUnsentTest, WhatWaitsToBeSentIsGivenBackWithTheConnection) {
    const std::size_t before = Heap_get_info()->bytes;
    std::promise<void> handed_over;  // kept on every way out: the peer waits for it
    LoopbackServer deaf([&](Stream& stream) {
        stream.read_some();
        stream.write(GetParam() == MqttVersion::v5 ? "\x20\x03\x00\x00\x00"s : "\x20\x02\x00\x00"s);
        handed_over.get_future().wait();  // reads nothing more: the line is full soon
    });
    {
        LinkBench bench;
        EXPECT_TRUE(bench.open(to(deaf)));
        const std::string batch(256 * KiB, 'x');
        for (std::uint64_t token = 1; token <= 64; ++token) {
            bench.link.publish({"up/s0042-pos1/journal", batch, false, token});
        }
        EXPECT_TRUE(soon([&] { return Heap_get_info()->bytes > before + 48 * batch.size(); }));
        // As a device does that waited long enough: it lets go and calls again.
        LoopbackServer closed(answer_and_close(""));
        EXPECT_TRUE(bench.refused(to(closed)));
        handed_over.set_value();
    }
    EXPECT_EQ(Heap_get_info()->bytes, before);
}

TEST(PahoUnsent, AreFreedForVersionsThatAreKnownToForgetThem) {
    EXPECT_TRUE(forgets_unsent("1.3.12"));
    EXPECT_FALSE(forgets_unsent("1.3.14"));
    EXPECT_FALSE(forgets_unsent(""));
}

}  // namespace
}  // namespace aisle
