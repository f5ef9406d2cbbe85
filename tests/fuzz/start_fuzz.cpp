// SPDX-License-Identifier: Apache-2.0
// A start on a damaged disk: byte 0 chooses the disk, the others what happens to it
// (worn_disk.hpp), with starts in between. Whatever it is: the till starts; what could be read
// before can be read after, and a newer program's file is left as it was; captures work, or the
// damage they meet is marked and they work after the next start; and what was saved then is there
// after another one.
#include "agent/base/check.hpp"
#include "tests/fuzz/started_till.hpp"
#include "tests/fuzz/worn_disk.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

namespace aisle {
namespace {

// What one input can be about; each costs a start or two.
constexpr int damages_max = 12;
constexpr int starts_max = 3;

class Shop {
public:
    explicit Shop(DiskImage disk) : disk_(std::move(disk)) {}

    void damage(Script& script) { wear(disk_, script); }

    void open_and_close() {
        if (start_and_capture()) return;
        // Damage that showed itself while the till ran: it ends, and is started again.
        CHECK(start_and_capture(), "after a second start all is well");
    }

private:
    static std::string path_of(const std::string& file) {
        return std::string(StartedTill::folder) + "/" + file;
    }
    std::string bytes_of(const DiskImage& disk, const std::string& file) const {
        const auto found = disk.find(path_of(file));
        return found == disk.end() ? "" : found->second;
    }

    // False when the damage is such that it has to be started again.
    bool start_and_capture() {
        const auto current = current_of(disk_);
        const auto readable = events_in(disk_, current);
        StartedTill till(disk_, ++seed_);
        const auto started = till.start();
        CHECK(started.has_value(), started ? "" : started.error().what().c_str());
        const auto& file = till.opened().file;
        const bool beside = file.find("-schema") != file.npos;
        if (beside) {
            CHECK(bytes_of(till.image(), current) == bytes_of(disk_, current), "left untouched");
        } else if (file != current) {
            expect_all(readable, events_in(*till.opened().read), "readable is carried over");
        }
        EventIds captured;
        const bool works = capture_and_look(till, captured);
        // Not twice: what was salvaged is a file that nobody has damaged.
        CHECK(works || file == current || beside, "a fresh file works");
        till.end();
        disk_ = till.image();
        if (works) start_again(till, captured);
        return works;
    }

    std::string current_of(const DiskImage& disk) const {
        CrashDisk copy(disk);
        CrashFiles files(copy);
        const auto current = current_journal(StartedTill::folder, files);
        CHECK(current.has_value(), "there is always a name");
        return *current;
    }

    static void expect_all(const EventIds& wanted, const EventIds& had, const char* why) {
        CHECK(std::includes(had.begin(), had.end(), wanted.begin(), wanted.end()), why);
    }

    bool capture_and_look(StartedTill& till, EventIds& captured) {
        for (const Lane lane : both_lanes) {
            const auto id = till.capture(lane, 300);
            if (!id) return false;
            captured.insert(*id);
        }
        return till.looks_whole();
    }

    // What was saved in a journal that is whole is there when it is opened again.
    void start_again(StartedTill& till, const EventIds& captured) {
        const auto saved = events_in(*till.opened().read);
        expect_all(captured, saved, "captured is saved");
        StartedTill again(disk_, ++seed_);
        CHECK(again.start().has_value(), "it starts again");
        expect_all(saved, events_in(*again.opened().read), "saved is saved");
        again.live_on();
    }

    DiskImage disk_;
    std::uint64_t seed_ = 100;
};

void run(std::span<const std::uint8_t> bytes) {
    Script script(bytes);
    Shop shop(disk_before_wear(script.byte() % worn_disk_kinds));
    int starts = 1;
    for (int i = 0; i < damages_max && !script.over(); ++i) {
        if (script.byte() % 16 == 15 && starts < starts_max) {
            shop.open_and_close();
            ++starts;
        } else {
            shop.damage(script);
        }
    }
    shop.open_and_close();
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({bytes, size});
    return 0;
}
