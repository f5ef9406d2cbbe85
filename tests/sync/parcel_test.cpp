// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel.hpp"

#include "tests/sync/parcel_bench.hpp"

#include <functional>
#include <utility>

namespace aisle {
namespace {

class Parcel : public testing::Test {
protected:
    SeededEntropy dice{7};
    SealPrivateKey key = make_seal_key(dice);
    SealPublicKey shown = public_of(key);
    std::string sealed = small_parcel(&shown);
    std::string open = small_parcel(nullptr);
};

TEST_F(Parcel, GivesBackItsPiecesAndThenItsEnd) {
    for (const auto& bytes : {sealed, open}) {
        const auto pieces = read_parcel(bytes, &key);
        ASSERT_TRUE(pieces) << pieces.error().what();
        ASSERT_EQ(pieces->size(), 3U);
        EXPECT_EQ(pieces->at(0).bytes, "first batch");
        EXPECT_EQ(pieces->at(1).bytes, "second batch");
        EXPECT_EQ(pieces->at(2).kind, ParcelPiece::Kind::end);
        EXPECT_EQ(*decode_parcel_count(pieces->at(2).bytes), (ParcelCount{2, 2, 0}));
    }
}

TEST_F(Parcel, SealedShowsNothingButItsHead) {
    EXPECT_EQ(sealed.find("batch"), std::string::npos);
    EXPECT_NE(open.find("first batch"), std::string::npos) << "the control";
    EXPECT_NE(sealed.find(R"("device":"s0042-pos1")"), std::string::npos);
    EXPECT_NE(sealed.find(key_id(shown)), std::string::npos);
}

TEST_F(Parcel, OneKeyTwoParcelsNothingInCommon) {
    const auto another = small_parcel(&shown, 2);
    const auto body = sealed.find('}', sealed.find("enc")) + 2;
    EXPECT_EQ(another.find(sealed.substr(body + 4, 8)), std::string::npos);
}

TEST_F(Parcel, WithoutItsKeyItSaysWhichIsNeeded) {
    const auto none = read_parcel(sealed, nullptr);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code(), "sealed");
    const auto stranger = make_seal_key(dice);
    const auto foreign = read_parcel(sealed, &stranger);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code(), "foreign_key");
    EXPECT_NE(foreign.error().what().find(key_id(shown)), std::string::npos);
}

TEST_F(Parcel, EveryChangedByteIsRefused) {
    for (const auto* bytes : {&sealed, &open}) {
        for (std::size_t at = 0; at < bytes->size(); ++at) {
            auto changed = *bytes;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            EXPECT_FALSE(read_parcel(changed, &key)) << at;
            EXPECT_FALSE(read_parcel(bytes->substr(0, at), &key)) << at;
        }
    }
}

// Takes a parcel apart and frames it again, with a digest that fits: what an enemy can do.
std::string reframed(
    const std::string& bytes,
    const std::function<void(std::string& head, std::vector<std::string>& pieces)>& change) {
    ParcelUnframing from(source_of(bytes));
    auto head = *from.begin();
    std::vector<std::string> pieces;
    while (auto piece = *from.piece()) pieces.push_back(*piece);
    change(head, pieces);
    std::string out;
    ParcelFrames frames(sink_to(out));
    EXPECT_TRUE(frames.begin(head));
    for (const auto& piece : pieces) EXPECT_TRUE(frames.piece(piece));
    EXPECT_TRUE(frames.end());
    return out;
}

TEST_F(Parcel, AnEnemyWithoutTheKeyCanChangeNothing) {
    using Pieces = std::vector<std::string>;
    EXPECT_TRUE(read_parcel(reframed(sealed, [](auto&, Pieces&) {}), &key)) << "the control";
    const auto refused = [&](auto change) {
        return !read_parcel(reframed(sealed, change), &key).has_value();
    };
    EXPECT_TRUE(refused([](auto&, Pieces& pieces) { pieces.pop_back(); })) << "cut";
    EXPECT_TRUE(refused([](auto&, Pieces& pieces) { pieces.erase(pieces.begin()); })) << "less";
    EXPECT_TRUE(refused([](auto&, Pieces& pieces) { std::swap(pieces[0], pieces[1]); })) << "moved";
    EXPECT_TRUE(refused([](auto&, Pieces& pieces) { pieces.push_back(pieces[0]); })) << "more";
    EXPECT_TRUE(refused([](auto&, Pieces& pieces) { pieces[0] = "bfirst batch"; })) << "forged";
    EXPECT_TRUE(refused([](std::string& head, Pieces&) {
        head.replace(head.find("pos1"), 4, "pos2");
    })) << "relabelled";
}

TEST_F(Parcel, NotSealedItStillHasToEnd) {
    using Pieces = std::vector<std::string>;
    EXPECT_FALSE(read_parcel(reframed(open, [](auto&, Pieces& p) { p.pop_back(); }), &key));
    EXPECT_FALSE(read_parcel(reframed(open, [](auto&, Pieces& p) { p.push_back("b"); }), &key));
    EXPECT_FALSE(read_parcel(reframed(open, [](auto&, Pieces& p) { p[0] = "?what"; }), &key));
}

TEST_F(Parcel, WhatItCountsAndMissesGoesThereAndBack) {
    const ParcelHole hole{Lane::touch, {Seq(3), Seq(8)}};
    const auto back = decode_parcel_hole(encode(hole));
    ASSERT_TRUE(back);
    EXPECT_EQ(encode(*back), encode(hole));
    EXPECT_FALSE(decode_parcel_hole(R"({"lane":"touch","first":3,"last":2})"));
    EXPECT_FALSE(decode_parcel_hole(R"({"lane":"side","first":3,"last":4})"));
    EXPECT_FALSE(decode_parcel_count(R"({"batches":-1,"events":0,"holes":0})"));
}

TEST_F(Parcel, AStickThatFailsIsNoParcel) {
    int left = 3;
    auto writer = ParcelWriter::begin(small_head(), &shown, dice, [&](std::string_view) {
        return left-- > 0 ? Result<void>() : Error(Errc::full, "no room");
    });
    ASSERT_TRUE(writer);
    EXPECT_EQ(writer->batch("b", 1).error().kind(), Errc::full);
}

}  // namespace
}  // namespace aisle
