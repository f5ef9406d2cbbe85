// SPDX-License-Identifier: Apache-2.0
// Listens to one scanner whose settings are not known yet: what comes between two silences is one
// arrival, as it came. The sources are the agent's own, so whatever keeps the agent from reading a
// device is met and told here too. One thread, which waits in listen().
#pragma once

#include "agent/base/time.hpp"
#include "agent/domain/scanner_setup.hpp"
#include "drivers/byte_source.hpp"
#include "drivers/hid_pos_decoder.hpp"

#include <boost/asio/io_context.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

using SourceMaker = std::function<std::unique_ptr<ByteSource>(boost::asio::io_context&)>;

struct EarOptions {
    ScannerLine line = ScannerLine::serial;
    std::string place;  // a path; of tcp host:port
    unsigned speed = 9600;
    SourceMaker source{};  // in tests: what stands for a device that is not there
};

class ScannerEar {
public:
    ScannerEar(EarOptions options, const Clock& clock);
    ~ScannerEar();
    ScannerEar(const ScannerEar&) = delete;
    ScannerEar& operator=(const ScannerEar&) = delete;

    // Errors: invalid, not_found, denied, unavailable (another program has it), timeout.
    Result<void> open(Millis patience);
    // What came unasked for is forgotten.
    void drain();
    // Errors: timeout, nothing came; others: it was unplugged.
    Result<Arrived> listen(Millis patience);

private:
    struct Piece {
        std::string bytes;
        MonoTime at;
    };

    Result<void> make_source();
    void read();
    void take(std::string_view bytes);
    // Waits for the next piece or the end of the line; false when the time is up.
    bool wait(MonoTime until);
    Arrived gather() const;

    EarOptions options_;
    const Clock& clock_;
    boost::asio::io_context io_;
    std::shared_ptr<HidPosLayout> layout_;
    std::unique_ptr<HidPosDecoder> reports_;
    std::unique_ptr<ByteSource> source_;
    std::array<char, 4096> buffer_{};
    std::vector<Piece> pieces_;
    std::size_t bytes_ = 0;
    std::optional<Error> broken_;
};

}  // namespace aisle
