// SPDX-License-Identifier: Apache-2.0
#include "agent/api/http_server.hpp"

#include "tests/agent/api/http_caller.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <future>

namespace aisle {
namespace {

class Folder {
public:
    Folder() {
        std::string name = testing::TempDir() + "aisle-http-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

HttpOptions on_socket(const std::string& path) {
    auto options = ServedRouter::any_port();
    options.socket_path = path;
    return options;
}

void leave_a_stale_socket(const std::string& path) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
}

TEST(HttpServer, ListensOnAPortAndOnASocketForItsGroup) {
    const Folder folder;
    const std::string path = folder / "api.sock";
    ServedRouter served(on_socket(path));
    ASSERT_TRUE(served.opened) << served.opened.error().what();
    struct stat found {};
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0660U);
    Caller local(path);
    local.send("GET /nothing HTTP/1.1\r\n\r\n");
    EXPECT_EQ(status_of(local.answer()), 404);
    Caller network(served.server.port());
    network.send(served.get("/nothing"));
    EXPECT_EQ(status_of(network.answer()), 404);
}

// Of requests on one connection as well, after another.
TEST(HttpServer, TellsTheRouterByWhichDoorARequestCame) {
    const Folder folder;
    const std::string path = folder / "api.sock";
    ServedRouter served(on_socket(path));
    ASSERT_TRUE(served.opened) << served.opened.error().what();
    served.on_thread([&served] {
        served.router.add("GET", "/open", [](const Request&, Respond respond) { respond({}); });
        served.router.guard([](const Request& request, std::string_view,
                               std::string_view) -> std::optional<Response> {
            if (request.door != Door::network) return std::nullopt;
            Response refused;
            refused.status = 403;
            return refused;
        });
    });
    Caller local(path);
    Caller network(served.server.port());
    for (int again = 0; again < 2; ++again) {
        local.send("GET /open HTTP/1.1\r\n\r\n");
        EXPECT_EQ(status_of(local.answer()), 200);
        network.send(served.get("/open"));
        EXPECT_EQ(status_of(network.answer()), 403);
    }
}

TEST(HttpServer, ReplacesASocketThatNobodyAnswersOn) {
    const Folder folder;
    const std::string path = folder / "api.sock";
    leave_a_stale_socket(path);
    {
        ServedRouter served(on_socket(path));
        ASSERT_TRUE(served.opened) << served.opened.error().what();
        EXPECT_TRUE(Caller(path).connected());
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(HttpServer, LeavesWhatIsNotItsOwn) {
    const Folder folder;
    const std::string path = folder / "api.sock";
    ServedRouter first(on_socket(path));
    ASSERT_TRUE(first.opened);
    ServedRouter second(on_socket(path));
    ASSERT_FALSE(second.opened);
    EXPECT_EQ(second.opened.error().kind(), Errc::conflict);
    EXPECT_TRUE(Caller(path).connected());

    const std::string file = folder / "precious";
    std::fclose(std::fopen(file.c_str(), "w"));
    ServedRouter third(on_socket(file));
    ASSERT_FALSE(third.opened);
    EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(HttpServer, NamesWhatItCannotListenOn) {
    ServedRouter first;
    ASSERT_TRUE(first.opened);
    auto options = ServedRouter::any_port();
    options.port = first.server.port();
    ServedRouter taken(options);
    ASSERT_FALSE(taken.opened);
    EXPECT_NE(taken.opened.error().what().find(std::to_string(options.port)), std::string::npos);

    options.address = "till.local";
    ServedRouter named(options);
    ASSERT_FALSE(named.opened);
    EXPECT_EQ(named.opened.error().kind(), Errc::invalid);

    ServedRouter too_long(on_socket("/tmp/" + std::string(200, 'x')));
    ASSERT_FALSE(too_long.opened);
    EXPECT_EQ(too_long.opened.error().kind(), Errc::invalid);
}

TEST(HttpServer, WarnsWhenItIsOpenToTheNetwork) {
    auto options = ServedRouter::any_port();
    options.address = "0.0.0.0";
    ServedRouter served(options);
    ASSERT_TRUE(served.opened);
    EXPECT_EQ(served.lines.count("http.open_to_network"), 1U);
}

TEST(HttpServer, TellsACallerOverTheBoundToComeBack) {
    auto options = ServedRouter::quick();
    options.patience.idle = Millis{60'000};
    options.connections_max = 2;
    ServedRouter served(options);
    ASSERT_TRUE(served.opened);
    auto one = std::make_unique<Caller>(served.server.port());
    const Caller two(served.server.port());
    Caller three(served.server.port());
    EXPECT_NE(three.answer().find("too_many_connections"), std::string::npos);
    EXPECT_TRUE(three.closed());
    one.reset();
    for (std::size_t present = 3; present > 1;) {
        served.on_thread([&] { present = served.server.connections(); });
    }
    Caller four(served.server.port());
    four.send(served.get("/nothing"));
    EXPECT_EQ(status_of(four.answer()), 404);
}

TEST(HttpServer, AnswersWhatWasAskedBeforeItStops) {
    ServedRouter served;
    std::vector<Respond> waiting;
    std::promise<void> asked;
    served.on_thread([&] {
        served.router.add("POST", "/later", [&](const Request&, Respond respond) {
            waiting.push_back(std::move(respond));
            asked.set_value();
        });
    });
    Caller idle(served.server.port());
    Caller busy(served.server.port());
    busy.send(served.post("/later", "{}"));
    asked.get_future().wait();
    std::promise<void> quiet;
    served.on_thread([&] { served.server.stop([&] { quiet.set_value(); }); });
    EXPECT_TRUE(idle.closed());
    EXPECT_FALSE(Caller(served.server.port()).connected());
    served.on_thread([&] { waiting.front()({.status = 201, .body = "{}"}); });
    const auto answer = busy.answer();
    EXPECT_EQ(status_of(answer), 201);
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    busy.finish_sending();
    quiet.get_future().wait();
    EXPECT_EQ(served.server.connections(), 0U);
}

TEST(HttpServer, StopsAtOnceWhenNobodyIsThere) {
    ServedRouter served;
    bool quiet = false;
    served.on_thread([&] { served.server.stop([&] { quiet = true; }); });
    EXPECT_TRUE(quiet);
}

}  // namespace
}  // namespace aisle
