// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/receipt_command.hpp"

#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/purchase.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"
#include "agent/domain/receipt/scrubbed_text.hpp"
#include "drivers/paper_maker.hpp"

#include <algorithm>
#include <iterator>

namespace aisle {
namespace {

constexpr std::size_t receipt_file_bytes_max = 4 * MiB;

// A line of paper, or what is said about one, as a terminal may show it: scrubbed, and without what
// a terminal obeys.
std::string shown_line(std::string_view line) {
    auto text = scrubbed(line);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    return text;
}

std::string told_line(std::string_view rule, std::string_view text, const std::string& trouble) {
    constexpr std::size_t word_width = 14;
    std::string word(rule);
    word.resize(std::max(word_width, word.size()), ' ');
    auto told = (trouble.empty() ? "  " : "! ") + word + "  " + shown_line(text) + "\n";
    if (!trouble.empty()) told += "                  " + shown_line(trouble) + "\n";
    return told;
}

// Which rule took each line and each QR code, or why none did.
std::string told_lines(const ReceiptReading& reading) {
    std::string text;
    for (const auto& line : reading.lines) {
        text += told_line(line.as ? to_string(*line.as) : "-", line.text, line.trouble);
    }
    for (const auto& symbol : reading.symbols) {
        text += told_line(symbol.taken ? "qr" : "- (QR code)", symbol.text, symbol.trouble);
    }
    return text;
}

std::string told_json(const ReceiptReading& reading, const std::string& refused) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("lines").begin_array();
    for (const auto& line : reading.lines) {
        json.begin_object().member("text", shown_line(line.text));
        json.member_if("line", line.as ? to_string(*line.as) : std::string_view());
        json.member_if("trouble", shown_line(line.trouble)).end_object();
    }
    json.end_array().key("symbols").begin_array();
    for (const auto& symbol : reading.symbols) {
        json.begin_object().member("text", shown_line(symbol.text));
        json.member_if("rule", symbol.taken ? "qr" : "");
        json.member_if("trouble", shown_line(symbol.trouble)).end_object();
    }
    json.end_array().member("reprint", reading.reprint).member("training", reading.training);
    json.member_if("refused", refused);
    if (!reading.body.empty()) json.raw_member("purchase", reading.body);
    json.end_object();
    return text + "\n";
}

// Empty: it is a purchase that the daemon would take.
std::string judged(const ReceiptReading& reading, const ReceiptPlace& place, WallTime now) {
    if (reading.body.empty()) return reading.refused;
    const auto json = Json::parse(reading.body);
    if (!json) return json.error().what();
    const auto purchase = parse_purchase(*json, place.store, now);
    if (purchase) return {};
    return std::string(purchase.error().code()) + ": " + purchase.error().what() + " (" +
           purchase.error().place() + ")";
}

struct Read {
    ReceiptTemplate brand;
    Papers papers;
};

Papers papers_of(PaperMaker& maker, std::string_view bytes) {
    auto papers = maker.feed(bytes, MonoTime{});
    auto last = maker.end();
    std::ranges::move(last.whole, std::back_inserter(papers.whole));
    papers.torn += last.torn;
    papers.overlong += last.overlong;
    return papers;
}

Result<Read> read_files(const ReceiptAsk& ask) {
    SystemFiles files;
    TRY(const auto text, files.read(ask.template_file, feed_body_bytes_max));
    const auto json = Json::parse(text);
    if (!json) return json.error().at(ask.template_file);
    auto brand = parse_receipt_template(*json);
    if (!brand) return brand.error().at(ask.template_file + " " + brand.error().place());
    TRY(const auto bytes, files.read(ask.receipt, receipt_file_bytes_max));
    TRY(auto maker, PaperMaker::make({brand->charset, brand->two_byte}));
    return Read{std::move(*brand), papers_of(maker, bytes)};
}

}  // namespace

Exit parse_receipt(const Console& console, const ReceiptAsk& ask, const ReceiptPlace& place,
                   WallTime now) {
    const auto read = read_files(ask);
    if (!read) return report(console, read.error());
    const auto& [whole, torn, overlong] = read->papers;
    if (torn > 0) console.say(ask.receipt + ": a part of a receipt is missing");
    if (overlong > 0) console.say(ask.receipt + ": a paper is longer than any receipt");
    auto outcome = torn + overlong > 0 ? Exit::failed : Exit::fine;
    if (whole.empty()) {
        if (outcome == Exit::fine) {
            console.say(ask.receipt + " has no receipt in it: nothing is printed");
        }
        return Exit::failed;
    }
    const ReceiptReader reader(read->brand, place);
    for (const auto& paper : whole) {
        const auto reading = reader.read(paper, now);
        const auto refused = judged(reading, place, now);
        console.print(ask.as_json ? told_json(reading, refused) : told_lines(reading));
        if (!ask.as_json && !reading.body.empty()) console.print(reading.body + "\n");
        if (refused.empty()) continue;
        console.say("no purchase: " + refused);
        outcome = Exit::failed;
    }
    return outcome;
}

}  // namespace aisle
