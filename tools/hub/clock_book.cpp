// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/clock_book.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "tools/hub/bounds.hpp"

namespace aisle {

const char* const ClockBook::tables = R"sql(
-- In this boot, at `mono` (µs since it began), it was truly `truth` (µs since 1970).
CREATE TABLE observation(
    device   INTEGER NOT NULL,
    boot     TEXT NOT NULL,
    mono     INTEGER NOT NULL,
    truth    INTEGER NOT NULL,
    error_ms INTEGER NOT NULL,
    PRIMARY KEY(device, boot, mono)
) STRICT, WITHOUT ROWID;
)sql";

ClockBook::ClockBook(Database& db)
    : count_(db.prepare("SELECT count(*) FROM observation WHERE device = ?1 AND boot = ?2")),
      insert_(db.prepare("INSERT INTO observation(device, boot, mono, truth, error_ms)"
                         " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")),
      // A clock drifts, so the observation nearest in time knows best.
      nearest_(db.prepare("SELECT mono, truth FROM observation WHERE device = ?1 AND boot = ?2"
                          " ORDER BY abs(mono - ?3) LIMIT 1")) {}

Result<void> ClockBook::observe(std::int64_t device, const EventHeader& header) {
    const auto json = Json::parse(header.data);
    if (!json) return {};
    constexpr std::int64_t century_ms = std::int64_t{100} * 366 * 86'400'000;
    Fields fields(*json);
    const auto offset = fields.integer("offset_ms", {-century_ms, century_ms});
    const auto error = fields.integer_if("error_ms").value_or(0);
    const auto boot = fields.text_if("bootid", name_bytes_max).value_or(header.bootid);
    if (!fields.fine() || boot != header.bootid || boot.empty()) return {};
    {
        auto count = count_.bind(device, boot);
        TRY(count.one());
        if (count.integer(0) >= hub_observations_max) return {};
    }
    const auto truth = header.time + Millis{offset};
    return insert_.bind(device, boot, micros(header.monotime), micros(truth), error).run();
}

Result<std::optional<WallTime>> ClockBook::corrected(std::int64_t device,
                                                     const EventHeader& header) {
    if (header.clockq == ClockQuality::synced || header.bootid.empty()) {
        return std::optional<WallTime>{};
    }
    auto row = nearest_.bind(device, header.bootid, micros(header.monotime));
    TRY(const bool found, row.next());
    if (!found) return std::optional<WallTime>{};
    const Micros since{micros(header.monotime) - row.integer(0)};
    return std::optional(WallTime{Micros{row.integer(1)}} + since);
}

}  // namespace aisle
