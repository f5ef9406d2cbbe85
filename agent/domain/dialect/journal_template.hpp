// SPDX-License-Identifier: Apache-2.0
// How a till's journal file is read, as data, so that a new till is no new program; JSON:
//
//   {"name":"acme","format":"csv","charset":"WINDOWS-1252","separator":";","decimal_mark":",",
//    "group_mark":".","currency":"EUR",
//    "columns":{"number":"BON","time":"ZEIT","till":"KASSE","kind":"TYP","name":"TEXT",
//               "code":"EAN","quantity":"MENGE","price":"PREIS","amount":"BETRAG"},
//    "kinds":{"A":"item","Z":"tender","S":"total","R":"discount"},
//    "tenders":{"BAR":"cash","EC":"credit_debit"}}
//
//   csv      a header, then rows. Rows of one receipt stand together: they have the same number
//            (and till). A column "kind", with "kinds", says what a row is; without it every row
//            is an item, and the total is their sum.
//   jsonl    one receipt a line. "columns" are JSON pointers into it; "items", "tenders" and
//            "discounts" are pointers to arrays, whose members' fields are pointers within one
//            ("item_columns", "tender_columns", "discount_columns"). With no "columns" at all each
//            line is a body as POST /v1/purchases takes it.
//   poslog   POSLog 6 (OMG and NRF, ARTS): one <Transaction> after the other. Nothing to describe
//            but "tenders" of the till's own and "currency".
//
// Columns of a receipt: number, time or date and time, begin_time, business_day, store, till,
// drawer, clerk, member, currency, total, training, voided, offline. Of an item: name, code,
// item_id (beside a GTIN in "code"), unit, quantity, price, amount (before "discount" is taken off)
// or net_amount (after), discount, reason, tax, return, void. Of a tender: tender (its kind; where
// a CSV has no such column, name) and amount. Of a discount: amount and reason. In a CSV all of
// them are columns of a row; in JSON lines a receipt has "tax", too.
//
// How times may be written: till_time.hpp. Constant once parsed; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/result.hpp"
#include "agent/domain/purchase.hpp"
#include "agent/domain/receipt/till_receipt.hpp"

#include <map>
#include <string>
#include <string_view>

namespace aisle {

enum class JournalFormat { csv, jsonl, poslog };

// Of dates that do not begin with the year.
enum class DateOrder { day_first, month_first };

// What a row of a CSV is.
enum class JournalRowKind { item, discount, item_discount, tender, change, tax, total, ignore };

struct JournalTemplate {
    using Columns = std::map<std::string, std::string, std::less<>>;  // our word, theirs

    std::string name;
    JournalFormat format = JournalFormat::csv;
    std::string charset = "UTF-8";
    char separator = ',';
    NumberStyle numbers{};
    DateOrder dates = DateOrder::day_first;  // "date_order": "dmy" or "mdy"
    bool minor_units = false;                // amounts are whole numbers of the smallest unit
    std::string currency;                    // empty: the store's
    bool tax_included = true;
    Columns columns{};
    Columns item_columns{};
    Columns tender_columns{};
    Columns discount_columns{};
    std::map<std::string, JournalRowKind, std::less<>> kinds{};
    std::map<std::string, TenderType, std::less<>> tenders{};  // theirs, ours; others are `other`
};

// Errors: invalid, placed by JSON pointer; too_large.
Result<JournalTemplate> parse_journal_template(const Json& json);

}  // namespace aisle
