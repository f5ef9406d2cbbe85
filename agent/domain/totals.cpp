// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/totals.hpp"

#include "agent/base/money.hpp"

namespace aisle {
namespace {

// Sums that remember the first overflow.
class Sum {
public:
    void add(std::int64_t amount) {
        if (!sum_) return;
        sum_ = checked_add(*sum_, amount);
    }
    const Result<std::int64_t>& value() const { return sum_; }

private:
    Result<std::int64_t> sum_{std::int64_t{0}};
};

}  // namespace

Result<Totals> add_up(std::span<const PurchaseLine> lines, bool tax_included,
                      const StatedTotals& stated) {
    Sum net;
    Sum tax;
    Sum modified;
    bool has_tax_lines = false;
    for (const auto& line : lines) {
        if (line.is_void) continue;
        const bool is_tax = line.type == LineType::tax;
        (is_tax ? tax : net).add(line.extended_amount);
        has_tax_lines = has_tax_lines || is_tax;
        if (!line.is_item() && !is_tax) modified.add(line.extended_amount);
        for (const auto& modifier : line.modifiers) modified.add(modifier.amount);
    }
    Totals totals;
    TRY(totals.net, net.value());
    TRY(totals.tax, tax.value());
    if (!has_tax_lines) totals.tax = stated.tax.value_or(0);
    TRY(const auto change, modified.value());
    TRY(totals.discount, checked_subtract(0, change));
    TRY(totals.gross, checked_add(totals.net, totals.discount));
    TRY(totals.grand, checked_add(totals.net, tax_included ? 0 : totals.tax));
    return totals;
}

StatedTotals read_totals(Fields& fields) {
    fields.only({"gross", "discount", "net", "tax", "grand"});
    StatedTotals stated;
    stated.gross = fields.integer_if("gross", amount_range);
    stated.discount = fields.integer_if("discount", amount_range);
    stated.net = fields.integer("net", amount_range);
    stated.tax = fields.integer_if("tax", amount_range);
    stated.grand = fields.integer("grand", amount_range);
    return stated;
}

Result<void> compare_totals(const StatedTotals& stated, const Totals& computed,
                            const std::string& pointer) {
    struct Comparison {
        std::string_view name;
        std::optional<std::int64_t> said;
        std::int64_t sum;
    };
    for (const auto& [name, said, sum] :
         {Comparison{"net", stated.net, computed.net}, Comparison{"tax", stated.tax, computed.tax},
          Comparison{"discount", stated.discount, computed.discount},
          Comparison{"gross", stated.gross, computed.gross},
          Comparison{"grand", stated.grand, computed.grand}}) {
        if (!said || *said == sum) continue;
        return Error(Errc::invalid, std::string(name) + " is " + std::to_string(*said) +
                                        ", and the lines make " + std::to_string(sum))
            .coded("totals_disagree")
            .placed(pointer + "/" + std::string(name));
    }
    return {};
}

void write_totals(JsonWriter& json, const Totals& totals) {
    json.begin_object()
        .member("gross", totals.gross)
        .member("discount", totals.discount)
        .member("net", totals.net)
        .member("tax", totals.tax)
        .member("grand", totals.grand)
        .end_object();
}

}  // namespace aisle
