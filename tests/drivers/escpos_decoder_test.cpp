// SPDX-License-Identifier: Apache-2.0
#include "drivers/escpos_decoder.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/wipe.hpp"
#include "tests/drivers/escpos_commands.hpp"
#include "tests/support/own_memory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace aisle {

void PrintTo(const EscPosToken& token, std::ostream* out) {
    *out << "{" << static_cast<int>(token.kind) << " \"" << token.data << "\" " << token.number
         << "}";
}

namespace {

using namespace std::string_literals;
using Kind = EscPosToken::Kind;
using Tokens = std::vector<EscPosToken>;

EscPosToken text(std::string data) {
    return {Kind::text, std::move(data)};
}

// Texts beside each other are one, because where they part depends on the reads.
void add(Tokens& to, Tokens more) {
    for (auto& token : more) {
        const bool goes_on =
            token.kind == Kind::text && !to.empty() && to.back().kind == Kind::text;
        if (goes_on) {
            to.back().data += token.data;
        } else {
            to.push_back(std::move(token));
        }
    }
}

Tokens decode(std::string_view bytes, std::size_t read = std::string_view::npos) {
    EscPosDecoder decoder;
    Tokens tokens;
    while (!bytes.empty()) {
        const auto size = std::min(read, bytes.size());
        add(tokens, decoder.feed(bytes.substr(0, size)));
        bytes.remove_prefix(size);
    }
    return tokens;
}

std::string read_text(const Tokens& tokens) {
    std::string read;
    for (const auto& token : tokens) {
        if (token.kind == Kind::text) read += token.data;
    }
    return read;
}

std::string hex(std::string_view bytes) {
    std::ostringstream out;
    for (const unsigned char byte : bytes) {
        out << std::hex << std::setw(2) << std::setfill('0') << unsigned{byte} << ' ';
    }
    return out.str();
}

// Parameters that a reader would take for text, line ends and commands if it met them.
NextByte hostile(std::uint64_t seed) {
    return [seed, chance = SeededEntropy(seed)]() mutable -> unsigned char {
        if (seed == 0) return 0x1b;
        if (seed == 1) return 'X';
        constexpr unsigned char signs[] = {0x1b, 0x1d, 0x1c, 0x10, '@', '(', 'A', '\n', 0, 0xff};
        return chance.below(2) == 0 ? signs[chance.below(std::size(signs))]
                                    : static_cast<unsigned char>(chance.below(256));
    };
}

TEST(EscPosDecoder, LeavesTheTextBehindEveryCommandUnharmed) {
    for (std::size_t which = 0; which < EscPosSpeech::count(); ++which) {
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            const auto command = EscPosSpeech(hostile(seed)).command(which);
            const auto tokens = decode("before" + command + "behind\n");
            ASSERT_GE(tokens.size(), 2u) << hex(command);
            ASSERT_EQ(read_text(tokens), "beforebehind") << hex(command);
            for (const auto& token : tokens) ASSERT_NE(token.kind, Kind::unknown) << hex(command);
            ASSERT_EQ(tokens.back().kind, Kind::line_end) << hex(command);
        }
    }
}

TEST(EscPosDecoder, GivesTheSameHoweverEveryCommandIsCut) {
    for (std::size_t which = 0; which < EscPosSpeech::count(); ++which) {
        for (std::uint64_t seed = 0; seed < 6; ++seed) {
            const auto stream = "before" + EscPosSpeech(hostile(seed)).command(which) + "behind\n";
            const auto whole = decode(stream);
            for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
                EscPosDecoder decoder;
                Tokens tokens;
                add(tokens, decoder.feed(std::string_view(stream).substr(0, cut)));
                add(tokens, decoder.feed(std::string_view(stream).substr(cut)));
                ASSERT_EQ(tokens, whole) << hex(stream) << "cut at " << cut;
            }
            ASSERT_EQ(decode(stream, 1), whole) << hex(stream);
        }
    }
}

TEST(EscPosDecoder, GivesTheSameHoweverAWholeReceiptIsCut) {
    std::string receipt;
    EscPosSpeech speech(hostile(7));
    for (std::size_t i = 0; i < 2000; ++i) {
        receipt +=
            "item " + std::to_string(i) + "\t1.00\r\n" + speech.command(i * 7 % speech.count());
    }
    const auto whole = decode(receipt);
    for (const std::size_t read : {1u, 2u, 3u, 7u, 64u, 1000u}) {
        ASSERT_EQ(decode(receipt, read), whole) << read;
    }
    std::string wanted;
    for (std::size_t i = 0; i < 2000; ++i) wanted += "item " + std::to_string(i) + "\t1.00";
    EXPECT_EQ(read_text(whole), wanted);
}

