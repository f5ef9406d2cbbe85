// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/worn_disk.hpp"

#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "agent/store/schema.hpp"
#include "tests/fuzz/started_till.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace aisle {
namespace {

constexpr std::size_t page = page_bytes;
// The version of the schema, in the header of a file of SQLite's, most significant byte first.
constexpr std::size_t version_at = 60;

std::string path_of(std::string_view file) {
    return std::string(StartedTill::folder) + "/" + std::string(file);
}

std::string golden() {
    std::ifstream file(AISLE_SOURCE_DIR "/tests/golden/schema-1.db", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CHECK(bytes.size() % page == 0 && !bytes.empty(), "the golden database is there");
    return bytes;
}

// Started on it, and so many captured; with the log as it is, or copied back.
DiskImage after_captures(const DiskImage& image, int events, bool copied_back) {
    StartedTill till(image, 5);
    CHECK(till.start().has_value(), "a whole disk starts");
    for (int i = 0; i < events; ++i) {
        const Lane lane = i % 3 == 0 ? Lane::touch : Lane::ledger;
        const std::size_t size = i % 10 == 9 ? 5000 : 150;
        CHECK(till.capture(lane, size).has_value(), "a whole disk takes what comes");
    }
    if (copied_back) CHECK(till.opened().write->checkpoint(true).has_value(), "and keeps it");
    return till.image();
}

DiskImage make_disk(std::size_t kind) {
    DiskImage image{{path_of("journal-1.db"), golden()}};
    switch (kind) {
        case 1:
            return after_captures(image, 12, false);
        case 2:
            return after_captures(image, 90, true);
        case 3:
            image.begin()->second[version_at + 3] = 2;
            return after_captures(image, 3, false);
        default:
            return image;
    }
}

// ---- Damages ----

std::string& file_of(DiskImage& image, Script& script) {
    const auto nth = script.byte() % image.size();
    return std::next(image.begin(), static_cast<std::ptrdiff_t>(nth))->second;
}

// A place in it: a page, and a byte of the page.
std::size_t place_in(const std::string& file, Script& script) {
    const auto pages = std::max<std::size_t>(file.size() / page, 1);
    const auto first = script.byte() % pages * page;
    return std::min(first + script.number() % page, file.size());
}

void change_bytes(DiskImage& image, Script& script) {
    auto& file = file_of(image, script);
    const auto at = place_in(file, script);
    const auto bytes = script.text(1 + script.byte() % 8);
    put_bytes(file, at, bytes);
}

// One page over another; of the same file, or of another one.
void misplace_page(DiskImage& image, Script& script) {
    const auto& from = file_of(image, script);
    const auto source = place_in(from, script) / page * page;
    const std::string taken = from.substr(source, page);
    auto& to = file_of(image, script);
    put_bytes(to, place_in(to, script) / page * page, taken);
}

void lose_page(DiskImage& image, Script& script) {
    auto& file = file_of(image, script);
    const auto at = place_in(file, script) / page * page;
    put_bytes(file, at, std::string(page, static_cast<char>(script.byte())));
}

void rename_file(DiskImage& image, Script& script) {
    constexpr std::array<std::string_view, 8> names{
        "journal-1.db",         "journal-2.db",     "journal-7.db", "journal-1-schema2.db",
        "journal-1-schema3.db", "journal-1.db-wal", "current",      "journal-1-schema2-2.db"};
    auto& file = file_of(image, script);
    const auto name = path_of(names[script.byte() % names.size()]);
    const bool copied = script.byte() % 2 == 0;
    std::string bytes = copied ? file : std::exchange(file, {});
    image[name] = std::move(bytes);
}

void write_mark(DiskImage& image, Script& script) {
    const auto name = script.byte() % 2 == 0 ? "current" : "damaged";
    image[path_of(name)] = script.text(script.byte() % 32);
}

// What a row holds, changed behind the program's back; `which` chooses the damage.
void spoil_rows(Database& db, std::uint8_t which, std::int64_t row, std::int64_t value) {
    const auto run = [&](Statement statement) {
        static_cast<void>(statement.bind(row, value).run());
    };
    switch (which % 10) {
        case 0:
            return run(db.prepare("UPDATE OR IGNORE lane SET next = ?2 WHERE lane = ?1 & 1"));
        case 1:
            return run(db.prepare("UPDATE OR IGNORE lane SET first = ?2 WHERE lane = ?1 & 1"));
        case 2:
            return run(db.prepare("UPDATE OR IGNORE lane SET acked = ?2 WHERE lane = ?1 & 1"));
        case 3:
            return run(db.prepare("UPDATE OR IGNORE entry SET place = ?2 WHERE place = ?1"));
        case 4:
            return run(db.prepare("UPDATE entry SET id = zeroblob(?2 & 31) WHERE place = ?1"));
        case 5:
            return run(db.prepare("UPDATE entry SET event = zeroblob(?2 & 4095) WHERE place = ?1"));
        case 6:
            return run(db.prepare("DELETE FROM entry WHERE place BETWEEN ?1 AND ?2"));
        case 7:
            return run(db.prepare("UPDATE gap SET last = ?2 WHERE place = ?1 OR ?1 = 0"));
        case 8:
            return run(db.prepare("DELETE FROM setting WHERE ?1 = ?1 OR ?2 = ?2"));
        default:
            return run(db.prepare("DELETE FROM lane WHERE lane = ?1 & 1 AND ?2 = ?2"));
    }
}

void spoil_journal(DiskImage& image, Script& script) {
    CrashDisk disk(image);
    const CrashVfs vfs(disk);
    auto db = Database::open({.path = path_of("journal-1.db"), .vfs = vfs.name().c_str()});
    const auto which = script.byte();
    // A small number, in either lane; for the value also a great or a negative one.
    const auto row = std::int64_t{script.byte() % 64} | (std::int64_t{script.byte() % 2} << 60);
    const auto shift = script.byte() % 64;
    const auto value = static_cast<std::int64_t>(std::uint64_t{script.byte()} << shift);
    if (!db || !check_tables(*db)) return;
    spoil_rows(*db, which, row, value);
    image = disk.image();
}

}  // namespace

std::uint8_t Script::byte() {
    if (bytes_.empty()) return 0;
    const auto first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
}

std::size_t Script::number() {
    const std::size_t high = byte();
    return high * 256 + byte();
}

std::string Script::text(std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(byte());
    return text;
}

const DiskImage& disk_before_wear(std::size_t kind) {
    static const std::array<DiskImage, worn_disk_kinds> disks{make_disk(0), make_disk(1),
                                                              make_disk(2), make_disk(3)};
    return disks[kind];
}

void wear(DiskImage& image, Script& script) {
    switch (script.byte() % 8) {
        case 0:
            return change_bytes(image, script);
        case 1:
            return misplace_page(image, script);
        case 2:
            return lose_page(image, script);
        case 3: {
            auto& file = file_of(image, script);
            return file.resize(place_in(file, script));
        }
        case 4:
            return rename_file(image, script);
        case 5:
            return write_mark(image, script);
        case 6: {
            const auto nth = static_cast<std::ptrdiff_t>(script.byte() % image.size());
            if (image.size() > 1) image.erase(std::next(image.begin(), nth));
            return;
        }
        default:
            return spoil_journal(image, script);
    }
}

}  // namespace aisle
