// SPDX-License-Identifier: Apache-2.0
// How many codes of each class are understood in a second, on one core, beside what it costs to
// read them off a scanner's line at all; and how many lines of receipts, beside their ESC/POS.
#include "agent/base/check.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"
#include "agent/domain/scan/code.hpp"
#include "drivers/line_decoder.hpp"
#include "drivers/paper_maker.hpp"
#include "tools/bench/families.hpp"
#include "tools/bench/receipts.hpp"
#include "tools/bench/samples.hpp"

namespace aisle {
namespace {

constexpr double million = 1e6;

struct Sample {
    std::string figure;
    std::string code;  // as a scanner sends it
    double bar;        // millions a second; 0: none
};

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all{
        {"decode-gs1",
         "]Q301095201234567881727123110LOT42\x1d"
         "21SER0001",
         1},
        {"decode-link", "]Q1https://example.com/01/09520123456788/10/LOT42/21/SER0001?17=271231",
         1},
        {"decode-ean", "]E04006381333931", 1},
        {"decode-wallet", "134567890123456789", 0},
        {"decode-card", "4111 1111 1111 1111", 0},
        {"decode-member", "GC12345678", 0},
        {"decode-web", "https://m.shop.example/landing?utm_campaign=Spring&sid=1", 0},
        {"decode-token",
         "AIS1AEBAABYBGUSMUAADGKRORM37OBVEIWEANJCFVWAAAATSOEJCGNCFKZTXRAAAAE4IAAET2GXZQHZGMYSA7PPB3"
         "N"
         "XP3DUJC6TOPKUYLNHLJ56FLF74XU3ZWNIYHG5GK6ESULSWRBPKI6SOMETVNN4ZMZ5EO7MRJM5O3ENY3BQQAY",
         0},
        {"decode-unknown", "hello world, this is nothing", 0}};
    return all;
}

CodeReader reader() {
    CodeRules rules;
    rules.web.own_domains = {"shop.example"};
    auto card = Pattern::compile("GC[0-9]{8}");
    CHECK(card, "a pattern of ours");
    rules.patterns.push_back({"green", CodeClass::member_card, std::move(*card), CheckDigit::none});
    return CodeReader(std::move(rules));
}

// Rounds of `work` in a second, the best of five: what the machine does otherwise only slows it.
template <class Work>
double a_second(std::uint64_t rounds, Work work) {
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const auto start = now();
        for (std::uint64_t i = 0; i < rounds; ++i) work();
        best = std::max(best, static_cast<double>(rounds) / seconds_since(start));
    }
    return best;
}

Figure receipt_figure(std::uint64_t rounds) {
    const auto form = till_template();
    const auto json = Json::parse(form);
    const auto brand = json ? parse_receipt_template(*json) : Result<ReceiptTemplate>(json.error());
    CHECK(brand, "a template of ours");
    const ReceiptPlace place{
        .workstation = "till",
        .store = {.store_id = "s1", .currency = "EUR", .region = "DE", .day = {}}};
    const ReceiptReader receipts(*brand, place);
    const auto bytes = till_receipt(4711);
    auto maker = PaperMaker::make({});
    CHECK(maker, "a character set of this system");
    const auto paper = maker->feed(bytes, MonoTime{}).whole.at(0);
    const auto lines = static_cast<double>(paper.lines.size());
    const auto read = a_second(rounds, [&] {
        CHECK(!receipts.read(paper, WallTime{}).body.empty(), "a receipt that is read");
    });
    const auto fed = a_second(
        rounds, [&] { CHECK(maker->feed(bytes, MonoTime{}).whole.size() == 1, "a paper"); });
    return {"receipt-lines",
            read * lines / 1e3,
            "k/s",
            {Reach::value_at_least, 200},
            fed * lines / 1e3};
}

}  // namespace

Figures decode_figures(const BenchOptions& options) {
    const std::uint64_t rounds = options.quick ? 100'000 : 500'000;
    options.say("codes and receipts");
    const auto codes = reader();
    Figures figures;
    for (const auto& sample : samples()) {
        const auto scan = make_scan(sample.code, "lane1", MonoTime{});
        const auto kind = codes.read(scan).kind;
        const auto read =
            a_second(rounds, [&] { CHECK(codes.read(scan).kind == kind, "the same again"); });
        LineDecoder line({});
        const auto typed = sample.code + "\r";
        const auto decoded = a_second(
            rounds, [&] { CHECK(line.feed(typed, MonoTime{}).frames.size() == 1, "a code"); });
        const Bar bar = sample.bar > 0 ? Bar{Reach::value_at_least, sample.bar} : Bar{};
        figures.push_back({sample.figure, read / million, "M/s", bar, decoded / million});
    }
    figures.push_back(receipt_figure(rounds / 50));
    return figures;
}

}  // namespace aisle