TEST(EscPosDecoder, ReadsTextAndItsLines) {
    EXPECT_EQ(decode("Milk\t1.20\r\nTotal\x0c"),
              (Tokens{text("Milk\t1.20"), {Kind::line_end}, text("Total"), {Kind::line_end}}));
    EXPECT_EQ(decode("\xd0\xa1\xbc\xc6\x81\x30\x81\x30\x7f\n"),
              (Tokens{text("\xd0\xa1\xbc\xc6\x81\x30\x81\x30\x7f"), {Kind::line_end}}));
    EXPECT_EQ(decode(""), Tokens{});
}

TEST(EscPosDecoder, StepsOverSingleControls) {
    std::string controls = "a";
    for (char c = 0; c < ' '; ++c) {
        const bool means_more = c == '\t' || c == '\n' || c == '\x0c' || c == '\x10' ||
                                c == '\x1b' || c == '\x1c' || c == '\x1d';
        if (!means_more) controls += c;
    }
    EXPECT_EQ(decode(controls + "b"), Tokens{text("ab")});
}

TEST(EscPosDecoder, TellsWhatAReaderOfReceiptsCaresAbout) {
    struct Told {
        std::string bytes;
        EscPosToken token;
    };
    for (const auto& [bytes, token] : {
             Told{"\x1b@", {Kind::initialize}},
             Told{"\x1bt\x11", {Kind::code_page, "", 17}},
             Told{"\x1bt\xff", {Kind::code_page, "", 255}},
             Told{"\x1c&", {Kind::kanji, "", 1}},
             Told{"\x1c.", {Kind::kanji, "", 0}},
             Told{"\x1b!\x30", {Kind::width, "", 2}},
             Told{"\x1b!\x10", {Kind::width, "", 1}},
             Told{"\x1d!\x11", {Kind::width, "", 2}},
             Told{"\x1d!\x70", {Kind::width, "", 8}},
             Told{"\x1d!\x07", {Kind::width, "", 1}},
             Told{"\x1dV\0"s, {Kind::cut}},
             Told{"\x1dV\x42\x10", {Kind::cut}},
             Told{"\x1bi", {Kind::cut}},
             Told{"\x1bm", {Kind::cut}},
             Told{"\x1b"
                  "d\x03",
                  {Kind::line_end}},
             Told{"\x1bJ\x20", {Kind::line_end}},
             Told{"\x1bp\0\x32\x32"s, {Kind::drawer}},
         }) {
        EXPECT_EQ(decode(bytes), Tokens{token}) << hex(bytes);
    }
}

TEST(EscPosDecoder, SaysNothingOfCommandsThatChangeNoText) {
    for (const auto& bytes : {"\x1b"
                              "a\x01"s,
                              "\x1b"
                              "E\x01"s,
                              "\x1b"
                              "3\x20"s,
                              "\x1d"
                              "h\x50"s,
                              "\x1bM\0"s, "\x10\x04\x01"s, "\x10\x14\x01\0\x01"s,
                              "\x1b"
                              "D\x08\0"s,
                              "\x1d(k\x03\0"
                              "1C\x06"s,
                              "\x1d(k\x03\0"
                              "1Q0"s,
                              "\x1d(k\0\0"s}) {
        EXPECT_EQ(decode(bytes), Tokens{}) << hex(bytes);
    }
}

TEST(EscPosDecoder, ReadsWhatAQrCodeWouldSay) {
    const std::string link = "https://pos.example/r/42?t=\x1d";
    const auto store = "\x1d(k"s + static_cast<char>(link.size() + 3) +
                       "\0"
                       "1P0"s +
                       link;
    const auto print =
        "\x1d(k\x03\0"
        "1Q0"s;
    EXPECT_EQ(decode("\x1d(k\x04\0"
                     "1A2\0"s +
                     store + print),
              (Tokens{{Kind::symbol, link}}));
    EXPECT_EQ(decode("\x1d(k\x03\0"
                     "1P0"s),
              (Tokens{{Kind::symbol, ""}}));
    const std::string longest(7089, '1');
    EXPECT_EQ(decode("\x1d(k\xb4\x1b"
                     "1P0"s +
                     longest),
              (Tokens{{Kind::symbol, longest}}));
}

