// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/day_check.hpp"

#include "agent/domain/event.hpp"
#include "tools/hub/device_registry.hpp"
#include "tools/hub/run_book.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace aisle {
namespace {

// A gap that was declared again under a new epoch points to the one before; nobody forks so often
// in the life of one row.
constexpr int epochs_followed_max = 16;
// Of events that are gone, so many are looked up one by one.
constexpr std::size_t names_sought_max = 100;

struct FoundClosing {
    DayClosing closing;
    std::int64_t event = 0;
    std::int64_t lane = 0;  // 0: its place is contested, or was forgotten by a rewind
    Seq seq;
    EventId id;
    WallTime received;
};

bool is_before(const FoundClosing& one, const FoundClosing& other) {
    return std::tuple(one.lane, one.seq, one.closing.number) <
           std::tuple(other.lane, other.seq, other.closing.number);
}

bool is_vouched(const EventHeader& header) {
    return header.clockq == ClockQuality::synced || header.clockq == ClockQuality::holdover;
}

SeqSpan common(const SeqSpan& one, const SeqSpan& other) {
    return {std::max(one.first, other.first), std::min(one.last, other.last)};
}

Seq seq_at(const Query& row, int column) {
    return Seq(static_cast<std::uint64_t>(row.integer(column)));
}

// The smallest id that can be made at a time.
EventId id_from(WallTime at) {
    EventId id;
    auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(micros(at), 0) / 1000);
    for (std::size_t i = 6; i > 0; --i) {
        id.bytes[i - 1] = static_cast<std::uint8_t>(ms & 0xff);
        ms >>= 8;
    }
    return id;
}

// Of one device, while it is looked at.
class DaySearch {
public:
    DaySearch(Database& db, std::int64_t device)
        : device_(device),
          runs_(db),
          gaps_(db.prepare("SELECT first, last, reason, id,"
                           " CASE WHEN origin_first = first THEN origin ELSE 0 END FROM gap"
                           " WHERE lane = ?1 AND first <= ?3 AND last >= ?2 ORDER BY first")),
          closings_(db.prepare("SELECT event.number, event.id, received, bytes FROM event_id"
                               " JOIN event ON event.number = event_id.event"
                               " WHERE event_id.device = ?1 AND instr(bytes, ?2) > 0")),
          place_(db.prepare("SELECT lane.number, run.first + (?2 - run.event) FROM run"
                            " JOIN lane ON run.lane = lane.number"
                            " WHERE lane.device = ?1 AND lane.lane = 0 AND run.event <= ?2"
                            " AND ?2 - run.event <= run.last - run.first"
                            " ORDER BY lane.number DESC LIMIT 1")),
          events_(db.prepare("SELECT number, bytes FROM event WHERE number BETWEEN ?1 AND ?2"
                             " ORDER BY number")),
          name_(db.prepare("SELECT id FROM event_id WHERE device = ?1 AND event = ?2")),
          dated_(db.prepare("SELECT event.number, bytes FROM event_id"
                            " JOIN event ON event.number = event_id.event"
                            " WHERE event_id.device = ?1 AND event_id.id >= ?2"
                            " AND event_id.id < ?3 ORDER BY event.number")) {}

    // The one that stands last in the newest journal.
    Result<std::optional<FoundClosing>> last_closing(std::string_view day);
    Result<void> fill(DayReport& report, const FoundClosing& found);

private:
    struct Place {
        std::int64_t lane = 0;
        Seq seq;
    };
    // A gap; `origin`: the lane in which the same numbers stood before their epoch was renamed.
    struct Declared {
        SeqSpan span;
        std::string why;
        EventId id;
        std::int64_t origin = 0;
    };
    Result<Place> place_of_event(std::int64_t event);
    Result<std::vector<Declared>> gaps_within(std::int64_t lane, const SeqSpan& span);
    Result<void> walk(std::int64_t lane, const SeqSpan& span, int epochs_left);
    Result<void> walk_gaps(std::int64_t lane, const SeqSpan& span, int epochs_left);
    Result<void> take(const Run& run, const SeqSpan& span);
    void miss(const SeqSpan& span, std::string_view why, const EventId& id);
    Result<void> miss_removed(std::int64_t event, Seq seq);
    Result<void> find_uncounted(DayReport& report, const FoundClosing& found);

