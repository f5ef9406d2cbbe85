// SPDX-License-Identifier: Apache-2.0
// One register: the real books and desks of rights over a real journal, the real runner over a wire
// that the chain of stores carries, and the till that stands on it. Its process is killed, its disk
// put back or copied, its clocks go wrong.
#pragma once

#include "agent/books/giving.hpp"
#include "sync/runner.hpp"
#include "tests/rights/truth.hpp"
#include "tests/sync/journal_bench.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

// Planted, so that the checker has something to find.
struct RegisterPlants {
    bool forgets_spending = false;  // a start takes leases for unspent
};

struct RegisterParts {
    std::string name;
    std::uint64_t seed = 1;
    Truth& truth;
    RegisterPlants plants;
};

// A sale at the till, with the coupon that was shown in it.
struct Sale {
    std::string pos_ref;
    std::string code;
    bool waiting = false;      // for an answer; a till asks one thing at a time
    std::string redemption{};  // once it was granted
    std::string closed_as{};   // what the till wants to close it with, when it has tried to
};

class Register final : public Link {
public:
    Register(RegisterParts parts, ImageNumber image);
    ~Register() override;

    const std::string& name() const { return parts_.name; }

    // ---- Its process ----

    void start(WallTime now);
    void kill();
    bool runs() const { return process_ != nullptr; }
    // Time goes on; `synced`: its wall clock is that of the world.
    void pass(Micros by, WallTime now);
    void set_wall(WallTime to);
    void set_synced(bool synced) { synced_ = synced; }
    // When its runner wants to be woken next, from now.
    Micros until_woken() const;

    // ---- Its till ----

    void present(const std::string& code);
    // The oldest sale, or the till asks again about it.
    void go_on(bool redeem, std::int64_t amount);
    // The last sale was closed, and the till says otherwise.
    void change_mind(std::int64_t amount);
    void reverse_one();
    bool has_sales() const { return !sales_.empty(); }
    void report();
    // What went wrong at the till, in words.
    std::vector<std::string> take_wrong() { return std::exchange(wrong_, {}); }

    // ---- Its wire ----

    void open(const LinkTarget&, LinkEvents&) override;
    void close() override;
    void subscribe(std::vector<std::string> filters) override;
    void publish(Outgoing message) override;
    bool wants_wire() const { return opening_; }
    bool connected() const { return connected_; }
    void plug_in();
    void lose_wire(LinkLoss loss);
    void hear(const std::string& topic, const std::string& payload);
    void told(std::uint64_t token);
    bool drained() const;
    std::deque<Outgoing> up;
    std::deque<std::pair<std::string, std::string>> down;

    // ---- Its disk ----

    // Writes its file, as it is, to there; what it holds is noted.
    void save_image(const std::string& file);
    bool has_image() const { return saved_.has_value(); }
    // Begins a life of that image's, as `image`.
    void lay_down(const std::string& file, const Register& of, ImageNumber image);

private:
    struct Process;
    struct Holding {
        std::vector<Lease> leases;
        std::vector<std::pair<CouponRef, std::int64_t>> rights;
    };
    void settle();
    void let_go();
    void note_grants(const Command& command);
    Holding holding();
    void ask(Sale& sale);
    void answered(const std::string& pos_ref, const Result<std::string>& text);

    RegisterParts parts_;
    ImageNumber image_;
    JournalBench bench_;
    std::unique_ptr<Process> process_;
    std::optional<Holding> saved_;
    std::deque<Sale> sales_;
    std::deque<Sale> closed_;
    std::vector<std::string> wrong_;
    int sale_number_ = 0;
    bool synced_ = true;
    bool opening_ = false;
    bool connected_ = false;
    bool harmed_ = false;  // its disk was put back: sales may be unknown to it
};

}  // namespace aisle