TEST(EscPosDecoder, ReadsTheDigitsOfBarCodesInBothForms) {
    const std::string digits = "4006381333931";
    for (char kind = 0; kind <= 6; ++kind) {
        EXPECT_EQ(decode("\x1dk"s + kind + digits + "\0total"s),
                  (Tokens{{Kind::bar_code, digits}, text("total")}))
            << int{kind};
    }
    for (char kind = 65; kind <= 78; ++kind) {
        EXPECT_EQ(decode("\x1dk"s + kind + "\x0d" + digits + "total"),
                  (Tokens{{Kind::bar_code, digits}, text("total")}))
            << int{kind};
    }
    EXPECT_EQ(decode("\x1dk\0\0a"s), (Tokens{{Kind::bar_code, ""}, text("a")}));
    EXPECT_EQ(decode("\x1dk\x49\0a"s), (Tokens{{Kind::bar_code, ""}, text("a")}));
}

TEST(EscPosDecoder, TellsThatThereWasAnImage) {
    for (const auto& bytes : {"\x1dv0\0\x02\0\x02\0\x1b@\n\n"s, "\x1b*\0\x03\0\x1b@\n"s,
                              "\x1b*\x21\x01\0\x1b@\n"s, "\x1d*\x01\x01\x1b@\n@\x1b@\n@"s,
                              "\x1d"
                              "8L\x03\0\0\0\x1b@\n"s,
                              "\x1d(L\x02\0"
                              "02"s,
                              "\x1dv0\0\0\0\x02\0"s}) {
        EXPECT_EQ(decode(bytes + "a"), (Tokens{{Kind::image}, text("a")})) << hex(bytes);
    }
}

TEST(EscPosDecoder, StepsOverImagesOfAnySize) {
    // 65,535 bytes across and 16 lines, a line more than fits what is kept.
    const std::string line(65535, '\x1b');
    EscPosDecoder decoder;
    Tokens tokens;
    add(tokens, decoder.feed("a\x1dv0\0\xff\xff\x10\0"s));
    for (int i = 0; i < 16; ++i) add(tokens, decoder.feed(line));
    add(tokens, decoder.feed("b"));
    EXPECT_EQ(tokens, (Tokens{text("a"), {Kind::image}, text("b")}));
}

TEST(EscPosDecoder, BelievesAllFourBytesOfALargeLength) {
    const auto head =
        "a\x1d"
        "8L\x05\x00\x01\x00"s;
    EXPECT_EQ(decode(head + std::string(65536 + 5, '\n') + "b"),
              (Tokens{text("a"), {Kind::image}, text("b")}));
    EXPECT_EQ(decode(head + std::string(65536 + 4, '\n')), Tokens{text("a")});
}

TEST(EscPosDecoder, StepsOverACommandOfExactlyWhatIsKeptAndAByteMoreOrLess) {
    for (std::size_t size = 16 * 1024 - 12; size < 16 * 1024 + 4; ++size) {
        const auto count =
            std::string{static_cast<char>(size & 0xff), static_cast<char>(size >> 8)};
        const auto stream = "a\x1d(L"s + count + std::string(size, '\x1b') + "b";
        const Tokens wanted{text("a"), {Kind::image}, text("b")};
        ASSERT_EQ(decode(stream), wanted) << size;
        ASSERT_EQ(decode(stream, 1), wanted) << size;
    }
}

long peak_of_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

TEST(EscPosDecoder, TakesNoMemoryForDots) {
    const std::string dots(4 << 20, '\n');
    const auto head =
        "\x1d"
        "8L\xf9\xff\x3f\0"s;
    EscPosDecoder decoder;
    const auto before = peak_of_memory();
    for (int i = 0; i < 25; ++i) {
        ASSERT_TRUE(decoder.feed(head).empty());
        EXPECT_EQ(decoder.feed(dots), (Tokens{{Kind::image},
                                              {Kind::line_end},
                                              {Kind::line_end},
                                              {Kind::line_end},
                                              {Kind::line_end},
                                              {Kind::line_end},
                                              {Kind::line_end},
                                              {Kind::line_end}}));
    }
    EXPECT_LT(peak_of_memory() - before, 16 * 1024) << "KiB for 100 MiB of dots";
}

