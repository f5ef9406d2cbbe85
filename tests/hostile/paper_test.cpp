// SPDX-License-Identifier: Apache-2.0
// A slip whose every text is a hostile code: what reaches the printer is the writer's own commands
// and signs, and nothing else (tests/drivers/printed_slip.hpp says what that is).
#include "agent/base/json_writer.hpp"
#include "drivers/escpos_writer.hpp"
#include "tests/drivers/printed_slip.hpp"
#include "tests/hostile/hostile_codes.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest-spi.h>

namespace aisle {
namespace {

const PrinterProfile chinese{};
const PrinterProfile german{.columns = 42, .charset = "CP858", .code_page = 19, .two_byte = false};
const PrinterProfile bare{
    .columns = 32, .charset = "CP437", .two_byte = false, .cutter = false, .has_qr = false};
const PrinterProfile whole_gb{.columns = 32, .four_byte = true};

Slip coupon_of(const std::string& code) {
    SlipRequest request;
    request.id = code;
    request.printer = code;
    request.content = CouponSlip{.title = code,
                                 .terms = {code, code + code},
                                 .worth = {},
                                 .token = code,
                                 .expires = WallTime{}};
    return make_slip(request, {.store_name = code,
                               .device = code,
                               .printed_at = code,
                               .utc_offset = std::chrono::minutes(0),
                               .copy_number = 1});
}

TEST(HostilePaper, NothingReachesThePrinterThatItWouldObey) {
    for (const auto& code : hostile_codes()) {
        SCOPED_TRACE(written_code(code.substr(0, 60)));
        const auto slip = coupon_of(code);
        for (const auto* profile : {&chinese, &german, &bare, &whole_gb}) {
            expect_obedient(escpos_of(slip, *profile), *profile);
        }
        if (HasFatalFailure()) return;
    }
}

std::string body_of(const std::string& code) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", "1").member("slip", "coupon").member("language", "en");
    json.key("coupon").begin_object().member("title", code).key("terms").begin_array();
    json.value(code).end_array();
    json.member("token", code).member("expires", "2026-08-31T23:59:59Z").end_object();
    json.end_object();
    return body;
}

TEST(HostilePaper, ARequestIsPrintedOrRefusedWithACode) {
    std::size_t taken = 0, refused = 0;
    for (const auto& code : hostile_codes()) {
        SCOPED_TRACE(written_code(code.substr(0, 60)));
        const auto request = parse_slip_request(json_of(body_of(code)));
        if (!request) {
            ++refused;
            EXPECT_NE(request.error().code(), "");
            continue;
        }
        ++taken;
        const SlipSurroundings around{
            .store_name = "s", .device = "d", .printed_at = "", .utc_offset = {}};
        expect_obedient(escpos_of(make_slip(*request, around), chinese), chinese);
    }
    EXPECT_GE(taken, 100U);
    EXPECT_GE(refused, 100U);
}

TEST(HostilePaperControl, ACommandInATextIsCaught) {
    static const auto good = escpos_of(coupon_of("x"), chinese);
    for (const std::string_view planted :
         {std::string_view("\x1bp\x01\x19\xfa", 5), std::string_view("\x1b[2J"),
          std::string_view("\x10\x14\x01\x01\x01", 5), std::string_view("\x07")}) {
        static std::string bytes;
        bytes = good;
        // Where the title is: after everything that sets the printer up.
        bytes.insert(bytes.find("COUPON") == bytes.npos ? bytes.size() / 2 : bytes.find("COUPON"),
                     planted);
        testing::TestPartResultArray failures;
        {
            const testing::ScopedFakeTestPartResultReporter catcher(
                testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD,
                &failures);
            expect_obedient(bytes, chinese);
        }
        EXPECT_GE(failures.size(), 1) << hex(planted);
    }
}

}  // namespace
}  // namespace aisle
