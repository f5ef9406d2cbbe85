// SPDX-License-Identifier: Apache-2.0
// A till's POSLog journal. Byte 0 says whether it stands in a document behind a good transaction
// (1), within a transaction (2), whether it is in a charset of two bytes (4), whether a document
// follows (8), and with its highest bits that the last byte is one of many. However the journal is
// cut the same records come out, reading goes on behind each of them, every body is one that may be
// handed on, and what was good before stays good, and so is what follows, where the charset lets it
// be read. Elements are told as a tree, and nothing that is told stands outside of what came.
#include "agent/base/check.hpp"
#include "agent/base/xml_reader.hpp"
#include "tests/agent/domain/dialect/replay.hpp"
#include "tests/support/manual_clock.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {
namespace {

constexpr std::size_t many = journal_line_bytes_max;
constexpr std::size_t restarts_max = 4;

constexpr std::string_view good =
    "<Transaction><SequenceNumber>424242</SequenceNumber><RetailTransaction><LineItem><Sale>"
    "<ItemID>1</ItemID><ExtendedAmount>1</ExtendedAmount></Sale></LineItem><LineItem>"
    "<Tender TenderType='Cash'><Amount>1</Amount></Tender></LineItem></RetailTransaction>"
    "</Transaction>";
constexpr std::string_view open = "<Transaction><SequenceNumber>1</SequenceNumber>";
constexpr std::string_view closed = "</Transaction>";
// Ends whatever text, comment or tag was open.
constexpr std::string_view next = "\n]]]]>-->?>'>\">\n<?xml version='1.0'?><POSLog>";

class Tree final : public XmlListener {
public:
    explicit Tree(std::size_t size) : size_(size) {}

    void element_begins(std::string_view name, std::span<const XmlAttribute>,
                        const XmlPlace& at) override {
        stands(at);
        names_.emplace_back(name);
        CHECK(names_.size() <= xml_depth_max, "the depth is bounded");
        CHECK(name.find(':') == name.npos, "names have no prefix");
    }
    void text(std::string_view piece, const XmlPlace& at) override {
        stands(at);
        CHECK(!names_.empty() && !piece.empty(), "texts stand in elements");
    }
    void element_ends(std::string_view name, const XmlPlace& at) override {
        stands(at);
        CHECK(!names_.empty() && names_.back() == name, "what began last ends first");
        names_.pop_back();
    }
    bool over() const { return names_.empty(); }

private:
    void stands(const XmlPlace& at) {
        CHECK(at.begin >= end_ && at.end >= at.begin && at.end <= size_, "one behind the other");
        CHECK(at.line >= line_, "and so are lines");
        end_ = at.end;
        line_ = at.line;
    }

    std::size_t size_;
    std::vector<std::string> names_;
    std::uint64_t end_ = 0;
    std::uint64_t line_ = 1;
};

void read_tree(std::string_view bytes) {
    Tree tree(bytes.size());
    XmlReader reader(tree);
    auto outcome = reader.feed(bytes);
    if (outcome) outcome = reader.end();
    CHECK(!outcome || tree.over(), "what is whole has ended");
    if (outcome) return;
    const auto& at = reader.broken_at();
    CHECK(at.begin <= bytes.size() && at.line >= 1, "the error is there");
}

void run(std::string_view bytes) {
    if (bytes.empty()) return;
    const auto how = static_cast<unsigned char>(bytes.front());
    std::string journal(bytes.substr(1));
    if (how >= 0xf0) journal.append(many, bytes.back());
    if ((how & 2) != 0) journal = std::string(open) + journal + std::string(closed);
    const bool followed = (how & 8) != 0;
    if (followed) journal.append(next).append(good);
    if ((how & 1) != 0) journal = "<POSLog>" + std::string(good) + journal;
    read_tree(journal);
    JournalTemplate form;
    form.format = JournalFormat::poslog;
    // A long tag is looked at with each of its pieces, and each of its signs costs.
    if ((how & 4) != 0 && how < 0xf0) form.charset = "GBK";
    ReceiptPlace place;
    place.workstation = "pos1";
    place.store.store_id = "S1";
    place.store.currency = "EUR";
    const Replay replay(form, place, journal, ManualClock::morning);
    const auto complaint = replay.complaint(bytes.size(), restarts_max);
    CHECK(complaint.empty(), complaint.c_str());
    const auto told = replay.at_once();
    const auto is_good = [](const JournalRecord& record) {
        return record.body.find(":424242,") != std::string::npos;
    };
    const bool gave_up = std::ranges::any_of(told, &JournalRecord::last);
    CHECK(!followed || gave_up || (!told.empty() && is_good(told.back())), "what follows is read");
    if ((how & 1) == 0) return;
    CHECK(!told.empty() && is_good(told[0]), "what came before is good");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