TEST(EscPosDecoder, TakesNoPictureLargerThanAnyPrinterTakes) {
    for (const auto& head : {"\x1d"
                             "8L\xfa\xff\x3f\0"s,
                             "\x1d"
                             "8L\xff\xff\xff\xff"s,
                             "\x1dv0\0\xff\xff\xff\xff"s}) {
        EXPECT_EQ(decode(head + "a"), (Tokens{{Kind::broken}, text("a")})) << hex(head);
        EXPECT_EQ(decode(head + "a", 1), (Tokens{{Kind::broken}, text("a")})) << hex(head);
    }
}

TEST(EscPosDecoder, SaysWhetherACommandHasBegunAndGivesItUp) {
    EscPosDecoder decoder;
    EXPECT_FALSE(decoder.inside_command());
    decoder.feed("a\x1dv0\0\x48"s);
    EXPECT_TRUE(decoder.inside_command());
    decoder.give_up();
    EXPECT_FALSE(decoder.inside_command());
    EXPECT_EQ(decoder.feed("b"), Tokens{text("b")});
}

TEST(EscPosDecoder, TellsWhereTheLineGoesOn) {
    EXPECT_EQ(decode("\x1b$\0\0a\x1b$\xff\x01"s),
              (Tokens{{Kind::move, "", 0}, text("a"), {Kind::move, "", 511}}));
    EXPECT_EQ(decode("\x1b\\\x20\0a\x1b\\\xe0\xff"s),
              (Tokens{{Kind::move, "", 32}, text("a"), {Kind::move, "", -32}}));
    EXPECT_EQ(decode("a\x1b\\\0\0b"s), Tokens{text("ab")});
}

TEST(EscPosDecoder, KeepsNothingOfACodeThatWasRead) {
    EscPosDecoder decoder;
    const auto memory = [&decoder] { return own_memory(decoder, room_outside); };
    for (const char byte : "\x1dk\x49\x0b{B4111111"s) decoder.feed({&byte, 1});
    EXPECT_NE(memory().find("111111"), std::string::npos) << "it is looked for where it lies";
    ASSERT_EQ(decoder.feed("11").size(), 1u);
    EXPECT_EQ(memory().find("111111"), std::string::npos);
}

TEST(EscPosDecoder, GoesOnBehindAListWhoseZeroIsMissing) {
    for (const auto& head : {"\x1b"
                             "D"s,
                             "\x1dk\x04"s}) {
        const auto tokens = decode(head + std::string(300, '8') + "\n");
        ASSERT_GE(tokens.size(), 2u);
        EXPECT_EQ(tokens[tokens.size() - 2].kind, Kind::text);
        EXPECT_EQ(tokens.back().kind, Kind::line_end);
    }
}

TEST(EscPosDecoder, TellsCommandsThatItDoesNotKnowAndGoesOn) {
    for (const auto& bytes : {"\x1b\x01"s, "\x1bP"s, "\x1bz"s, "\x1d\x7f"s, "\x1c\xff"s,
                              "\x10\x01"s, "\x1b\0"s, "\x1dZ"s}) {
        const auto first = static_cast<unsigned char>(bytes[0]);
        const auto second = static_cast<unsigned char>(bytes[1]);
        EXPECT_EQ(decode("a" + bytes + "b"),
                  (Tokens{text("a"), {Kind::unknown, "", first * 256 + second}, text("b")}))
            << hex(bytes);
    }
}

TEST(EscPosDecoder, IsReadyForTextAgainAfterAnyTwoBytesAndEnoughZeros) {
    for (const char lead : {'\x10', '\x1b', '\x1c', '\x1d'}) {
        for (int code = 0; code < 256; ++code) {
            const auto bytes = std::string{lead, static_cast<char>(code)} + std::string(300, '\0');
            const auto tokens = decode(bytes + "behind");
            ASSERT_FALSE(tokens.empty());
            EXPECT_EQ(tokens.back(), text("behind")) << hex(bytes.substr(0, 2));
            EXPECT_LE(tokens.size(), 2u) << hex(bytes.substr(0, 2));
        }
    }
}

TEST(EscPosDecoder, SurvivesNoise) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        SeededEntropy chance(seed);
        std::string noise;
        for (auto size = chance.below(400); size > 0; --size) {
            noise += chance.below(4) == 0 ? "\x1b\x1d\x1c\x10"[chance.below(4)]
                                          : static_cast<char>(chance.below(256));
        }
        const auto whole = decode(noise);
        ASSERT_EQ(decode(noise, 1), whole) << "seed " << seed;
        ASSERT_EQ(decode(noise, 1 + chance.below(30)), whole) << "seed " << seed;
    }
}

}  // namespace
}  // namespace aisle
