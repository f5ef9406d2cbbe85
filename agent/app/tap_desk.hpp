// SPDX-License-Identifier: Apache-2.0
// What taps tell, as purchases: bytes become papers, a paper is read by its till's template, and
// what was read goes through the desk like what a till posts. A paper that cannot be read is told
// as such, with its reason; a reprint is a repeat, and no second purchase. Owner's thread.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/time.hpp"
#include "agent/books/desk.hpp"
#include "agent/books/template_book.hpp"
#include "agent/domain/receipt/receipt_template.hpp"
#include "config/config.hpp"
#include "drivers/paper_maker.hpp"
#include "drivers/tap_door.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

struct TapDeskParts {
    Desk& desk;
    const Clock& clock;
    Metrics& metrics;
    Log log;
};

// The template of each tap's file, or why it cannot be read, by the tap's name, where it has one.
using TemplateFiles = std::map<std::string, Result<std::string>, std::less<>>;

class TapDesk {
public:
    TapDesk(const Config& config, const TemplateFiles& files, TapDeskParts parts);

    // Central's templates, by key; each wins over a file.
    void serve(const TemplateTexts& pushed);
    void hear(std::size_t tap, const TapWord& word);
    const std::string& name(std::size_t tap) const { return taps_[tap].name; }
    std::size_t taps() const { return taps_.size(); }
    // Why its receipts cannot be read, and what to do; empty when they can.
    std::string trouble(std::size_t tap) const;
    // Ends papers after which nothing came; when it is wanted next, if at all.
    void tick();
    std::optional<MonoTime> deadline() const;

private:
    struct Tap {
        std::string name;
        std::string key;  // of its template
        ReceiptPlace place;
        std::shared_ptr<const ReceiptTemplate> from_file;
        std::shared_ptr<const ReceiptTemplate> brand;  // in force
        std::string refused{};                         // of the last that was none
    };
    using Number = std::pair<std::size_t, std::uint64_t>;  // a tap, and a conversation of it

    PaperMaker& maker_of(const Number& number);
    void take(std::size_t tap, const Papers& papers);
    void read(const Tap& tap, const PrintedPaper& paper);
    void unparsed(const Tap& tap, const PrintedPaper& paper, const std::string& reason);
    std::shared_ptr<const ReceiptTemplate> parsed(Tap& tap, std::string_view text);
    void refuse(Tap& tap, const std::string& why, const std::string& place);

    TapDeskParts parts_;
    std::vector<Tap> taps_;
    std::map<Number, PaperMaker> makers_;
};

}  // namespace aisle
