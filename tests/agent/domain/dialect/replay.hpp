// SPDX-License-Identifier: Apache-2.0
// A journal read in every way in which it can be read, and what must hold between them: cut
// anywhere the same records come out, reading goes on behind any record, and what is told can be
// handed on. For tests, and for who searches for a journal with which it does not hold.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/dialect/dialect.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisle {

using JournalRecords = std::vector<JournalRecord>;

class Replay {
public:
    // The bytes must outlive it.
    Replay(const JournalTemplate& form, ReceiptPlace place, std::string_view bytes,
           WallTime read_at)
        : place_(std::move(place)),
          dialect_(made(form, place_)),
          bytes_(bytes),
          read_at_(read_at) {}

    // Everything in one read.
    JournalRecords at_once() const { return from(0, bytes_.size() + 1, 0); }
    JournalRecords in_pieces_of(std::size_t size) const { return from(0, size, 0); }

    // Behind a record, as after a restart; in pieces up to `most`.
    JournalRecords from(std::uint64_t position, std::size_t most, std::uint64_t seed) const {
        SeededEntropy dice(seed);
        auto rest = bytes_;
        const auto begins = dialect_->begin(position, bytes_.substr(0, journal_line_bytes_max));
        rest.remove_prefix(static_cast<std::size_t>(std::min<std::uint64_t>(begins, rest.size())));
        JournalRecords told;
        do {
            const auto size = seed == 0 ? most : 1 + static_cast<std::size_t>(dice.below(most));
            const auto piece = rest.substr(0, size);
            rest.remove_prefix(piece.size());
            for (auto& record : dialect_->feed(piece, rest.empty(), read_at_)) {
                told.push_back(std::move(record));
            }
        } while (!rest.empty());
        return told;
    }

    // What does not hold; empty when all does. No more than `places_max` restarts are tried.
    std::string complaint(std::uint64_t seed, std::size_t places_max = 100) const {
        const auto records = at_once();
        std::uint64_t end = 0;
        for (const auto& record : records) {
            if (record.end <= end || record.end > bytes_.size()) return "ends do not grow";
            end = record.end;
            if (record.body.empty() == record.trouble.empty()) return "neither body nor trouble";
            if (record.trouble.size() > note_bytes_max) return "a trouble without bounds";
            if (!is_accepted(record.body)) return "a body that nobody takes: " + record.body;
        }
        // A long tag is looked at with each of its pieces: in a large one they are larger.
        const auto least = bytes_.size() < 20'000 ? 1 : bytes_.size() / 1'000;
        if (in_pieces_of(least) != records) return "byte by byte it is another journal";
        if (from(0, 64, seed | 1) != records) return "in small pieces it is another journal";
        if (from(0, 5000, seed | 1) != records) return "in large pieces it is another journal";
        for (std::size_t i = 0; i < records.size() && i < places_max; ++i) {
            const auto later = from(records[i].end, 500, seed + i + 1);
            if (!are_the_same(later, records, i + 1)) {
                return "behind record " + std::to_string(i) + " it goes on with another journal";
            }
        }
        return {};
    }

private:
    static std::unique_ptr<Dialect> made(const JournalTemplate& form, const ReceiptPlace& place) {
        auto dialect = make_dialect(form, place);
        return std::move(*dialect);
    }

    bool is_accepted(const std::string& body) const {
        if (body.empty()) return true;
        const auto json = Json::parse(body);
        return json && parse_purchase(*json, place_.store, read_at_);
    }

    // Where reading began in the middle, lines are not known.
    static bool are_the_same(const JournalRecords& later, const JournalRecords& all,
                             std::size_t from) {
        if (later.size() + from != all.size()) return false;
        for (std::size_t i = 0; i < later.size(); ++i) {
            auto expected = all[from + i];
            if (later[i].line == 0) expected.line = 0;
            if (later[i] != expected) return false;
        }
        return true;
    }

    const ReceiptPlace place_;
    const std::unique_ptr<Dialect> dialect_;
    std::string_view bytes_;
    WallTime read_at_;
};

}  // namespace aisle
