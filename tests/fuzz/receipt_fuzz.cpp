// SPDX-License-Identifier: Apache-2.0
// What went to a printer, as receipts. Byte 0 says whose template reads it: one of the examples',
// or with both of its lowest bits the one that stands in the first line, as JSON. Behind that is
// what a POS sent. However that is cut, the same papers come out; whatever they say, each becomes a
// body that is judged like a till's own, or an event that says why not; and lines are told where
// they stand.
#include "agent/base/check.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/purchase.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"
#include "agent/domain/receipt/unparsed_event.hpp"
#include "drivers/paper_maker.hpp"
#include "tests/support/manual_clock.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {
namespace {

constexpr unsigned own_template = 3;
// A long paper is not read through forty rules of an input's own again and again.
constexpr std::size_t papers_read_max = 8;

ReceiptPlace shop() {
    ReceiptPlace place;
    place.workstation = "pos1";
    place.store.store_id = "S1";
    place.store.currency = "EUR";
    return place;
}

std::optional<ReceiptTemplate> template_of(std::string_view text) {
    const auto json = Json::parse(text);
    if (!json) return std::nullopt;
    auto brand = parse_receipt_template(*json);
    if (!brand) {
        CHECK(!brand.error().code().empty() || brand.error().kind() == Errc::invalid, "coded");
        return std::nullopt;
    }
    return std::move(*brand);
}

ReceiptTemplate example(const std::string& name) {
    std::ifstream file(AISLE_SOURCE_DIR "/config/examples/receipts/" + name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto brand = template_of(text);
    CHECK(brand, "an example is a template");
    return std::move(*brand);
}

const ReceiptTemplate& example(unsigned which) {
    static const std::array examples{example("us-till.json"), example("eu-till.json"),
                                     example("cn-market.json")};
    return examples[which];
}

void add(Papers& to, Papers more) {
    for (auto& paper : more.whole) to.whole.push_back(std::move(paper));
    to.torn += more.torn;
    to.overlong += more.overlong;
}

// Into pieces of up to `most`, in an order that the seed gives.
std::optional<Papers> papers_of(const ReceiptTemplate& brand, std::string_view stream,
                                std::size_t seed, std::size_t most) {
    auto maker = PaperMaker::make({brand.charset, brand.two_byte});
    if (!maker) return std::nullopt;
    const MonoTime now{Seconds{10}};
    Papers papers;
    while (!stream.empty()) {
        seed = seed * 1'103'515'245 + 12'345;
        const auto size = std::min(1 + (seed >> 16U) % most, stream.size());
        add(papers, maker->feed(stream.substr(0, size), now));
        stream.remove_prefix(size);
    }
    add(papers, maker->tick(now + paper_idle));
    if (const auto due = maker->deadline()) {
        CHECK(*due > now + paper_idle, "a paper ends when nothing comes");
        const auto torn = papers.torn;
        add(papers, maker->tick(*due));
        CHECK(papers.torn == torn + 1, "and a command of which no more comes is told");
    }
    CHECK(!maker->deadline(), "then there is nothing to wait for");
    return papers;
}

// Of a command that no printer takes, or that has no end, something is missing.
bool is_broken(std::string_view stream) {
    EscPosDecoder decoder;
    const auto tokens = decoder.feed(stream);
    return decoder.inside_command() || std::ranges::any_of(tokens, [](const EscPosToken& token) {
               return token.kind == EscPosToken::Kind::broken;
           });
}

bool same(const Papers& one, const Papers& other) {
    const auto alike = [](const PrintedPaper& a, const PrintedPaper& b) {
        return a.lines == b.lines && a.symbols == b.symbols && a.image == b.image;
    };
    return one.torn == other.torn && one.overlong == other.overlong &&
           std::ranges::equal(one.whole, other.whole, alike);
}

void expect_bounded(const PrintedPaper& paper) {
    // A tab is up to eight blanks, a byte of a code page up to three of UTF-8.
    constexpr std::size_t growth = 8;
    std::size_t size = 0;
    for (const auto& line : paper.lines) {
        CHECK(is_utf8(line), "lines are UTF-8");
        size += line.size();
    }
    for (const auto& symbol : paper.symbols) CHECK(is_utf8(symbol), "and so are codes");
    CHECK(size <= growth * paper_bytes_max, "a paper is bounded");
    CHECK(paper.lines.size() <= paper_lines_max + 1, "in lines too");
}

void expect_told(const ReceiptReading& reading, const PrintedPaper& paper) {
    CHECK(reading.lines.size() <= paper.lines.size(), "a line is told once");
    auto line = paper.lines.begin();
    for (const auto& told : reading.lines) {
        const auto holds = [&told](const std::string& whole) {
            return told.text.data() >= whole.data() &&
                   told.text.data() + told.text.size() <= whole.data() + whole.size();
        };
        line = std::find_if(line, paper.lines.end(), holds);
        CHECK(line != paper.lines.end(), "where it stands, in order");
        ++line;
        CHECK(is_utf8(told.trouble), "in words that can be shown");
    }
    CHECK(reading.symbols.size() == paper.symbols.size(), "and so is a code");
    for (const auto& told : reading.symbols) {
        CHECK(is_utf8(told.trouble), "in words that can be shown");
        CHECK(told.trouble.empty() || told.taken, "about what was taken");
    }
    CHECK(reading.body.empty() != reading.refused.empty(), "a body, or why there is none");
    CHECK(is_utf8(reading.refused), "which can be told");
}

void read(const ReceiptTemplate& brand, const PrintedPaper& paper) {
    const auto place = shop();
    const ReceiptReader reader(brand, place);
    const auto reading = reader.read(paper, ManualClock::morning);
    expect_told(reading, paper);
    CHECK(reader.read(paper, ManualClock::morning).body == reading.body, "read again, the same");
    if (!reading.body.empty()) {
        const auto json = Json::parse(reading.body);
        // Of a long paper the body is too large, and the desk says so.
        if (!json) CHECK(json.error().kind() == Errc::too_large, "a body is JSON");
        if (json) {
            const auto purchase = parse_purchase(*json, place.store, ManualClock::morning);
            if (purchase) CHECK(!purchase->id.empty(), "one that is known again");
            if (!purchase) CHECK(!purchase.error().code().empty(), "or it is said what is wrong");
        }
    }
    const auto event = purchase_unparsed(
        {.source = "tap", .reason = reading.refused, .receipt_template = brand.name}, paper);
    CHECK(Json::parse(event.data), "what is recorded is JSON");
    CHECK(event.person.empty() || Json::parse(event.person), "and its text too");
    const auto in_a_file = record_unparsed(
        {.source = "journal", .reason = reading.refused, .receipt_template = brand.name},
        {.file = paper.lines.empty() ? "" : paper.lines[0], .line = paper.lines.size(), .end = 1});
    CHECK(Json::parse(in_a_file.data) && in_a_file.person.empty(), "of a file, where it stands");
}

void run(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto how = static_cast<unsigned char>(bytes.front());
    auto stream = bytes.substr(1);
    std::optional<ReceiptTemplate> own;
    if ((how & own_template) == own_template) {
        const auto end = stream.find('\n');
        own = template_of(stream.substr(0, end));
        if (!own) return;
        stream = end == stream.npos ? std::string_view() : stream.substr(end + 1);
    }
    const auto& brand = own ? *own : example(how & own_template);
    const auto papers = papers_of(brand, stream, 1, stream.size() + 1);
    if (!papers) return;
    CHECK(same(*papers, *papers_of(brand, stream, how, 2U << (how % 8U))),
          "however it was cut, the same papers");
    CHECK(papers->torn == 0 || is_broken(stream), "nothing was missed");
    std::size_t count = 0;
    for (const auto& paper : papers->whole) {
        expect_bounded(paper);
        if (++count <= papers_read_max) read(brand, paper);
    }
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