    std::int64_t device_;
    RunBook runs_;
    Statement gaps_;
    Statement closings_;
    Statement place_;
    Statement events_;
    Statement name_;
    Statement dated_;
    std::size_t names_sought_ = 0;
    std::vector<DayTotal> here_;
    std::vector<MissingNumbers> missing_;
    std::set<std::int64_t> counted_;
};

Result<std::optional<FoundClosing>> DaySearch::last_closing(std::string_view day) {
    std::vector<FoundClosing> all;
    {
        auto row = closings_.bind(device_, Blob{EventKinds::business_day_closed.name});
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            const auto header = decode_event_header(row.bytes(3));
            if (!header || event_kind_name(header->type) != EventKinds::business_day_closed.name) {
                continue;
            }
            const auto data = Json::parse(header->data);
            if (!data) continue;
            auto closing = read_day_closing(*data);
            if (!closing || closing->day != day) continue;
            all.push_back({std::move(*closing), row.integer(0), 0, Seq{}, header->id,
                           WallTime{Micros{row.integer(2)}}});
        }
    }
    for (auto& one : all) {
        TRY(const auto place, place_of_event(one.event));
        one.lane = place.lane;
        one.seq = place.seq;
    }
    const auto last = std::ranges::max_element(all, is_before);
    if (last == all.end()) return std::optional<FoundClosing>{};
    return std::optional(std::move(*last));
}

Result<DaySearch::Place> DaySearch::place_of_event(std::int64_t event) {
    auto row = place_.bind(device_, event);
    TRY(const bool found, row.next());
    if (!found) return Place{};
    return Place{row.integer(0), Seq(static_cast<std::uint64_t>(row.integer(1)))};
}

Result<void> DaySearch::fill(DayReport& report, const FoundClosing& found) {
    // Every row that was told is there, so that the same currencies are kept apart.
    for (const auto& total : found.closing.totals) {
        here_.push_back({.kind = total.kind, .currency = total.currency});
    }
    for (const auto& numbers : found.closing.numbers) {
        TRY(walk(found.lane, {numbers.first, numbers.last}, epochs_followed_max));
    }
    for (std::size_t i = 0; i < here_.size(); ++i) {
        const DayTotal none{.kind = here_[i].kind, .currency = here_[i].currency};
        const bool told = i < found.closing.totals.size();
        report.totals.push_back({told ? found.closing.totals[i] : none, here_[i]});
    }
    report.missing = std::move(missing_);
    TRY(find_uncounted(report, found));
    report.closing_seq = found.seq;
    report.closing_id = found.id;
    report.received = found.received;
    report.closing = found.closing;
    return {};
}

// Counts what stands at these numbers, and notes which have nothing.
Result<void> DaySearch::walk(std::int64_t lane, const SeqSpan& span, int epochs_left) {
    TRY(const auto runs, runs_.within(lane, span));
    std::vector<SeqSpan> covers;
    for (const auto& run : runs) {
        covers.push_back(run.span);
        TRY(take(run, common(run.span, span)));
    }
    for (const auto& hole : uncovered(span, std::move(covers))) {
        TRY(walk_gaps(lane, hole, epochs_left));
    }
    return {};
}

Result<void> DaySearch::walk_gaps(std::int64_t lane, const SeqSpan& span, int epochs_left) {
    TRY(const auto gaps, gaps_within(lane, span));
    std::vector<SeqSpan> covers;
    for (const auto& gap : gaps) {
        covers.push_back(gap.span);
        const auto part = common(gap.span, span);
        if (gap.origin != 0 && gap.origin != lane && epochs_left > 0) {
            TRY(walk(gap.origin, part, epochs_left - 1));
        } else {
            miss(part, gap.why, part.last == gap.span.last ? gap.id : EventId{});
        }
    }
    for (const auto& hole : uncovered(span, std::move(covers))) miss(hole, "not_here", EventId{});
    return {};
}

