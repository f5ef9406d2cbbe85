// SPDX-License-Identifier: Apache-2.0
// Planted faults: each rule is fed what it must refuse, and its neighbour that it must let pass.
#include "tests/tidy/words.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aisle {
namespace {

using Rule = Complaints (*)(const Source&);

std::size_t count(Rule rule, std::string text, std::string path = "sync/wire.cpp") {
    return rule(read_source(std::move(path), std::move(text))).size();
}

constexpr std::array<std::string_view, 14> faults{"spawn(io, run(), detached);",
                                                  "co_spawn(io, run());",
                                                  "throw 1;",
                                                  "auto* a = new Coupon;",
                                                  "std::this_thread::sleep_for(1s);",
                                                  "usleep(1);",
                                                  "auto t = std::chrono::system_clock::now();",
                                                  "auto t = std::chrono::steady_clock::now();",
                                                  "clock_gettime(which, &at);",
                                                  "std::random_device chance;",
                                                  "std::cout << a;",
                                                  "std::mutex lock_;",
                                                  "std::shared_mutex lock_;",
                                                  "#include <mutex>"};

TEST(TidyWords, ComplainInCode) {
    for (const auto fault : faults) EXPECT_EQ(count(check_words, std::string(fault)), 1U) << fault;
}

TEST(TidyWords, AreFreeInCommentsAndLiterals) {
    for (const auto word : faults) {
        const std::string fault(word);
        EXPECT_EQ(count(check_words, "// " + fault + "\n/* " + fault + " */"), 0U) << fault;
        EXPECT_EQ(count(check_words, "log(\"" + fault + "\");"), 0U) << fault;
    }
}

TEST(TidyWords, LetLongerWordsPass) {
    EXPECT_EQ(count(check_words, "throw_exception_from_error(e); renew(); newer(); new_rows_ = 1;"),
              0U);
}

TEST(TidyWords, KnowTheFileThatMay) {
    EXPECT_EQ(count(check_words, "std::mutex m;", "agent/store/store.cpp"), 0U);
    EXPECT_EQ(count(check_words, "std::mutex m;", "tests/support/recording_log.hpp"), 0U);
    EXPECT_EQ(count(check_words, "co_spawn(a);", "agent/base/task_group.hpp"), 0U);
    EXPECT_EQ(count(check_words, "clock_gettime(a, &b);", "agent/base/time.cpp"), 0U);
}

TEST(TidyWords, ComplainAboutUsingNamespaceInHeadersOnly) {
    EXPECT_EQ(count(check_words, "using namespace std;", "sync/wire.hpp"), 1U);
    EXPECT_EQ(count(check_words, "using namespace std;"), 0U);
}

TEST(TidyCaptures, ComplainAboutCapturingEverythingBesideCoAwait) {
    EXPECT_EQ(count(check_captures, "co_await a; f([&] {}); f([=] {}); f([&, b] {});"), 3U);
    EXPECT_EQ(count(check_captures, "co_await a; f([&b] {}); f([this] {}); c[&d - e];"), 0U);
    EXPECT_EQ(count(check_captures, "f([&] {});"), 0U);
}

TEST(TidyTodos, ComplainWithoutAName) {
    EXPECT_EQ(count(check_todos, "a; // TODO: later"), 1U);
    EXPECT_EQ(count(check_todos, "a; /* FIXME */"), 1U);
    EXPECT_EQ(count(check_todos, "a; // TODO(mei): PostgreSQL"), 0U);
    EXPECT_EQ(count(check_todos, "f(\"TODO\"); // TODOS"), 0U);
}

TEST(TidyNames, ComplainAboutNamesThatSayNothing) {
    EXPECT_EQ(count(check_names, "class CouponManager {};"), 1U);
    EXPECT_EQ(count(check_names, "struct [[nodiscard]] Helper {};"), 1U);
    EXPECT_EQ(count(check_names, "enum class TokenUtils { a };"), 1U);
    EXPECT_EQ(count(check_names, "using EventHandler = int;"), 1U);
    EXPECT_EQ(count(check_names, "class Impl; struct DeviceInfo; struct RawData; class Common;"),
              4U);
    EXPECT_EQ(count(check_names, "class SyncService final : Link {};"), 1U);
}

TEST(TidyNames, ComplainAboutFilesThatSayNothing) {
    EXPECT_EQ(count(check_names, "", "sync/sync_utils.cpp"), 1U);
    EXPECT_EQ(count(check_names, "", "agent/common.hpp"), 1U);
    EXPECT_EQ(count(check_names, "", "agent/base/metadata.hpp"), 0U);
}

TEST(TidyNames, LetNounsPass) {
    EXPECT_EQ(count(check_names, "struct addrinfo hints; class Coupon; template <class T> f();"),
              0U);
    EXPECT_EQ(count(check_names, "// class CouponManager\nenum Mandatory { a };"), 0U);
}

TEST(TidyMacros, ComplainAboutMoreThanTheFew) {
    EXPECT_EQ(count(check_macros_and_namespaces, "#define MAX(a, b) a"), 1U);
    EXPECT_EQ(count(check_macros_and_namespaces, "#define TRY(x) x\n#define AISLE_TRY_1_ x"), 0U);
}

TEST(TidyNamespaces, ComplainAboutMoreThanOne) {
    EXPECT_EQ(count(check_macros_and_namespaces, "namespace sync {}"), 1U);
    EXPECT_EQ(count(check_macros_and_namespaces, "namespace aisle::sync {}"), 1U);
    EXPECT_EQ(count(check_macros_and_namespaces,
                    "namespace aisle { namespace { } }\nnamespace asio = boost::asio;\n"
                    "using namespace std::chrono;\nvoid f() {}"),
              0U);
}

}  // namespace
}  // namespace aisle
