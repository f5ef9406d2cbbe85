// SPDX-License-Identifier: Apache-2.0
// The agent, put together: the engine with its shells, HTTP, devices, the link and the timers.
// Reads like a parts list; what the parts do is theirs. One io thread thinks; the store, the
// counter and the link only post to it.
#pragma once

#include "agent/api/http_server.hpp"
#include "agent/api/live.hpp"
#include "agent/api/router.hpp"
#include "agent/api/routes.hpp"
#include "agent/api/staff_routes.hpp"
#include "agent/app/engine.hpp"
#include "agent/app/folder_lock.hpp"
#include "agent/app/happening.hpp"
#include "agent/app/journals.hpp"
#include "agent/app/peripherals.hpp"
#include "agent/app/printers.hpp"
#include "agent/app/tap_desk.hpp"
#include "agent/app/vigil.hpp"
#include "drivers/capture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace aisle {

// What the agent needs of the world. All of it outlives the agent.
struct World {
    boost::asio::io_context& io;
    const Clock& clock;
    Entropy& entropy;
    Files& files;
    Metrics& metrics;
    Log log;
};

class Agent {
public:
    // Opens the journal, whatever state it is in. Errors: another program has the state folder, it
    // cannot be written, an address cannot be bound.
    static Result<std::unique_ptr<Agent>> open(Config config, World world);
    // What is under way to the store speaks of the desks above it.
    ~Agent() {
        if (engine_) engine_->stop();
    }

    // Capture is ready when this returns; central is called behind it.
    Result<void> start();
    // Stops accepting, drains the drivers, drains the store, leaves the broker, joins. Calls `gone`
    // when all is done.
    void stop(Function<void()> gone);
    // Called once if the program has to end by itself: the disk failed, the journal is damaged.
    void on_fatal(Function<void(std::string)> told) { fatal_ = std::move(told); }
    // For a program that holds the agent in itself.
    void on_happening(Function<void(const Happening&)> told) { happened_ = std::move(told); }
    // A question of the local interface from inside the process. The request is the caller's again
    // when this returns.
    void ask(Request& request, Respond respond) { router_.route(request, std::move(respond)); }

    // Over the threads of this agent but the io thread; for as long as the agent lives.
    Vigil vigil();
    // "offline", "connecting", "greeting", "streaming"
    std::string_view central() const { return to_string(engine_->runner().view().state); }

    Desk& desk() { return engine_->desk(); }
    OutlookDesk& outlook() { return engine_->outlook(); }
    std::uint16_t port() const { return http_.port(); }

    // For open().
    Agent(const Config& config, World world, HttpOptions http);

private:
    Result<void> open_engine(Config config);
    EngineEvents engine_events();
    void tell(const Happening& happening);
    TemplateFiles template_files(const Config& config);
    void start_devices();
    CaptureEvents device_events();
    // In a Function, whose memory is wiped; Asio keeps that of its handlers.
    void on_owner(Function<void()> task) { boost::asio::post(world_.io, std::move(task)); }
    void register_peripherals();
    // True when central was told.
    bool peripheral_changed(const std::string& name, const std::string& trouble,
                            std::string_view condition);
    void scan_lost(const std::string& device);
    void tap_changed(const std::string& name, const TapState& state);
    void read_templates();
    void open_journals(const Config& config);
    void start_journals();
    void await_papers();
    void printer_changed(std::size_t printer, const PrinterState& state);
    void ask_devices(DevicesReply reply);
    void wake_at(MonoTime at);
    void keep_house_in(Micros wait);
    // In place of what that timer was to call before; nothing once the agent stops.
    void call_in(boost::asio::steady_timer& timer, Micros wait, Function<void()> call);

    World world_;
    FolderLock lock_;  // let go of last
    Live live_;
    std::unique_ptr<Link> link_;
    std::unique_ptr<Engine> engine_;
    Router router_;
    std::unique_ptr<Routes> routes_;
    std::unique_ptr<TapDesk> tap_desk_;
    std::unique_ptr<Journals> journals_;
    std::unique_ptr<Printers> printers_;
    Peripherals peripherals_;
    HttpServer http_;
    Capture capture_;
    boost::asio::steady_timer session_timer_;
    boost::asio::steady_timer house_timer_;
    boost::asio::steady_timer paper_timer_;
    Function<void(std::string)> fatal_;
    Function<void(const Happening&)> happened_;
    bool journals_owed_ = false;
    bool stopping_ = false;
};

}  // namespace aisle
