// SPDX-License-Identifier: Apache-2.0
// Words for tests that read a till's journal.
#pragma once

#include "tests/agent/domain/body.hpp"
#include "tests/agent/domain/dialect/replay.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace aisle {

inline std::string example(const std::string& name) {
    std::ifstream file(AISLE_SOURCE_DIR "/config/examples/journals/" + name, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

inline JournalTemplate form_of(const std::string& json) {
    auto form = parse_journal_template(json_of(json));
    EXPECT_TRUE(form) << form.error().code() << " at " << form.error().place() << ": "
                      << form.error().what();
    return form ? *form : JournalTemplate{};
}

inline ReceiptPlace shop() {
    ReceiptPlace place;
    place.workstation = "pos1";
    place.store = store_in_china();
    place.store.currency = "EUR";
    return place;
}

// A journal in the words of a template.
class Journal {
public:
    explicit Journal(const std::string& form) : form_(form_of(form)) {}

    // All records, after every other way of reading has told the same.
    JournalRecords records(const std::string& bytes) const {
        const Replay replay(form_, place_, bytes, ManualClock::morning);
        EXPECT_EQ(replay.complaint(1), "");
        return replay.at_once();
    }

    // The purchase of one that has a body.
    Purchase purchase(const JournalRecord& record) const {
        EXPECT_EQ(record.trouble, "");
        if (record.body.empty()) return {};
        auto purchase = parse_purchase(json_of(record.body), place_.store, ManualClock::morning);
        EXPECT_TRUE(purchase) << record.body;
        return purchase ? *purchase : Purchase{};
    }
    Purchase only_purchase(const std::string& bytes) const {
        const auto told = records(bytes);
        EXPECT_EQ(told.size(), 1U);
        return told.empty() ? Purchase{} : purchase(told.front());
    }
    std::string only_trouble(const std::string& bytes) const {
        const auto told = records(bytes);
        EXPECT_EQ(told.size(), 1U);
        return told.empty() ? "" : told.front().trouble;
    }
    // The troubles in their order; of a record that has a body its receipt's number.
    std::vector<std::string> outline(const std::string& bytes) const {
        std::vector<std::string> outline;
        for (const auto& record : records(bytes)) {
            outline.push_back(record.body.empty()
                                  ? record.trouble
                                  : std::to_string(purchase(record).receipt.sequence_number));
        }
        return outline;
    }

    const JournalTemplate& form() const { return form_; }
    ReceiptPlace& place() { return place_; }

private:
    JournalTemplate form_;
    ReceiptPlace place_ = shop();
};

}  // namespace aisle
