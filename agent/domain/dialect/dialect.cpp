// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/dialect.hpp"

#include "agent/base/charset.hpp"
#include "agent/domain/dialect/csv_dialect.hpp"
#include "agent/domain/dialect/json_dialect.hpp"
#include "agent/domain/dialect/poslog_dialect.hpp"

#include <utility>

namespace aisle {

Result<std::unique_ptr<Dialect>> make_dialect(const JournalTemplate& form,
                                              const ReceiptPlace& place) {
    TRY(auto charset, Charset::open(form.charset));
    switch (form.format) {
        case JournalFormat::csv:
            return {std::make_unique<CsvDialect>(form, place, std::move(charset))};
        case JournalFormat::jsonl:
            return {std::make_unique<JsonDialect>(form, place, std::move(charset))};
        case JournalFormat::poslog:
            break;
    }
    return {std::make_unique<PosLogDialect>(form, place)};
}

}  // namespace aisle
