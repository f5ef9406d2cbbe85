// SPDX-License-Identifier: Apache-2.0
// A till's journal of JSON lines. Byte 0 says which template reads it, and with its highest bit
// that the last byte is one of many. However the journal is cut the same records come out, reading
// goes on behind each of them, every body is one that may be handed on, and lines before and behind
// it are told whatever stands between.
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

constexpr std::array<std::string_view, 3> templates{
    R"({"name":"a","format":"jsonl","columns":{"number":"/n","time":"/t","items":"/i/0/~0",)"
    R"("tenders":"/p","discounts":"/d","total":"/s","tax":"/x","voided":"/v"},"item_columns":{)"
    R"("name":"/a","amount":"/v","quantity":"/q","price":"/p","discount":"/d"},)"
    R"("tender_columns":{"tender":"/k","amount":"/v"},"discount_columns":{"amount":"/v"}})",
    R"({"name":"b","format":"jsonl"})",
    R"({"name":"c","format":"jsonl","charset":"GBK","decimal_mark":",","columns":{"number":"/x",)"
    R"("items":"/i"},"item_columns":{"code":"/a~1","net_amount":"/v"}})"};
constexpr std::string_view good =
    R"({"n":1,"i":[{"~":[{"a":"milk","v":1}]}],"p":[{"k":"cash","v":1}],"s":1})";

ReceiptPlace shop() {
    ReceiptPlace place;
    place.workstation = "pos1";
    place.store.store_id = "S1";
    place.store.currency = "EUR";
    return place;
}

JournalTemplate form_of(std::string_view text) {
    const auto json = Json::parse(text);
    return *parse_journal_template(*json);
}

void run(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto how = static_cast<unsigned char>(bytes.front());
    std::string journal(bytes.substr(1));
    if (how >= 0xf0) journal.append(many, bytes.back());
    const Replay replay(form_of(templates[how % templates.size()]), shop(), journal,
                        ManualClock::morning);
    const auto complaint = replay.complaint(bytes.size(), restarts_max);
    CHECK(complaint.empty(), complaint.c_str());

    const auto between = std::string(good) + "\n" + journal + "\n" + std::string(good);
    const auto told =
        Replay(form_of(templates[0]), shop(), between, ManualClock::morning).at_once();
    CHECK(told.size() >= 2, "the good ones are told");
    CHECK(told.front().trouble.empty() && told.front().line == 1, "what came before is good");
    CHECK(told.back().body == told.front().body, "and so is what comes behind");
    CHECK(told.back().end == between.size(), "to its end");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
