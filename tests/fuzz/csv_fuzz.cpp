// SPDX-License-Identifier: Apache-2.0
// A till's CSV journal. Byte 0 says which template reads it, and from F0 on that the last byte is
// one of many; a first line that begins with { is the template itself. However the journal is cut
// the same records come out, reading goes on behind each of them, every body is one that may be
// handed on, and what was good before stays good.
#include "agent/base/check.hpp"
#include "tests/agent/domain/dialect/replay.hpp"
#include "tests/support/manual_clock.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {
namespace {

constexpr std::size_t many = journal_line_bytes_max;
constexpr std::size_t restarts_max = 4;

constexpr std::array<std::string_view, 4> templates{
    R"({"name":"a","format":"csv","columns":{"number":"N","name":"T","amount":"A"}})",
    R"({"name":"b","format":"csv","separator":";","columns":{"number":"N","till":"W","date":"D",)"
    R"("time":"C","business_day":"B","begin_time":"H","currency":"Y","offline":"O","kind":"K",)"
    R"("name":"T","code":"E","item_id":"I","unit":"U","quantity":"Q","price":"P","amount":"A",)"
    R"("discount":"R","tax":"X","return":"V","void":"Z","tender":"F","total":"S"},"kinds":{)"
    R"("i":"item","d":"discount","r":"item_discount","p":"tender","c":"change","t":"total",)"
    R"("x":"tax","-":"ignore"},"tenders":{"card":"credit_debit"}})",
    R"({"name":"c","format":"csv","charset":"GB18030","separator":"|","decimal_mark":",",)"
    R"("tax_included":false,"columns":{"number":"N","code":"T","net_amount":"A","discount":"R"}})",
    R"({"name":"d","format":"csv","minor_units":true,"date_order":"mdy","columns":{"number":"N",)"
    R"("time":"C","name":"T","amount":"A","training":"L","voided":"M","tender":"F"}})"};

ReceiptPlace shop() {
    ReceiptPlace place;
    place.workstation = "pos1";
    place.store.store_id = "S1";
    place.store.currency = "EUR";
    return place;
}

void read(const JournalTemplate& form, std::string_view bytes) {
    const Replay replay(form, shop(), bytes, ManualClock::morning);
    const auto complaint = replay.complaint(bytes.size(), restarts_max);
    CHECK(complaint.empty(), complaint.c_str());
}

// Rows before a broken one, and rows behind it.
void read_between_good_rows(std::string_view bytes) {
    constexpr std::string_view first = "424242", last = "565656";
    const bool theirs = bytes.find(first) != bytes.npos || bytes.find(last) != bytes.npos;
    // What a quote has swallowed is not told for good.
    if (theirs || bytes.find('"') != bytes.npos) return;
    const auto json = Json::parse(templates[0]);
    const auto form = parse_journal_template(*json);
    const auto row = [](std::string_view number) { return std::string(number) + ",milk,1\n"; };
    const auto file = "N,T,A\n" + row(first) + std::string(bytes) + "\n" + row(last);
    const auto told = Replay(*form, shop(), file, ManualClock::morning).at_once();
    CHECK(told.size() >= 2, "the good ones are told");
    const auto number = [](std::string_view digits) {
        return "\"sequence_number\":" + std::string(digits);
    };
    CHECK(told.front().body.find(number(first)) != std::string::npos, "what came before is good");
    CHECK(told.back().body.find(number(last)) != std::string::npos, "and what comes behind");
}

void run(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto how = static_cast<unsigned char>(bytes.front());
    std::string_view text = templates[how % templates.size()];
    std::string journal(bytes.substr(1));
    if (bytes.starts_with('{')) {
        text = bytes.substr(0, bytes.find('\n'));
        journal = bytes.substr(text.size());
    } else if (how >= 0xf0) {
        journal.append(many, bytes.back());
    } else {
        read_between_good_rows(journal);
    }
    const auto json = Json::parse(text);
    if (!json) return;
    const auto form = parse_journal_template(*json);
    if (!form || !make_dialect(*form, shop())) return;
    read(*form, journal);
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
