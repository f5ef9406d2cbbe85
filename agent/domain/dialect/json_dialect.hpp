// SPDX-License-Identifier: Apache-2.0
// A journal of JSON lines: one receipt a line, found in it by JSON pointers (RFC 6901), or a body
// as it is. A line that is none, or that is too long, is a record with its trouble. Pure; one
// thread at a time.
#pragma once

#include "agent/base/charset.hpp"
#include "agent/domain/dialect/dialect.hpp"
#include "agent/domain/dialect/receipt_draft.hpp"

#include <string>

namespace aisle {

class JsonDialect final : public Dialect {
public:
    JsonDialect(JournalTemplate form, ReceiptPlace place, Charset charset);

    std::uint64_t begin(std::uint64_t position, std::string_view head) override;
    std::vector<JournalRecord> feed(std::string_view bytes, bool ended, WallTime read_at) override;

private:
    void take(std::string_view line, std::vector<JournalRecord>& told, WallTime read_at);
    ReceiptDraft::Outcome read(std::string_view line, WallTime read_at) const;

    const JournalTemplate form_;
    const ReceiptPlace place_;
    Charset charset_;
    std::string line_;       // as far as it has come
    bool skips_ = false;     // it is too long
    std::uint64_t end_ = 0;  // bytes up to behind what was fed
    std::uint64_t number_ = 1;
};

// What a pointer points at; null when there is nothing.
const Json* pointed_at(const Json& json, std::string_view pointer);

}  // namespace aisle
