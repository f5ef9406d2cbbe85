// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/receipt_command.hpp"

#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/purchase.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"
#include "agent/domain/receipt/scrubbed_text.hpp"
#include "drivers/paper_maker.hpp"

#include <vector>

namespace aisle {
namespace {

constexpr std::size_t receipt_file_bytes_max = 4 * MiB;

// A line of paper as a terminal may show it: scrubbed, and without what a terminal obeys.
std::string shown_line(std::string_view line) {
    auto text = scrubbed(line);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    return text;
}

// Which rule took each line, or why none did.
std::string told_lines(const ReceiptReading& reading) {
    constexpr std::size_t word_width = 14;
    std::string text;
    for (const auto& line : reading.lines) {
        auto word = line.as ? std::string(to_string(*line.as)) : std::string("-");
        word.resize(std::max(word_width, word.size()), ' ');
        text += (line.trouble.empty() ? "  " : "! ") + word + "  " + shown_line(line.text) + "\n";
        if (!line.trouble.empty()) text += "                  " + line.trouble + "\n";
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
        json.member_if("trouble", line.trouble).end_object();
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
    std::vector<PrintedPaper> papers;
};

Result<Read> read_files(const ReceiptAsk& ask) {
    SystemFiles files;
    TRY(const auto text, files.read(ask.template_file, feed_body_bytes_max));
    const auto json = Json::parse(text);
    if (!json) return json.error().at(ask.template_file);
    auto brand = parse_receipt_template(*json);
    if (!brand) return brand.error().at(ask.template_file + " " + brand.error().place());
    TRY(const auto bytes, files.read(ask.receipt, receipt_file_bytes_max));
    TRY(auto maker, PaperMaker::make({brand->charset, brand->two_byte}));
    auto papers = maker.feed(bytes, MonoTime{}).whole;
    for (auto& last : maker.end().whole) papers.push_back(std::move(last));
    return Read{std::move(*brand), std::move(papers)};
}

}  // namespace

Exit parse_receipt(const Console& console, const ReceiptAsk& ask, const ReceiptPlace& place,
                   WallTime now) {
    const auto read = read_files(ask);
    if (!read) return report(console, read.error());
    if (read->papers.empty()) {
        console.say(ask.receipt + " has no receipt in it: nothing is printed");
        return Exit::failed;
    }
    auto outcome = Exit::fine;
    const ReceiptReader reader(read->brand, place);
    for (const auto& paper : read->papers) {
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
