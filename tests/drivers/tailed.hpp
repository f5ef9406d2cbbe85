// SPDX-License-Identifier: Apache-2.0
// A till's journal files in a folder of the test's own, who reads them, and what was kept of it, as
// the database would.
#pragma once

#include "agent/base/limits.hpp"
#include "drivers/tail_reader.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

// Lines of which each is a receipt of its own.
inline std::string line_of(int number) {
    return R"({"no":)" + std::to_string(number) + R"(,"items":[{"name":"Tea","sum":1.00}]})" + "\n";
}

inline int number_of(const std::string& body) {
    constexpr std::string_view before = R"("sequence_number":)";
    const auto at = body.find(before);
    return at == std::string::npos ? 0 : std::atoi(body.c_str() + at + before.size());
}

inline JournalTemplate lines() {
    JournalTemplate form;
    form.name = "lines";
    form.format = JournalFormat::jsonl;
    form.currency = "EUR";
    form.columns = {{"number", "/no"}, {"items", "/items"}};
    form.item_columns = {{"name", "/name"}, {"amount", "/sum"}};
    return form;
}

inline JournalTemplate rows() {
    JournalTemplate form;
    form.name = "rows";
    form.columns = {{"number", "NO"}, {"name", "TEXT"}, {"amount", "SUM"}};
    form.currency = "EUR";
    return form;
}

class Tailed : public testing::Test {
protected:
    // As after a restart: what was not settled is forgotten.
    void open() {
        std::vector<KeptMark> kept;
        for (const auto& [file, mark] : book) kept.push_back(mark);
        reader.emplace(TailOptions{"journal", path, form, {"pos1", {"s1", "EUR", "DE", {}}}}, kept);
    }
    void write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder.path() / name, std::ios::binary | std::ios::app) << bytes;
        stamp(name);
    }
    // The disk's clock is not the test's.
    void stamp(const std::string& name) {
        wall += Seconds{1};
        const auto when = std::chrono::sys_time<Micros>(wall.time_since_epoch());
        const auto file_time = std::filesystem::file_time_type::clock::from_sys(when);
        std::filesystem::last_write_time(folder.path() / name, file_time);
    }
    void keep(const ReadRecord& record) {
        const bool back = record.before.position > record.after.position;
        EXPECT_TRUE(!back || may_go_back);
        if (record.before.file != record.after.file) book.erase(record.before.file);
        auto& kept = book[record.after.file];
        if (back || kept.mark.position <= record.after.position) kept.mark = record.after;
        kept.at = record.changed;
        if (record.record.trouble.empty()) {
            told.push_back(number_of(record.record.body));
        } else {
            refused.push_back(record.record.trouble);
        }
        last = record;
    }
    // Reads until there is nothing more; how many records that gave.
    std::size_t read(std::size_t saved_a_step = 1000) {
        std::size_t count = 0;
        bool waited = false;
        for (int steps = 0; steps < 10'000; ++steps) {
            if (!reader) open();
            auto step = reader->step(now, wall);
            trouble = step.trouble;
            const auto saved = std::min(saved_a_step, step.records.size());
            for (std::size_t i = 0; i < saved; ++i) keep(step.records[i]);
            count += saved;
            reader->settle(saved);
            if (step.more || !step.records.empty()) continue;
            if (std::exchange(waited, true)) return count;
            now += tail_arrival;
        }
        ADD_FAILURE() << "it does not come to an end";
        return count;
    }
    void open_steps(int steps) {
        for (; steps > 0; --steps) {
            const auto step = reader->step(now, wall);
            for (const auto& record : step.records) keep(record);
            reader->settle(step.records.size());
        }
    }
    // And all that silence lets be told: of one renamed file after the other.
    std::size_t read_in_silence() {
        std::size_t count = read();
        for (int files = 0; files < 100; ++files) {
            now += tail_quiet;
            count += read();
        }
        return count;
    }
    static std::vector<int> wanted(int from, int to) {
        std::vector<int> numbers;
        for (int i = from; i <= to; ++i) numbers.push_back(i);
        return numbers;
    }

    ScratchFolder folder;
    std::string path = folder.file("journal");
    JournalTemplate form = lines();
    MonoTime now{Seconds{100}};
    WallTime wall{Seconds{1'780'000'000}};
    std::map<std::string, KeptMark> book;
    std::optional<TailReader> reader;
    std::vector<int> told;
    std::vector<std::string> refused;
    std::optional<ReadRecord> last;
    std::string trouble;
    bool may_go_back = false;  // a file is read again
};

}  // namespace aisle