Result<std::vector<DaySearch::Declared>> DaySearch::gaps_within(std::int64_t lane,
                                                                const SeqSpan& span) {
    std::vector<Declared> gaps;
    auto row = gaps_.bind(lane, span.first.value(), span.last.value());
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return gaps;
        gaps.push_back({{seq_at(row, 0), seq_at(row, 1)},
                        std::string(row.bytes(2)),
                        id_from_bytes<EventId>(row.bytes(3)),
                        row.integer(4)});
    }
}

Result<void> DaySearch::take(const Run& run, const SeqSpan& span) {
    std::vector<std::int64_t> gone;
    auto next = run.event_at(span.first);
    const auto last = run.event_at(span.last);
    {
        auto row = events_.bind(next, last);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            for (; next < row.integer(0); ++next) gone.push_back(next);
            ++next;
            const auto fact = read_day_fact(row.bytes(1));
            if (!fact) continue;
            counted_.insert(row.integer(0));
            here_[row_of(here_, *fact)].add(*fact);
        }
    }
    for (; next <= last; ++next) gone.push_back(next);
    for (const auto event : gone) {
        const auto step = static_cast<std::uint64_t>(event - run.event);
        TRY(miss_removed(event, Seq(run.span.first.value() + step)));
    }
    return {};
}

Result<void> DaySearch::miss_removed(std::int64_t event, Seq seq) {
    EventId id;
    if (++names_sought_ <= names_sought_max) {
        auto row = name_.bind(device_, event);
        TRY(const bool found, row.next());
        if (found) id = id_from_bytes<EventId>(row.bytes(0));
    }
    miss({seq, seq}, "removed", id);
    return {};
}

void DaySearch::miss(const SeqSpan& span, std::string_view why, const EventId& id) {
    const bool single = span.first == span.last && !id.none();
    auto* before = missing_.empty() ? nullptr : &missing_.back();
    if (!single && before && before->why == why && before->id.none() &&
        before->span.last.next() == span.first) {
        before->span.last = span.last;
        return;
    }
    missing_.push_back({span, std::string(why), single ? id : EventId{}});
}

// An id bears its event's own time, so the day is a stretch of ids.
Result<void> DaySearch::find_uncounted(DayReport& report, const FoundClosing& found) {
    const auto& rule = found.closing.rule;
    TRY(const auto midnight, parse_rfc3339(found.closing.day + "T00:00:00Z"));
    const auto begin = midnight + std::chrono::hours{rule.cut_off_hour} -
                       std::chrono::minutes{rule.utc_offset_minutes};
    const auto first = id_from(begin);
    const auto end = id_from(begin + std::chrono::hours{24});
    {
        auto row = dated_.bind(device_, Blob{first.view()}, Blob{end.view()});
        while (true) {
            TRY(const bool more, row.next());
            if (!more) break;
            if (counted_.contains(row.integer(0))) continue;
            const auto header = decode_event_header(row.bytes(1));
            if (!header || !is_vouched(*header)) continue;
            const auto kind = event_kind_name(header->type);
            const auto* known = find_event_kind(kind);
            if (!known || known->lane != Lane::ledger || !counts_in_a_day(kind)) continue;
            report.uncounted.push_back({row.integer(0), header->id, std::string(kind)});
        }
    }
    for (auto& event : report.uncounted) {
        TRY(const auto place, place_of_event(event.number));
        event.after_closing = place.lane == found.lane && place.seq > found.seq;
    }
    return {};
}

}  // namespace

Result<DayReport> check_day(Database& db, const DayQuestion& question) {
    if (!is_calendar_day(question.day)) {
        return Error(Errc::invalid, "a day is written as 2026-07-01, and exists");
    }
    DeviceRegistry devices(db);
    TRY(const auto device, devices.find(question.device));
    if (!device) return Error(Errc::not_found, question.device + " has never said hello");
    DayReport report;
    report.question = question;
    DaySearch search(db, device->number);
    TRY(const auto found, search.last_closing(question.day));
    if (!found) return report;
    TRY(search.fill(report, *found));
    report.judge();
    return report;
}

}  // namespace aisle
