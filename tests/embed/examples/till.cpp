// SPDX-License-Identifier: Apache-2.0
// A till in C++: opens the agent in its own process, saves a sale without waiting, looks at the
// status while the answer is on its way, and leaves.
#include <aisle/aisle.hpp>

#include <future>
#include <iostream>
#include <string>

namespace {

const std::string sale =
    R"({"id":"pos1-1","workstation_id":"pos1","sequence_number":1,"currency":"CNY",)"
    R"("status":"completed","lines":[{"sequence":1,"type":"sale","item_id":"tea","quantity":"1",)"
    R"("actual_unit_price":1450,"extended_amount":1450}],)"
    R"("tenders":[{"type":"mobile_payment","amount":1450}],"totals":{"net":1450,"grand":1450}})";

// What the clerk's display would show.
void show(const std::string& line) {
    std::cerr << line << "\n";
}

bool sell(aisle::Agent& till) {
    std::promise<bool> saved;
    const int taken = till.capture_async(AISLE_PURCHASE, sale, [&saved](const aisle::Told& told) {
        show(told ? "sold: " + std::string(told.json) : "refused: " + std::string(told.text));
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
    const bool sold = sell(*till);
    const bool closed = till->close(5000) == AISLE_OK;
    return scanned && sold && closed ? 0 : 1;
}
