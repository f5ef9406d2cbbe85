// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Asio, RunsWhatWasPostedFromItsOneCompiledCopy) {
    boost::asio::io_context io{1};
    int ran = 0;
    boost::asio::post(io, [&] { ++ran; });
    EXPECT_EQ(io.run(), 1u);
    EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace aisle
