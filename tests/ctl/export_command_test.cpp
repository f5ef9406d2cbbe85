// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/export_command.hpp"

#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/files.hpp"
#include "agent/base/long_file.hpp"
#include "sync/parcel.hpp"
#include "tests/ctl/recorded_console.hpp"
#include "tests/support/json_of.hpp"
#include "tests/sync/journal_bench.hpp"

#include <sys/resource.h>

#include <csignal>

namespace aisle {
namespace {

class ExportCommand : public testing::Test {
protected:
    ExportCommand() {
        wish.file = stick.file("parcel");
        wish.folder = bench.folder.path().string();
        wish.seal_key_file = keys.write("central.pem", to_pem(public_of(key)));
    }
    Exit run() { return export_backlog(recorded.console(), wish, bench.dice, bench.clock.wall()); }
    bool says(const std::string& words) const {
        return (recorded.results() + recorded.messages()).find(words) != std::string::npos;
    }
    // Events, or -1 when it cannot be read.
    std::int64_t events_in(const std::string& path, const SealPrivateKey* with) {
        auto file = OldFile::open(path);
        if (!file) return -1;
        auto reader = ParcelReader::begin([&](std::size_t n) { return file->read(n); }, with);
        while (reader) {
            const auto piece = reader->next();
            if (!piece || !*piece) return -1;
            if ((*piece)->kind != ParcelPiece::Kind::end) continue;
            return static_cast<std::int64_t>(decode_parcel_count((*piece)->bytes)->events);
        }
        return -1;
    }

    JournalBench bench{1, "journal-1.db"};
    ScratchFolder stick;
    ScratchFolder keys;
    SealPrivateKey key = make_seal_key(bench.dice);
    RecordedConsole recorded;
    ExportWish wish;
};

TEST_F(ExportCommand, WhatWaitsIsSealedToCentralAndToNobodyElse) {
    bench.append(Lane::ledger, true);
    bench.append(Lane::touch, 2);
    EXPECT_EQ(run(), Exit::fine) << recorded.messages();
    EXPECT_TRUE(says("3 events of s0042-pos1")) << recorded.results();
    EXPECT_TRUE(says("sealed to the key " + key_id(public_of(key))));
    EXPECT_EQ(events_in(wish.file, &key), 3);
    EXPECT_EQ(events_in(wish.file, nullptr), -1);
    EXPECT_EQ(read_whole(wish.file).find("example.org"), std::string::npos);
}

TEST_F(ExportCommand, WithoutAKeyItIsRefusedUnlessOneAsksForIt) {
    bench.append(Lane::ledger, true);
    wish.seal_key_file.clear();
    EXPECT_EQ(run(), Exit::failed);
    EXPECT_TRUE(says("seal_key_file")) << recorded.messages();
    EXPECT_FALSE(std::filesystem::exists(wish.file));
    wish.unsealed = true;
    EXPECT_EQ(run(), Exit::fine);
    EXPECT_TRUE(says("whoever has the file can read it"));
    EXPECT_EQ(events_in(wish.file, nullptr), 1);
}

TEST_F(ExportCommand, AKeyThatIsNoneIsRefusedBeforeAnythingIsWritten) {
    bench.append(Lane::ledger, 1);
    wish.seal_key_file = keys.write("central.pem", to_pem(key));
    EXPECT_EQ(run(), Exit::failed);
    EXPECT_TRUE(says("central.pem: this is not the public key"));
    wish.seal_key_file = keys.file("no");
    EXPECT_EQ(run(), Exit::failed);
    EXPECT_TRUE(std::filesystem::is_empty(stick.path()));
}

TEST_F(ExportCommand, NothingWaitsIsSaidAndMakesNoFile) {
    bench.append(Lane::ledger, 2);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 2));
    EXPECT_EQ(run(), Exit::fine);
    EXPECT_TRUE(says("nothing waits"));
    EXPECT_TRUE(std::filesystem::is_empty(stick.path()));
}

TEST_F(ExportCommand, AFullStickIsSaidAndKeepsNoHalf) {
    bench.append(Lane::ledger, 400);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto quiet = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{8192, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto code = run();
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, quiet);
    EXPECT_EQ(code, Exit::failed);
    EXPECT_TRUE(says("the medium is full")) << recorded.messages();
    EXPECT_TRUE(std::filesystem::is_empty(stick.path()));
}

TEST_F(ExportCommand, AFileThatIsThereIsNotOverwritten) {
    bench.append(Lane::ledger, 1);
    stick.write("parcel", "of another till");
    EXPECT_EQ(run(), Exit::failed);
    EXPECT_TRUE(says("is there already"));
    EXPECT_EQ(read_whole(wish.file), "of another till");
}

TEST_F(ExportCommand, AsJsonItIsOneObjectAndDamageIsDegraded) {
    bench.append(Lane::touch, 5);
    bench.lose_row(Lane::touch, 2);
    wish.as_json = true;
    EXPECT_EQ(run(), Exit::degraded);
    const Json& json = json_of(recorded.results());
    EXPECT_EQ(json.find("events")->integer(), 4);
    EXPECT_EQ(json.find("holes")->integer(), 1);
    EXPECT_EQ(json.find("lanes")->find("touch")->find("last")->integer(), 5);
    EXPECT_EQ(json.find("sealed_to")->string(), key_id(public_of(key)));
}

TEST_F(ExportCommand, ACopyOfAStateFolderServesAsWell) {
    bench.append(Lane::ledger, 3);
    ASSERT_TRUE(bench.write->checkpoint(true));
    const ScratchFolder copy;
    std::filesystem::copy_file(bench.path, copy.file("journal-1.db"));
    wish.folder = copy.path().string();
    EXPECT_EQ(run(), Exit::fine) << recorded.messages();
    EXPECT_EQ(events_in(wish.file, &key), 3);
}

TEST_F(ExportCommand, AJournalBesideTheCurrentOneIsNamed) {
    bench.append(Lane::ledger, 1);
    std::filesystem::copy_file(bench.path, bench.folder.file("journal-1-kept.db"));
    EXPECT_EQ(run(), Exit::fine) << recorded.messages();
    EXPECT_TRUE(says("journal-1-kept.db is there too"));
}

TEST_F(ExportCommand, AFolderWithoutAJournalIsAFailure) {
    const ScratchFolder empty;
    wish.folder = empty.path().string();
    EXPECT_EQ(run(), Exit::failed);
}

}  // namespace
}  // namespace aisle
