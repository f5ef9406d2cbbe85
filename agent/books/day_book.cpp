// SPDX-License-Identifier: Apache-2.0
#include "agent/books/day_book.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

// A till that closes again and again is heard, and what it was told first is forgotten first.
constexpr std::int64_t closings_kept_max = 20;

Seq seq_in(const Query& row, int column) {
    return Seq(static_cast<std::uint64_t>(row.integer(column)));
}

DayTotal total_in(const Query& row) {
    DayTotal total;
    total.kind = row.bytes(0);
    total.currency = row.bytes(1);
    total.count = row.integer(2);
    total.sum = row.integer(3);
    total.undated = row.integer(4);
    total.ids = id_from_bytes<EventId>(row.bytes(5));
    total.digest = digest_from_bytes(row.bytes(6));
    return total;
}

Result<std::vector<DayTotal>> read_totals(Statement& statement, std::string_view day) {
    std::vector<DayTotal> totals;
    auto row = statement.bind(day);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return totals;
        totals.push_back(total_in(row));
    }
}

// The stretch that grows ends, so far, where something was counted last.
Result<std::vector<DayNumbers>> read_numbers(Statement& statement, std::string_view day, Seq last) {
    std::vector<DayNumbers> numbers;
    auto row = statement.bind(day);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return numbers;
        numbers.push_back({seq_in(row, 0), row.is_null(1) ? last : seq_in(row, 1)});
    }
}

Result<Seq> read_last(Statement& statement, std::string_view day) {
    auto row = statement.bind(day);
    TRY(row.one());
    return seq_in(row, 0);
}

void write_delivery(JsonWriter& json, DeliveredThrough delivered, Seq last) {
    if (!delivered) return;
    const auto waiting = *delivered < last ? last.value() - delivered->value() : 0;
    json.key("delivery").begin_object().member("through", delivered->value());
    json.member("waiting", waiting).end_object();
}

}  // namespace

DayBook::DayBook(Database& db, const DayRule& rule)
    : rule_(rule),
      latest_(db.prepare("SELECT first, day FROM day_stretch ORDER BY first DESC LIMIT 1")),
      last_of_day_(db.prepare("SELECT coalesce(max(last), 0) FROM day_total WHERE day = ?1")),
      totals_(db.prepare("SELECT kind, currency, count, sum, undated, ids, digest FROM day_total"
                         " WHERE day = ?1 ORDER BY kind, currency")),
      save_total_(db.prepare(
          "INSERT INTO day_total(day, kind, currency, count, sum, undated, last, ids, digest)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(day, kind, currency) DO UPDATE"
          " SET count = excluded.count, sum = excluded.sum, undated = excluded.undated,"
          " last = excluded.last, ids = excluded.ids, digest = excluded.digest")),
      stretches_(db.prepare("SELECT first, last FROM day_stretch WHERE day = ?1 ORDER BY first")),
      count_stretches_(db.prepare("SELECT count(*) FROM day_stretch WHERE day = ?1")),
      end_stretch_(db.prepare("UPDATE day_stretch SET last = ?2 WHERE first = ?1")),
      begin_stretch_(db.prepare("INSERT INTO day_stretch(first, day) VALUES(?1, ?2)")),
      oldest_kept_(db.prepare("SELECT DISTINCT day FROM day_total WHERE day <> ?1"
                              " ORDER BY day DESC LIMIT 1 OFFSET ?2")),
      forget_totals_(db.prepare("DELETE FROM day_total WHERE day < ?1 AND day <> ?2")),
      forget_stretches_(db.prepare("DELETE FROM day_stretch WHERE day < ?1 AND day <> ?2")),
      forget_closings_(db.prepare("DELETE FROM day_closing WHERE day < ?1 AND day <> ?2")),
      last_closing_(db.prepare("SELECT coalesce(max(number), 0) FROM day_closing WHERE day = ?1")),
      insert_closing_(db.prepare("INSERT INTO day_closing(day, number, seq, count, body)"
                                 " VALUES(?1, ?2, ?3, ?4, ?5)")),
      drop_closings_(db.prepare("DELETE FROM day_closing WHERE day = ?1 AND number <= ?2")),
      due_(db.prepare("SELECT day FROM day_total WHERE day < ?1 GROUP BY day HAVING sum(count) <>"
                      " coalesce((SELECT count FROM day_closing WHERE day = day_total.day"
                      " ORDER BY number DESC LIMIT 1), 0) ORDER BY day LIMIT ?2")) {}

Result<void> DayBook::count(Txn& txn, const Event& event, const Receipt& receipt,
                            const DayMoment& when) {
    if (event.lane != Lane::ledger) return {};
    const auto fact = day_fact_of(event);
    if (!fact) return {};
    TRY(load());
    change(txn);
    const auto day = counted_day(when, open_.day, rule_);
    const bool goes_on = !open_.fresh || receipt.seq == open_.last.next();
    if (day != open_.day || !goes_on) TRY(turn_to(day, receipt.seq));
    const auto row = row_of(open_.totals, *fact);
    open_.totals[row].add(*fact);
    if (!when.vouched) ++open_.totals[row].undated;
    open_.last = receipt.seq;
    open_.fresh = false;
    if (std::ranges::find(open_.changed, row) == open_.changed.end()) open_.changed.push_back(row);
    return {};
}

Result<void> DayBook::flush() {
    for (const auto row : open_.changed) {
        const auto& total = open_.totals[row];
        TRY(save_total_
                .bind(open_.day, total.kind, total.currency, total.count, total.sum, total.undated,
                      open_.last.value(), Blob{total.ids.view()}, Blob{total.digest.view()})
                .run());
    }
    open_.changed.clear();
    return {};
}

