// SPDX-License-Identifier: Apache-2.0
#include "drivers/stream_read.hpp"

#include <boost/asio/error.hpp>

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(StreamRead, TellsBytesFromAnEndFromALoss) {
    EXPECT_EQ(*read_outcome({}, 7), 7u);
    EXPECT_EQ(*read_outcome(asio::error::eof, 0), 0u);
    EXPECT_EQ(read_outcome(asio::error::operation_aborted, 0).error().kind(), Errc::unavailable);
    const auto lost = read_outcome(asio::error::connection_reset, 0);
    EXPECT_EQ(lost.error().kind(), Errc::io);
    EXPECT_EQ(lost.error().what(), "reading failed: Connection reset by peer");
}

}  // namespace
}  // namespace aisle
