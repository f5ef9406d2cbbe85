// SPDX-License-Identifier: Apache-2.0
#include "drivers/hid_pos_layout.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "tests/drivers/hid_reports.hpp"

#include <gtest/gtest.h>

namespace aisle {

bool operator==(const HidField& a, const HidField& b) {
    return a.at == b.at && a.bits == b.bits;
}

void PrintTo(const HidField& field, std::ostream* out) {
    *out << field.bits << " bits at " << field.at;
}

namespace {

// Items of one byte each are written as they stand in a descriptor.
const std::string scanner = from_hex("05 8C 09 02 A1 01");
const std::string scanned_data = from_hex("05 8C 09 12 A1 02");
const std::string end = from_hex("C0");

std::string bytes_field(int count, std::string_view usages) {
    return from_hex("75 08 95") + static_cast<char>(count) + from_hex(usages) + from_hex("81 02");
}

std::string scanner_with(const std::string& fields) {
    return scanner + scanned_data + fields + end + end;
}

TEST(HidPosLayout, IsFoundInTheDescriptorOfAScanner) {
    const auto layout = find_hid_pos_layout(short_hid_pos_descriptor());
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->report, 2);
    EXPECT_EQ(layout->report_bytes, 62u);
    EXPECT_EQ(layout->count, (HidField{8, 8}));
    EXPECT_EQ(layout->aim, (HidField{16, 24}));
    EXPECT_EQ(layout->data, (HidField{40, 56 * 8}));
    EXPECT_EQ(layout->continued, (HidField{61 * 8, 1}));
    EXPECT_TRUE(is_hid_pos_scanner(short_hid_pos_descriptor()));
}

TEST(HidPosLayout, IsTheUsualOneOfSixtyFourBytes) {
    const auto layout = usual_hid_pos_layout();
    EXPECT_EQ(layout.report, 2);
    EXPECT_EQ(layout.report_bytes, 64u);
    EXPECT_EQ(layout.count, (HidField{8, 8}));
    EXPECT_EQ(layout.aim, (HidField{16, 24}));
    EXPECT_EQ(layout.data, (HidField{40, 56 * 8}));
    EXPECT_EQ(layout.continued, (HidField{63 * 8, 1}));
}

TEST(HidPosLayout, BeginsAtTheFirstBitWhereReportsHaveNoNumber) {
    const auto layout = find_hid_pos_layout(scanner_with(bytes_field(4, "09 FE")));
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->report, 0);
    EXPECT_EQ(layout->report_bytes, 4u);
    EXPECT_EQ(layout->data, (HidField{0, 32}));
    EXPECT_FALSE(layout->count);
    EXPECT_FALSE(layout->aim);
    EXPECT_FALSE(layout->continued);
}

TEST(HidPosLayout, CountsWhatStandsBetweenItsFields) {
    const auto padded = from_hex("85 07 75 03 95 01 81 03 75 05 95 03 81 01") +
                        bytes_field(1, "05 01 09 3B") + bytes_field(9, "05 8C 09 FE") +
                        from_hex("75 01 95 02 09 FF 81 02 95 09 81 03");
    const auto layout = find_hid_pos_layout(scanner_with(padded));
    ASSERT_FALSE(layout) << "data that does not begin with a byte is none";
    const auto aligned = from_hex("75 06 95 01 81 03");
    const auto whole = find_hid_pos_layout(scanner_with(from_hex("85 07") + aligned + padded));
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->report, 7);
    EXPECT_EQ(whole->count, (HidField{32, 8}));
    EXPECT_EQ(whole->data, (HidField{40, 72}));
    EXPECT_EQ(whole->continued, (HidField{112, 2})) << "the last usage is that of all the rest";
    EXPECT_EQ(whole->report_bytes, 16u);
}

TEST(HidPosLayout, UnderstandsLongUsagesAndRangesOfThem) {
    const auto fields = from_hex("85 02 05 01") + bytes_field(3, "1B FB 00 8C 00 2B FD 00 8C 00") +
                        bytes_field(20, "0B FE 00 8C 00");
    const auto layout = find_hid_pos_layout(scanner + scanned_data + fields + end + end);
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->aim, (HidField{8, 24}));
    EXPECT_EQ(layout->data, (HidField{32, 160}));
}

TEST(HidPosLayout, GivesEveryFieldOfARowItsUsageInTurn) {
    const auto row = from_hex("85 02 75 08 95 20 05 01 09 3B 05 8C 19 FB 29 FE 81 02");
    const auto layout = find_hid_pos_layout(scanner_with(row));
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->count, (HidField{8, 8}));
    EXPECT_EQ(layout->aim, (HidField{16, 24}));
    EXPECT_EQ(layout->data, (HidField{40, 28 * 8}));
}

