// SPDX-License-Identifier: Apache-2.0
#include "sync/wire_dictionary.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr std::size_t bound = 64 * KiB;
const std::string single_event =
    R"({"v":1,"epoch":"8f1e79480662d683c9fb7b863ec13129","lane":"touch","first":5,"last":5,)"
    R"("before_id":"01a204ec-0fc6-750a-85a3-22445b7ee625","gaps":[],"entries":[{"event":)"
    R"({"specversion":"1.0","id":"01a204ec-0ffb-7bb0-a632-8d0b789d2b41",)"
    R"("source":"urn:aisle:demo:s0042-pos1","type":"io.aisle.scan.captured.v1",)"
    R"("time":"2026-11-22T20:21:49.179Z","datacontenttype":"application/json",)"
    R"("dataschema":"urn:aisle:schema:scan.captured.v1","storeid":"s0042","clockq":"holdover",)"
    R"("bootid":"c6ec6b786eb24682a109bf26329a3940","monotime":"13143793",)"
    R"("data":{"source":"lane4","symbology":"]Q1","data":"06901234567892"}}}]})";

TEST(WireDictionary, KnowsItsOwnNumbersAndNoOthers) {
    EXPECT_EQ(wire_dictionary(0), nullptr);
    EXPECT_EQ(wire_dictionary(wire_dictionary_newest + 1), nullptr);
    for (std::uint32_t id = 1; id <= wire_dictionary_newest; ++id) {
        ASSERT_NE(wire_dictionary(id), nullptr);
        EXPECT_EQ(wire_dictionary(id)->id(), id);
    }
}

// Frames made with it are on their way and on disks: the bytes behind a number never change.
TEST(WireDictionary, EachIsWhatItWasWhenItWasReleased) {
    const auto digest = [](const char* file) {
        return to_hex(
            sha256({read_whole(AISLE_SOURCE_DIR + ("/sync/dictionaries/" + std::string(file)))})
                .view());
    };
    EXPECT_EQ(digest("1.zdict"),
              "cba488d1fdfffd229ffcc97124f51a4f7db5a4b6e509c2435ebcb85567c62b08");
    EXPECT_EQ(digest("2.zdict"),
              "2d7a6e11cc413f47c71ced5b5a175be065202ab1d6fae69804cfcec91dce3b31");
}

TEST(WireDictionary, ASingleEventTakesHalfOfWhatItTakesWithout) {
    for (std::uint32_t id = 1; id <= wire_dictionary_newest; ++id) {
        const auto frame = zstd_compress(single_event, *wire_dictionary(id));
        EXPECT_EQ(zstd_dictionary_of(frame), id);
        EXPECT_EQ(*zstd_decompress(frame, bound, wire_dictionary(id)), single_event);
        EXPECT_LT(frame.size() * 2, zstd_compress(single_event).size());
    }
}

TEST(WireDictionary, ADamagedFrameIsRefusedOrBounded) {
    const auto frame = zstd_compress(single_event, *wire_dictionary(1));
    SeededEntropy entropy{7};
    for (int round = 0; round < 2'000; ++round) {
        auto damaged = frame;
        damaged[entropy.below(damaged.size())] = static_cast<char>(entropy.below(256));
        const auto outcome = zstd_decompress(damaged, bound, wire_dictionary(1));
        EXPECT_TRUE(!outcome || outcome->size() <= bound);
    }
}

}  // namespace
}  // namespace aisle
