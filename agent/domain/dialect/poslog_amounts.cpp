// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/poslog_amounts.hpp"

#include "agent/domain/quantity.hpp"

#include <cstdlib>
#include <span>
#include <utility>

namespace aisle {
namespace {

// Where an ExtendedAmount stands: as the unit price says, behind the changes, or before them.
enum class Reading { by_price, after, before };

bool makes(const std::optional<std::int64_t>& price, const TillItem& item, std::int64_t amount) {
    const auto quantity = Quantity::parse(item.quantity);
    if (!price || !quantity) return false;
    const auto priced = quantity->priced(item.is_return ? -*price : *price, amount);
    return priced && *priced;
}

// A discount of the whole receipt stands there itself; its parts only say how it is spread.
bool changes(const PosLogChange& change, const TillReceipt& receipt) {
    return !change.of_whole || receipt.reductions.empty();
}

std::int64_t change_of(const PosLogItem& item, const TillReceipt& receipt) {
    std::int64_t sum = 0;
    for (const auto& change : item.changes) {
        if (changes(change, receipt)) sum += change.reduction.amount;
    }
    return item.item.is_return ? -sum : sum;
}

// After all changes.
std::int64_t amount_of(const PosLogItem& item, const TillReceipt& receipt, Reading reading) {
    const auto change = change_of(item, receipt);
    const bool full_price = change != 0 && makes(item.regular, item.item, item.extended);
    const bool before = reading == Reading::before || (reading == Reading::by_price && full_price);
    return before ? item.extended + change : item.extended;
}

std::int64_t net_of(std::span<const PosLogItem> items, const TillReceipt& receipt,
                    Reading reading) {
    std::int64_t sum = 0;
    for (const auto& item : items) {
        if (!item.item.is_void) sum += amount_of(item, receipt, reading);
    }
    for (const auto& reduction : receipt.reductions) sum += reduction.amount;
    return sum;
}

bool agrees(std::int64_t net, const TillReceipt& receipt) {
    if (!receipt.total) return true;
    const auto total = std::abs(*receipt.total);
    return total == std::abs(net) || total == std::abs(net) + std::abs(receipt.tax);
}

Reading reading_of(std::span<const PosLogItem> items, const TillReceipt& receipt) {
    for (const auto reading : {Reading::by_price, Reading::after, Reading::before}) {
        if (agrees(net_of(items, receipt, reading), receipt)) return reading;
    }
    return Reading::by_price;
}

TillItem settled(PosLogItem item, const TillReceipt& receipt, Reading reading) {
    const auto amount = amount_of(item, receipt, reading);
    auto made = std::move(item.item);
    made.amount = amount;
    for (auto& one : item.changes) {
        if (!changes(one, receipt)) continue;
        if (made.is_return) one.reduction.amount = -one.reduction.amount;
        made.amount -= one.reduction.amount;
        made.reductions.push_back(std::move(one.reduction));
    }
    if (makes(item.actual, made, amount)) {
        made.actual_price = item.actual;
        made.price = item.regular;
    } else if (makes(item.regular, made, made.amount)) {
        made.price = item.regular;
    } else if (makes(item.actual, made, made.amount)) {
        made.price = item.actual;
    }
    return made;
}

bool is_open(const TillReceipt& receipt) {
    return receipt.voided || receipt.cancelled || receipt.suspended;
}

void settle_total(std::int64_t net, TillReceipt& receipt) {
    if (net < 0) receipt.tax = -std::abs(receipt.tax);
    if (!receipt.total && (is_open(receipt) || receipt.tenders.empty())) receipt.total = net;
    if (!receipt.total) {
        receipt.total = 0;
        for (const auto& tender : receipt.tenders) *receipt.total += tender.amount;
    }
    auto& total = *receipt.total;
    if (total != net && (total == -net || total == -(net + receipt.tax))) total = -total;
    receipt.tax_included = total != net + receipt.tax || total == net;
}

void settle_tenders(TillReceipt& receipt) {
    std::int64_t sum = 0, rounding = 0;
    for (const auto& tender : receipt.tenders) {
        sum += tender.amount;
        if (tender.type == TenderType::rounding) rounding += tender.amount;
    }
    const auto total = *receipt.total;
    if (sum == total) return;
    if (sum - 2 * rounding == total) {
        for (auto& tender : receipt.tenders) {
            if (tender.type == TenderType::rounding) tender.amount = -tender.amount;
        }
    } else if (sum == -total) {
        for (auto& tender : receipt.tenders) tender.amount = -tender.amount;
    } else if (receipt.voided || receipt.cancelled) {
        receipt.tenders.clear();  // nothing of it was kept
    }
}

}  // namespace

void settle_amounts(std::vector<PosLogItem> items, TillReceipt& receipt) {
    const auto reading = reading_of(items, receipt);
    const auto net = net_of(items, receipt, reading);
    for (auto& item : items) receipt.items.push_back(settled(std::move(item), receipt, reading));
    settle_total(net, receipt);
    settle_tenders(receipt);
}

}  // namespace aisle
