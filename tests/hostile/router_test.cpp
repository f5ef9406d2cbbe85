// SPDX-License-Identifier: Apache-2.0
// The pure part: what each code is taken for, and what is told and kept of it.
#include "agent/base/base64.hpp"
#include "agent/domain/card_number.hpp"
#include "agent/domain/scan/code_json.hpp"
#include "agent/domain/scan/scan_event.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/ctl/recorded_console.hpp"
#include "tests/hostile/hostile_codes.hpp"
#include "tests/support/json_of.hpp"
#include "tools/ctl/decode_command.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <sstream>

namespace aisle {
namespace {

// What was kept of a code; nothing when it was not kept as it is.
std::optional<std::string> kept_in(const Json& json) {
    if (const auto* label = json.find("scan_data_label")) return std::string(*label->string());
    const auto* base64 = json.find("scan_data_b64");
    if (!base64) return std::nullopt;
    const auto bytes = parse_base64(*base64->string());
    EXPECT_TRUE(bytes);
    return bytes ? std::optional(*bytes) : std::nullopt;
}

TEST(HostileRouter, TellsWhatEachCodeIsInWordsThatCanBeRead) {
    const CodeReader reader{CodeRules{}};
    for (const auto& bytes : hostile_codes()) {
        SCOPED_TRACE(written_code(bytes.substr(0, 60)));
        const auto scan = make_scan(bytes, "lane1", MonoTime{});
        const auto code = reader.read(scan);
        EXPECT_EQ(text_complaint(code_json(scan, code)), "");
        const auto& json = json_of(code_json(scan, code));
        EXPECT_TRUE(json.find("class"));
        // Nobody but central makes one of ours, and nobody here is a till's supplier.
        EXPECT_NE(code.genuine, Genuine::yes);
    }
}

TEST(HostileRouter, TakesNoDigitsOfOtherScriptsForAProduct) {
    const CodeReader reader{CodeRules{}};
    for (const std::string bytes : {"４００６３８１３３３９３１", "٤٠٠٦٣٨١٣٣٣٩٣١", "400638133393₁",
                                    "АIS1-AAAA", "AIЅ1-AAAA"}) {
        const auto scan = make_scan(bytes, "", MonoTime{});
        EXPECT_EQ(reader.read(scan).kind, CodeClass::unknown) << bytes;
    }
}

TEST(HostileRouter, KeepsACodeByteForByteOrNotAtAll) {
    const ScanPolicy policy{.codes = CodeReader{CodeRules{}}, .unknown = UnknownCodes::keep};
    std::size_t kept = 0;
    for (const auto& bytes : hostile_codes()) {
        SCOPED_TRACE(written_code(bytes.substr(0, 60)));
        const auto scan = make_scan(bytes, "lane1", MonoTime{});
        const auto code = policy.codes.read(scan);
        if (code.secret != SecretKind::none) continue;
        const auto draft = scan_captured(scan, code, policy);
        EXPECT_EQ(text_complaint(draft.data), "");
        const auto label = kept_in(json_of(draft.data));
        if (!label) continue;
        ++kept;
        EXPECT_EQ(*label, scan.bytes);
    }
    EXPECT_GE(kept, 250U) << "most are of no known kind";
}

TEST(HostileRouter, IsDecodedOnATerminalWithoutHarm) {
    std::string typed;
    for (const auto& code : hostile_codes()) typed += written_code(code) + "\n";
    std::istringstream lines(typed);
    RecordedConsole recorded;
    // Two are longer than any code, which is said and makes it fail.
    EXPECT_EQ(decode_codes(recorded.console(), lines, CodeReader{CodeRules{}}), Exit::failed);
    const auto said = recorded.results() + recorded.messages();
    EXPECT_EQ(terminal_complaint(said), "");
    EXPECT_EQ(static_cast<std::size_t>(std::count(said.begin(), said.end(), '\n')),
              hostile_codes().size());
}

// ---- With a journal ----

class HostileDesk : public testing::TestWithParam<UnknownCodes> {
protected:
    HostileDesk()
        : desk(counter.parts(), Counter::profile(),
               {.codes = CodeReader{CodeRules{}}, .unknown = GetParam(), .digest_key = "k"}) {}

    Counter counter;
    Desk desk;
};

TEST_P(HostileDesk, CapturesItWholeOrRefusesItWithACode) {
    std::size_t saved = 0, refused = 0;
    std::vector<std::string> captured;
    for (const auto& bytes : hostile_codes()) {
        const auto scan = make_scan(bytes, "lane1", MonoTime{});
        desk.capture_scan(scan, "", counter.accept());
        if (counter.last()) {
            ++saved;
            captured.push_back(scan.bytes);
            continue;
        }
        ++refused;
        EXPECT_NE(counter.last().error().code(), "") << written_code(bytes.substr(0, 60));
        EXPECT_EQ(terminal_complaint(counter.last().error().what()), "");
    }
    EXPECT_EQ(counter.answers.size(), hostile_codes().size());
    EXPECT_EQ(saved + refused, hostile_codes().size());
    if (GetParam() != UnknownCodes::drop) {
        EXPECT_GE(saved, 330U);
    }
    std::size_t kept = 0, place = 0;
    for (const auto& row : counter.rows(Lane::touch)) {
        EXPECT_EQ(text_complaint(row.event), "");
        const auto& event = json_of(row.event);
        if (event.find("type")->string()->find("scan.captured") == std::string_view::npos) continue;
        ASSERT_LT(place, captured.size());
        const auto label = kept_in(*event.find("data"));
        if (label) {
            ++kept;
            EXPECT_EQ(*label, captured[place]);
        }
        ++place;
    }
    EXPECT_EQ(place, captured.size()) << "each is there, once and in order";
    if (GetParam() == UnknownCodes::keep) {
        EXPECT_GE(kept, 250U);
    }
}

INSTANTIATE_TEST_SUITE_P(Policies, HostileDesk,
                         testing::Values(UnknownCodes::keep, UnknownCodes::hash,
                                         UnknownCodes::drop));

}  // namespace
}  // namespace aisle