TEST(HidPosLayout, RemembersWhatWasPushed) {
    const auto fields =
        from_hex("85 02 75 08 95 10 A4 75 01 95 08 05 01 85 03 81 03 B4 09 FE 81 02");
    const auto layout = find_hid_pos_layout(scanner_with(fields));
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->report, 2);
    EXPECT_EQ(layout->data, (HidField{8, 128}));
}

TEST(HidPosLayout, StepsOverLongItemsOutputsAndFeatures) {
    const auto others = from_hex("FE 03 F0 C0 C0 C0 85 02 75 08 95 7F 09 FE 91 02 09 FE B1 02");
    const auto layout = find_hid_pos_layout(scanner_with(others + bytes_field(8, "09 FE")));
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->data, (HidField{8, 64}));
}

TEST(HidPosLayout, TakesCountAndFlagFromTheReportThatHasTheData) {
    const auto raw = from_hex("85 01") + bytes_field(3, "09 00") +
                     bytes_field(1, "05 01 09 3B 05 8C") + bytes_field(8, "09 FE") +
                     bytes_field(1, "09 FF");
    const auto decoded = from_hex("85 02") + bytes_field(1, "05 01 09 3B 05 8C") +
                         bytes_field(40, "09 FE") + bytes_field(1, "09 FF");
    for (const auto& fields : {raw + decoded, decoded + raw}) {
        const auto layout = find_hid_pos_layout(scanner_with(fields));
        ASSERT_TRUE(layout);
        EXPECT_EQ(layout->report, 2);
        EXPECT_EQ(layout->report_bytes, 43u);
        EXPECT_EQ(layout->count, (HidField{8, 8}));
        EXPECT_EQ(layout->data, (HidField{16, 320}));
        EXPECT_EQ(layout->continued, (HidField{336, 8}));
    }
}

TEST(HidPosLayout, FollowsReportsThatAreWrittenInTurns) {
    const auto fields = from_hex("85 01") + bytes_field(1, "09 10") + from_hex("85 02") +
                        bytes_field(2, "09 10") + from_hex("85 01") + bytes_field(1, "09 10") +
                        from_hex("85 02") + bytes_field(9, "09 FE");
    const auto layout = find_hid_pos_layout(scanner_with(fields));
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->data, (HidField{24, 72}));
    EXPECT_EQ(layout->report_bytes, 12u);
}

TEST(HidPosLayout, IsFoundRightUnderTheApplicationToo) {
    EXPECT_TRUE(find_hid_pos_layout(scanner + bytes_field(8, "09 FE") + end));
}

TEST(HidPosLayout, IsNotFoundOutsideOfAScanner) {
    const auto badge_reader = from_hex("05 8C 09 01 A1 01");
    const auto keyboard = from_hex("05 01 09 06 A1 01");
    const auto data = scanned_data + bytes_field(8, "09 FE") + end;
    for (const auto& application : {badge_reader, keyboard}) {
        EXPECT_FALSE(find_hid_pos_layout(application + data + end));
        EXPECT_FALSE(is_hid_pos_scanner(application + data + end));
    }
    const auto beside =
        scanner + end + keyboard + from_hex("05 8C") + bytes_field(8, "09 FE") + end;
    EXPECT_FALSE(find_hid_pos_layout(beside));
    EXPECT_TRUE(is_hid_pos_scanner(beside));
    EXPECT_TRUE(is_hid_pos_scanner(keyboard + end + scanner + end));
    EXPECT_FALSE(find_hid_pos_layout(""));
    EXPECT_FALSE(is_hid_pos_scanner(""));
}

TEST(HidPosLayout, IsNotFoundWhereTheDataIsPadding) {
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(from_hex("75 08 95 08 09 FE 81 03"))));
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(from_hex("75 08 95 00 09 FE 81 02"))));
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(from_hex("75 00 95 08 09 FE 81 02"))));
}

TEST(HidPosLayout, IsNotFoundInADescriptorThatContradictsItself) {
    const auto data = bytes_field(8, "09 FE");
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(data + end + end))) << "ends what is not open";
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(data + from_hex("B4")))) << "pops nothing";
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(data + from_hex("19 FE 29 FB")))) << "backwards";
    std::string opened, closed, pushed, popped;
    for (int i = 0; i < 20; ++i) {
        opened += from_hex("A1 02");
        closed += end;
        pushed += from_hex("A4");
        popped += from_hex("B4");
    }
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(data + opened + closed))) << "so deep";
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(data + pushed + popped))) << "so much kept";
}

