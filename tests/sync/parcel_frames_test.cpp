// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_frames.hpp"

#include "tests/sync/parcel_bench.hpp"

namespace aisle {
namespace {

std::string framed() {
    std::string bytes;
    ParcelFrames frames(sink_to(bytes));
    EXPECT_TRUE(frames.begin("{}"));
    EXPECT_TRUE(frames.piece("one"));
    EXPECT_TRUE(frames.piece(std::string(300, 'x')));
    EXPECT_TRUE(frames.end());
    return bytes;
}

TEST(ParcelFrames, GiveBackWhatWasPutIn) {
    ParcelUnframing parcel(source_of(framed()));
    EXPECT_EQ(*parcel.begin(), "{}");
    EXPECT_EQ(**parcel.piece(), "one");
    EXPECT_EQ(**parcel.piece(), std::string(300, 'x'));
    EXPECT_FALSE(*parcel.piece());
}

TEST(ParcelFrames, EveryCutAndEveryChangedByteIsSeenWithoutAKey) {
    const auto whole = framed();
    EXPECT_TRUE(check_frames(source_of(whole)));
    EXPECT_FALSE(check_frames(source_of(whole + "x")));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        EXPECT_FALSE(check_frames(source_of(whole.substr(0, at)))) << at;
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        EXPECT_FALSE(check_frames(source_of(changed))) << at;
    }
}

TEST(ParcelFrames, ALengthThatCannotBeIsNotReadFor) {
    auto bytes = framed().substr(0, 21);
    bytes += "\x7f\xff\xff\xff";
    const auto refused = check_frames(source_of(bytes));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().what().find("longer than any"), std::string::npos);
}

TEST(ParcelFrames, OtherFilesAndLaterFormsAreToldApart) {
    EXPECT_EQ(check_frames(source_of("PK\x03\x04 and so on, a zip")).error().kind(), Errc::invalid);
    EXPECT_EQ(check_frames(source_of("")).error().kind(), Errc::invalid);
    EXPECT_EQ(check_frames(source_of("aisle-parcel 2\n....")).error().kind(), Errc::newer);
}

}  // namespace
}  // namespace aisle
