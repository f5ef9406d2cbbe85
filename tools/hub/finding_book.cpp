// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/finding_book.hpp"

#include "tools/hub/bounds.hpp"

namespace aisle {

const char* const FindingBook::tables = R"sql(
CREATE TABLE finding(
    device INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    text   TEXT NOT NULL,
    epoch  BLOB,
    lane   TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    id     BLOB NOT NULL,
    PRIMARY KEY(device, number)
) STRICT, WITHOUT ROWID;
)sql";

FindingBook::FindingBook(Database& db, Log log)
    : log_(log),
      last_(db.prepare("SELECT coalesce(max(number), 0) FROM finding WHERE device = ?1")),
      insert_(db.prepare("INSERT INTO finding(device, number, at, kind, text, epoch, lane, seq, id)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")),
      forget_(db.prepare("DELETE FROM finding WHERE device = ?1 AND number <= ?2")) {}

Result<void> FindingBook::note(std::int64_t device, const Finding& finding, WallTime now) {
    log_.warn("hub.found", {{"device", device}, {"kind", finding.kind}, {"what", finding.text}});
    std::int64_t number = 1;
    {
        auto last = last_.bind(device);
        TRY(last.one());
        number += last.integer(0);
    }
    std::optional<Blob> epoch;
    if (finding.epoch) epoch = Blob{finding.epoch->view()};
    TRY(insert_
            .bind(device, number, micros(now), finding.kind, finding.text, epoch, finding.lane,
                  finding.seq.value(), Blob{finding.id.view()})
            .run());
    return forget_.bind(device, number - hub_findings_max).run();
}

}  // namespace aisle