TEST(HidPosLayout, IsNotFoundInADescriptorBeyondAllMeasure) {
    const auto data = bytes_field(8, "09 FE");
    for (const auto* const fields : {
             "75 08 97 FF FF FF FF 09 FE 81 02",  // so many fields
             "77 FF FF FF FF 95 01 09 FE 81 02",  // so many bits
             "76 00 40 95 04 09 FE 81 02",        // so large a report
             "1B 00 00 8C 00 2B FF FF 8C 00",     // so many usages
             "1B 00 00 00 00 2B FF FF FF FF",     // and more
         }) {
        EXPECT_FALSE(find_hid_pos_layout(scanner_with(data + from_hex(fields)))) << fields;
    }
    std::string usages;
    for (int i = 0; i < 5000; ++i) usages += from_hex("09 FE");
    EXPECT_FALSE(find_hid_pos_layout(scanner_with(data + usages)));
}

TEST(HidPosLayout, IsTheUsualOneWhereAScannerDescribesNone) {
    const auto layout = hid_pos_layout_of(scanner + end, "/dev/hidraw0");
    ASSERT_TRUE(layout) << layout.error().what();
    EXPECT_EQ(layout->data, usual_hid_pos_layout().data);
    EXPECT_FALSE(hid_pos_layout_of(from_hex("05 01 09 06 A1 01 C0"), "/dev/hidraw0"));
}

TEST(HidPosLayout, IsRefusedWhereAReportIsLongerThanOneRead) {
    // Bytes of data so many that the report, without a number, is just as long.
    const auto reports_of = [](std::size_t bytes) {
        return hid_pos_layout_of(
            scanner_with(from_hex("75 08 96") + static_cast<char>(bytes & 0xff) +
                         static_cast<char>(bytes >> 8) + from_hex("09 FE 82 02 01")),
            "/dev/hidraw0");
    };
    const auto longest = reports_of(device_read_bytes);
    ASSERT_TRUE(longest) << longest.error().what();
    EXPECT_EQ(longest->report_bytes, device_read_bytes);
    const auto longer = reports_of(device_read_bytes + 1);
    ASSERT_FALSE(longer);
    EXPECT_EQ(
        longer.error().what(),
        "/dev/hidraw0 announces reports of 1025 bytes; at most 1024 are read. Set the scanner "
        "to serial (CDC) or keyboard");
}

TEST(HidPosLayout, ComesToAnEndWithTheLastUsageThereIs) {
    const auto range = from_hex("1B FE FF FF FF 2B FF FF FF FF 81 02");
    EXPECT_TRUE(find_hid_pos_layout(scanner_with(range + bytes_field(8, "09 FE"))));
}

void expect_sound(const std::string& descriptor) {
    const auto layout = find_hid_pos_layout(descriptor);
    if (!layout) return;
    ASSERT_TRUE(is_hid_pos_scanner(descriptor));
    ASSERT_GT(layout->data.bits, 0u);
    ASSERT_LE(layout->data.at + layout->data.bits, layout->report_bytes * 8);
    ASSERT_LE(layout->report_bytes, 4096u);
    for (const auto& field : {layout->count, layout->continued}) {
        if (!field) continue;
        ASSERT_LE(field->at + field->bits, layout->report_bytes * 8);
    }
}

TEST(HidPosLayout, IsNotFoundInADescriptorCutAtAnyByte) {
    const auto whole = short_hid_pos_descriptor();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(find_hid_pos_layout(whole.substr(0, size))) << "cut at " << size;
        EXPECT_FALSE(is_hid_pos_scanner(whole.substr(0, size))) << "cut at " << size;
    }
}

TEST(HidPosLayout, SurvivesEveryValueInEveryByte) {
    const auto whole = short_hid_pos_descriptor();
    for (std::size_t place = 0; place < whole.size(); ++place) {
        for (int value = 0; value < 256; ++value) {
            auto broken = whole;
            broken[place] = static_cast<char>(value);
            SCOPED_TRACE(std::to_string(value) + " at " + std::to_string(place));
            expect_sound(broken);
            if (HasFatalFailure()) return;
        }
    }
}

TEST(HidPosLayout, SurvivesNoise) {
    constexpr std::string_view heads =
        "\x05\x06\x07\x09\x0a\x0b\x19\x29\x2b\x75\x76\x85\x95\x97\xa4\xb4\x81\x82\xa1\xc0\xfe";
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy chance(seed);
        auto noise = scanner;
        for (auto items = chance.below(60); items > 0; --items) {
            const auto head = heads[chance.below(heads.size())];
            noise += head;
            for (auto size = head & 3; size > 0; --size) {
                noise += chance.below(3) == 0 ? '\xfe' : static_cast<char>(chance.below(256));
            }
        }
        for (int ends = 0; ends < 4; ++ends) expect_sound(noise += end);
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace aisle