Result<void> DayBook::load() {
    if (open_.loaded) return {};
    Open open;
    auto row = latest_.bind();
    TRY(const bool found, row.next());
    if (found) {
        open.first = seq_in(row, 0);
        open.day = row.bytes(1);
        TRY(open.totals, read_totals(totals_, open.day));
        TRY(open.last, read_last(last_of_day_, open.day));
    }
    open.loaded = true;
    open.fresh = found;
    open_ = std::move(open);
    return {};
}

// What is in memory, put back if the savepoint rolls back.
void DayBook::change(Txn& txn) {
    if (std::exchange(undone_by_, txn.scope()) == txn.scope()) return;
    txn.on_undo([this, before = open_]() mutable { open_ = std::move(before); });
}

// A new stretch, of this day. A day that has too many already stays as it is, and so does the one
// that is open.
Result<void> DayBook::turn_to(const std::string& day, Seq seq) {
    {
        auto count = count_stretches_.bind(day);
        TRY(count.one());
        if (count.integer(0) >= static_cast<std::int64_t>(day_stretches_max)) return {};
    }
    TRY(flush());
    if (!open_.day.empty()) {
        TRY(end_stretch_.bind(open_.first.value(), open_.last.value()).run());
    }
    TRY(begin_stretch_.bind(seq.value(), day).run());
    if (day != open_.day) {
        TRY(open_.totals, read_totals(totals_, day));
        if (open_.totals.empty()) TRY(forget_but(day));
    }
    open_.day = day;
    open_.first = seq;
    return {};
}

// Room for a new day.
Result<void> DayBook::forget_but(std::string_view day) {
    std::string oldest;
    {
        auto row = oldest_kept_.bind(day, std::uint64_t{business_days_max - 2});
        TRY(const bool full, row.next());
        if (!full) return {};
        oldest = row.bytes(0);
    }
    TRY(forget_totals_.bind(oldest, day).run());
    TRY(forget_stretches_.bind(oldest, day).run());
    return forget_closings_.bind(oldest, day).run();
}

Result<DayClosing> DayBook::next_closing(Txn& txn, std::string_view day, const DayMoment& now) {
    TRY(load());
    const auto today = counted_day(now, open_.day, rule_);
    DayClosing closing;
    closing.day = day.empty() ? today : std::string(day);
    closing.rule = rule_;
    change(txn);
    TRY(flush());
    TRY(closing.totals, read_totals(totals_, closing.day));
    TRY(const auto last, read_last(last_of_day_, closing.day));
    TRY(closing.numbers, read_numbers(stretches_, closing.day, last));
    TRY(check_closing(closing, today));
    auto row = last_closing_.bind(closing.day);
    TRY(row.one());
    closing.number = row.integer(0) + 1;
    return closing;
}

Result<void> DayBook::keep(Txn&, const DayClosing& closing, Seq seq, std::string_view body) {
    TRY(drop_closings_.bind(closing.day, closing.number - closings_kept_max).run());
    return insert_closing_
        .bind(closing.day, closing.number, seq.value(), count_of(closing.totals), Blob{body})
        .run();
}

Result<std::vector<std::string>> DayBook::due(Txn& txn, std::string_view today,
                                              std::size_t days_max) {
    change(txn);
    TRY(flush());
    std::vector<std::string> days;
    auto row = due_.bind(today, days_max);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return days;
        days.emplace_back(row.bytes(0));
    }
}

DayList::DayList(Database& db)
    : latest_(db.prepare("SELECT day FROM day_stretch ORDER BY first DESC LIMIT 1")),
      totals_(db.prepare("SELECT kind, currency, count, sum, undated, ids, digest FROM day_total"
                         " WHERE day = ?1 ORDER BY kind, currency")),
      stretches_(db.prepare("SELECT first, last FROM day_stretch WHERE day = ?1 ORDER BY first")),
      last_of_day_(db.prepare("SELECT coalesce(max(last), 0) FROM day_total WHERE day = ?1")),
      last_closing_(db.prepare("SELECT number, count FROM day_closing WHERE day = ?1"
                               " ORDER BY number DESC LIMIT 1")),
      closing_(db.prepare("SELECT body FROM day_closing WHERE seq = ?1")) {}

Result<std::string> DayList::day(std::string day, const DayMoment& now, const DayRule& rule,
                                 DeliveredThrough delivered) {
    if (day.empty()) {
        auto latest = latest_.bind();
        TRY(const bool found, latest.next());
        day = counted_day(now, found ? latest.bytes(0) : "", rule);
    }
    TRY(const auto totals, read_totals(totals_, day));
    TRY(const auto last, read_last(last_of_day_, day));
    TRY(const auto numbers, read_numbers(stretches_, day, last));
    auto closed = last_closing_.bind(day);
    TRY(const bool any, closed.next());
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("business_day", day).member("count", count_of(totals));
    json.member("closings", any ? closed.integer(0) : 0);
    json.member("closed_count", any ? closed.integer(1) : 0).key("numbers");
    write_numbers(json, numbers);
    json.key("totals");
    write_totals(json, totals);
    write_delivery(json, delivered, last);
    json.end_object();
    return text;
}

Result<std::string> DayList::closing(const Receipt& receipt, DeliveredThrough delivered) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("id", to_string(receipt.id)).member("seq", receipt.seq.value());
    json.member("epoch", to_hex(receipt.epoch));
    auto row = closing_.bind(receipt.seq.value());
    TRY(const bool kept, row.next());
    if (kept) json.raw_member("closing", row.bytes(0));
    write_delivery(json, delivered, receipt.seq);
    json.end_object();
    return text;
}

}  // namespace aisle
