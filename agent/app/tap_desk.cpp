// SPDX-License-Identifier: Apache-2.0
#include "agent/app/tap_desk.hpp"

#include "agent/app/options.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"
#include "agent/domain/receipt/unparsed_event.hpp"

#include <algorithm>

namespace aisle {
namespace {

PaperText text_of(const ReceiptTemplate* brand) {
    return brand ? PaperText{brand->charset, brand->two_byte} : PaperText{};
}

}  // namespace

TapDesk::TapDesk(const Config& config, const TemplateFiles& files, TapDeskParts parts)
    : parts_(parts) {
    for (const auto& wanted : config.taps) {
        Tap tap{
            .name = wanted.name, .key = wanted.receipts, .place = {}, .from_file = {}, .brand = {}};
        tap.place.workstation = wanted.workstation.empty() ? wanted.name : wanted.workstation;
        tap.place.store = store_profile(config);
        const auto file = files.find(wanted.name);
        if (file != files.end() && file->second) tap.from_file = parsed(tap, *file->second);
        if (file != files.end() && !file->second) refuse(tap, file->second.error().what(), "");
        tap.brand = tap.from_file;
        taps_.push_back(std::move(tap));
    }
}

void TapDesk::serve(const TemplateTexts& pushed) {
    for (std::size_t i = 0; i < taps_.size(); ++i) {
        auto& tap = taps_[i];
        const auto found = tap.key.empty() ? pushed.end() : pushed.find(tap.key);
        const auto brand = found == pushed.end() ? nullptr : parsed(tap, found->second);
        tap.brand = brand ? brand : tap.from_file;
        // A serial line is one conversation for ever; it may have begun before this template came.
        for (auto& [number, maker] : makers_) {
            if (number.first == i) maker.read_as(text_of(tap.brand.get()));
        }
    }
}

std::shared_ptr<const ReceiptTemplate> TapDesk::parsed(Tap& tap, std::string_view text) {
    const auto json = Json::parse(text);
    auto brand = json ? parse_receipt_template(*json) : Result<ReceiptTemplate>(json.error());
    if (brand && Charset::open(brand->charset)) {
        return std::make_shared<const ReceiptTemplate>(std::move(*brand));
    }
    const auto why =
        brand ? "no such character set: " + brand->charset : std::string(brand.error().what());
    refuse(tap, why, brand ? std::string("/charset") : brand.error().place());
    return nullptr;
}

void TapDesk::refuse(Tap& tap, const std::string& why, const std::string& place) {
    tap.refused = why + (place.empty() ? "" : " at " + place);
    parts_.log.error("tap.template_refused",
                     {{"tap", tap.name},
                      {"why", why},
                      {"place", place},
                      {"next", "aisle receipt parse shows what a template makes of a receipt"}});
}

std::string TapDesk::trouble(std::size_t tap) const {
    const auto& [name, key, place, from_file, brand, refused] = taps_[tap];
    if (brand) return {};
    if (!refused.empty()) {
        return "no receipt of " + name + " is read, it has no good template: " + refused +
               "; try it with aisle receipt parse";
    }
    return "no receipt of " + name + " is read: central has put no template \"" + key +
           "\" yet; template_file names one until then";
}

PaperMaker& TapDesk::maker_of(const Number& number) {
    const auto known = makers_.find(number);
    if (known != makers_.end()) return known->second;
    auto maker = PaperMaker::make(text_of(taps_[number.first].brand.get()));
    if (!maker) maker = PaperMaker::make({});
    return makers_.emplace(number, std::move(*maker)).first->second;
}

void TapDesk::hear(std::size_t tap, const TapWord& word) {
    const Number number{tap, word.conversation};
    switch (word.kind) {
        case TapPacket::Kind::opened:
            break;
        case TapPacket::Kind::bytes:
            take(tap, maker_of(number).feed(word.bytes, parts_.clock.mono()));
            break;
        case TapPacket::Kind::gap:
            // The silence before it is over, or else it would end what comes now.
            take(tap, maker_of(number).feed({}, parts_.clock.mono()));
            maker_of(number).miss();
            break;
        case TapPacket::Kind::closed:
            if (!makers_.contains(number)) break;
            take(tap, maker_of(number).end());
            makers_.erase(number);
            break;
    }
}

void TapDesk::tick() {
    const auto now = parts_.clock.mono();
    for (auto& [number, maker] : makers_) take(number.first, maker.tick(now));
    // Some may have ended unheard. What one remembers beyond a white paper is little.
    if (makers_.size() <= taps_max * tap_conversations_max) return;
    std::erase_if(makers_, [](const auto& one) { return !one.second.deadline(); });
}

std::optional<MonoTime> TapDesk::deadline() const {
    std::optional<MonoTime> first;
    for (const auto& [number, maker] : makers_) {
        const auto due = maker.deadline();
        if (due && (!first || *due < *first)) first = due;
    }
    return first;
}

void TapDesk::take(std::size_t tap, const Papers& papers) {
    if (const auto lost = papers.torn + papers.overlong; lost > 0) {
        parts_.metrics.add(Count::receipts_torn, lost);
        parts_.log.warn("tap.receipt_torn",
                        {{"tap", taps_[tap].name},
                         {"why", "a part of it was not seen, or it is no receipt"},
                         {"next", "the till's own report has what was sold"}});
    }
    for (const auto& paper : papers.whole) read(taps_[tap], paper);
}

void TapDesk::read(const Tap& tap, const PrintedPaper& paper) {
    if (!tap.brand) return unparsed(tap, paper, "no_template");
    const ReceiptReader reader(*tap.brand, tap.place);
    const auto reading = reader.read(paper, parts_.clock.wall());
    if (reading.body.empty()) return unparsed(tap, paper, reading.refused);
    const auto told = [this, &tap, paper](const Result<Accepted>& saved) {
        if (saved && saved->repeated) parts_.log.info("tap.receipt_repeated", {{"tap", tap.name}});
        if (saved) {
            parts_.metrics.add(saved->repeated ? Count::receipts_repeated : Count::receipts_read);
        } else if (saved.error().kind() == Errc::conflict) {
            // Printed again, and not quite the same: the first time counts.
            parts_.metrics.add(Count::receipts_repeated);
        } else {
            unparsed(tap, paper, std::string(saved.error().code()));
        }
    };
    parts_.desk.record_purchase(reading.body, told, {}, reading.repeats_of);
}

void TapDesk::unparsed(const Tap& tap, const PrintedPaper& paper, const std::string& reason) {
    parts_.metrics.add(Count::receipts_unparsed);
    const auto brand = tap.brand ? tap.brand->name : std::string();
    parts_.log.warn("tap.receipt_unparsed",
                    {{"tap", tap.name},
                     {"why", reason},
                     {"next", "aisle receipt parse shows what the template makes of such a one"}});
    const auto draft =
        purchase_unparsed({.source = tap.name, .reason = reason, .receipt_template = brand}, paper,
                          parts_.desk.persons_known_by());
    parts_.desk.record(draft, [this, &tap, reason](const Result<Accepted>& saved) {
        if (saved) return;
        parts_.log.error("tap.receipt_not_saved",
                         {{"tap", tap.name}, {"receipt", reason}, {"why", saved.error().what()}});
    });
}

}  // namespace aisle
