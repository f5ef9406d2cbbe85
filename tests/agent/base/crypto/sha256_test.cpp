// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/sha256.hpp"

#include "agent/base/ids.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace aisle {
namespace {

std::string hex(std::initializer_list<std::string_view> parts) {
    return to_hex(sha256(parts).view());
}

TEST(Sha256, MatchesTheVectorsOfFips180) {
    EXPECT_EQ(hex({""}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex({"abc"}), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hex({std::string(1'000'000, 'a')}),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesPartsAsOneText) {
    EXPECT_EQ(sha256({"a", "", "bc"}), sha256({"abc"}));
    EXPECT_EQ(sha256({}), sha256({""}));
    EXPECT_NE(sha256({"abd"}), sha256({"abc"}));
}

TEST(Sha256, RemembersNothingOfTheTextBefore) {
    const auto first = sha256({"abc"});
    sha256({std::string(100, 'x')});
    EXPECT_EQ(sha256({"abc"}), first);
}

TEST(Sha256, GivesTheSameOnEveryThread) {
    const auto expected = sha256({"abc"});
    std::vector<std::thread> threads;
    std::array<int, 4> wrong{};
    for (auto& count : wrong) {
        threads.emplace_back([&count, &expected] {
            for (int i = 0; i < 500; ++i) count += sha256({"a", "bc"}) == expected ? 0 : 1;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, (std::array<int, 4>{}));
}

TEST(Digest, ReadsABlobOnlyWhenItHasTheSize) {
    const auto digest = sha256({"abc"});
    EXPECT_EQ(digest_from_bytes(digest.view()), digest);
    EXPECT_EQ(digest_from_bytes(digest.view().substr(1)), Digest{});
    EXPECT_EQ(digest_from_bytes(""), Digest{});
}

}  // namespace
}  // namespace aisle
