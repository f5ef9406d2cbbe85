// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/device_block.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace aisle {
namespace {

const std::string minimal = R"(# ours
[identity]
tenant = "demo"
device = "pos1"
store = "s1"

[store]
utc_offset = "+08:00"
currency = "CNY"

[broker]
urls = ["mqtts://broker.example.com"]

[[printer]]
name = "slips"
kind = "file"
path = "/dev/usb/lp0"

[[device]]
name = "lane1"
kind = "serial"
path = "/dev/ttyACM0"
)";

DeviceConfig scanner() {
    DeviceConfig device;
    device.name = "lane2";
    device.kind = DeviceKind::evdev;
    device.path = "/dev/input/by-id/usb-Acme-event-kbd";
    device.layout = "de";
    device.prefix = "\x02\"";
    device.gs_key = 66;
    device.idle = Millis(250);
    return device;
}

class Addition : public testing::Test {
protected:
    Result<std::string> add(const DeviceConfig& device) {
        TRY(const auto addition, DeviceAddition::prepare(file(), environment, device));
        return addition.write();
    }
    std::string file() const { return folder.file("aisle.toml"); }
    std::string refusal(const DeviceConfig& device) {
        const auto before = read_whole(file());
        const auto done = add(device);
        EXPECT_FALSE(done);
        EXPECT_EQ(read_whole(file()), before);
        EXPECT_FALSE(std::filesystem::exists(file() + ".bak"));
        EXPECT_FALSE(std::filesystem::exists(file() + ".new"));
        return done ? "" : done.error().what();
    }

    ScratchFolder folder;
    std::vector<std::string> environment;
};

TEST(DeviceBlock, HasOnlyWhatIsNotAsUsual) {
    EXPECT_EQ(device_block(scanner()),
              "[[device]]\nname = \"lane2\"\nkind = \"evdev\"\n"
              "path = \"/dev/input/by-id/usb-Acme-event-kbd\"\nprefix = \"\\u0002\\\"\"\n"
              "idle = \"250ms\"\nlayout = \"de\"\ngs_key = 66\n");
}

TEST_F(Addition, IsWrittenBehindWhatStandsThere) {
    folder.write("aisle.toml", minimal);
    const auto kept = add(scanner());
    ASSERT_TRUE(kept) << kept.error().what();
    EXPECT_EQ(read_whole(file()), minimal + "\n" + device_block(scanner()));
    EXPECT_EQ(read_whole(*kept), minimal);
    const auto read = parse_config(read_whole(file()), "f");
    ASSERT_TRUE(read.problems.empty());
    EXPECT_EQ(read.config.devices.back(), scanner());
}

TEST_F(Addition, EndsALastLineThatHasNoEnd) {
    folder.write("aisle.toml", minimal + "decode_data = false");
    ASSERT_TRUE(add(scanner()));
    EXPECT_EQ(parse_config(read_whole(file()), "f").config.devices.size(), 2U);
}

TEST_F(Addition, KeepsModeAndLink) {
    folder.write("real.toml", minimal);
    ASSERT_EQ(::chmod(folder.file("real.toml").c_str(), 0640), 0);
    std::filesystem::create_symlink("real.toml", file());
    ASSERT_TRUE(add(scanner()));
    EXPECT_TRUE(std::filesystem::is_symlink(file()));
    struct stat found {};
    ASSERT_EQ(::stat(folder.file("real.toml").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0640U);
    ASSERT_EQ(::stat(folder.file("real.toml.bak").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0640U);
}

TEST_F(Addition, RefusesANameOrAPathThatIsTaken) {
    folder.write("aisle.toml", minimal);
    auto device = scanner();
    for (const std::string name : {"lane1", "slips"}) {
        device.name = name;
        EXPECT_NE(refusal(device).find("choose another --name"), std::string::npos);
    }
    device = scanner();
    device.path = "/dev/ttyACM0";
    EXPECT_NE(refusal(device).find("lane1"), std::string::npos);
}

TEST_F(Addition, RefusesWhatTheDaemonWouldRefuse) {
    folder.write("aisle.toml", minimal);
    auto device = scanner();
    device.name = "Lane 2";
    EXPECT_NE(refusal(device).find("device[1].name"), std::string::npos);
    device = scanner();
    device.gs_key = 28;
    EXPECT_NE(refusal(device).find("gs_key"), std::string::npos);
}

TEST_F(Addition, AddsNothingToAConfigurationWithMistakes) {
    folder.write("aisle.toml", minimal + "[brokr]\n");
    EXPECT_NE(refusal(scanner()).find("aisle config check"), std::string::npos);
}

TEST_F(Addition, AddsNothingWhereItWouldNotBeReadAsADevice) {
    folder.write("aisle.toml", "device = []\n" + minimal.substr(0, minimal.find("[[printer]]")));
    EXPECT_NE(refusal(scanner()), "");
}

TEST_F(Addition, SeesThatTheFileWasChangedMeanwhile) {
    folder.write("aisle.toml", minimal);
    const auto addition = DeviceAddition::prepare(file(), {}, scanner());
    ASSERT_TRUE(addition);
    folder.write("aisle.toml", minimal + "# mine\n");
    EXPECT_FALSE(addition->write());
    EXPECT_EQ(read_whole(file()), minimal + "# mine\n");
}

TEST_F(Addition, MakesAFileWhereTheEnvironmentSaysTheRest) {
    environment = {"AISLE__IDENTITY__TENANT=t",  "AISLE__IDENTITY__DEVICE=p",
                   "AISLE__IDENTITY__STORE=s",   "AISLE__STORE__UTC_OFFSET=+08:00",
                   "AISLE__STORE__CURRENCY=CNY", "AISLE__BROKER__URLS=mqtts://broker.example.com"};
    const auto kept = add(scanner());
    ASSERT_TRUE(kept) << kept.error().what();
    EXPECT_EQ(*kept, "");
    EXPECT_EQ(read_whole(file()), device_block(scanner()));
}

TEST_F(Addition, LeavesTheFileAsItWasWhereItCannotBeReplaced) {
    folder.write("aisle.toml", minimal);
    // What is in the way of the new file.
    std::filesystem::create_directory(file() + ".new");
    EXPECT_FALSE(add(scanner()));
    EXPECT_EQ(read_whole(file()), minimal);
}

}  // namespace
}  // namespace aisle
