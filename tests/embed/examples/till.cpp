// SPDX-License-Identifier: Apache-2.0
// A till in C++: opens the agent in its own process, signs a member up without waiting, looks at
// the status while the answer is on its way, and leaves.
#include <aisle/aisle.hpp>

#include <future>
#include <iostream>
#include <string>

namespace {

const std::string form =
    R"({"id":"form-1","phone":"13800138000","consents":[{"purpose":"membership","channel":"any",)"
    R"("decision":"given","notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
    std::string(64, 'a') + R"("}}]})";

// What the clerk's display would show.
void show(const std::string& line) {
    std::cerr << line << "\n";
}

bool sign_up(aisle::Agent& till) {
    std::promise<bool> saved;
    const int taken = till.capture_async(AISLE_MEMBER, form, [&saved](const aisle::Told& told) {
        show(told ? "welcome: " + std::string(told.json) : "refused: " + std::string(told.text));
        saved.set_value(bool(told));
    });
    if (taken != AISLE_ACCEPTED) return false;
    if (const auto status = till.status()) show("status: " + std::string(status.json()));
    return saved.get_future().get();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        show("usage: till CONFIGURATION STATE-FOLDER");
        return 2;
    }
    aisle::Options options;
    options.file(argv[1]).set("disk.directory", argv[2]);
    options.on_event([](const aisle::Event& event) {
        if (event.kind == AISLE_EVENT_FATAL) show("nothing is saved: " + std::string(event.name));
    });
    aisle::Answer why;
    auto till = aisle::Agent::open(options, why);
    if (!till) {
        show(std::string(why.text()));
        return 1;
    }
    const bool scanned = till->capture({"4006381333931", "", "lane1", ""}).fresh();
    const bool signed_up = sign_up(*till);
    const bool closed = till->close(5000) == AISLE_OK;
    return scanned && signed_up && closed ? 0 : 1;
}
