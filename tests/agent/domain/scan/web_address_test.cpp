// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/web_address.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>

namespace aisle {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t seed = 20260701;

// "scheme host path query", or "none".
std::string parts(std::string_view text) {
    const auto address = parse_web_address(text);
    if (!address) return "none";
    std::string told(address->scheme);
    for (const auto part : {address->host, address->path, address->query}) {
        told.append(" ").append(part);
    }
    return told;
}

std::string host(std::string_view text) {
    const auto address = parse_web_address(text);
    return address ? std::string(address->host) : "none";
}

TEST(WebAddressTest, IsTakenApartAsItIsWritten) {
    EXPECT_EQ(parts("https://A.example/p/Q?x=1&y#z"), "https A.example /p/Q x=1&y");
    EXPECT_EQ(parts("http://a.example"), "http a.example  ");
    EXPECT_EQ(parts("http://a.example/"), "http a.example / ");
    EXPECT_EQ(parts("http://a.example?x"), "http a.example  x");
    EXPECT_EQ(parts("http://a.example#x?y"), "http a.example  ");
    EXPECT_EQ(parts("http://a.example/?x?y/z"), "http a.example / x?y/z");
    EXPECT_EQ(parts("http://a.example//p//"), "http a.example //p// ");
    EXPECT_EQ(parts("http://a.example/?"), "http a.example / ");
}

TEST(WebAddressTest, TheSchemeIsOneOfTwoInAnyCase) {
    EXPECT_EQ(parts("HTTPS://A.EXAMPLE/P"), "HTTPS A.EXAMPLE /P ");
    EXPECT_EQ(parts("hTtP://a.example"), "hTtP a.example  ");
    for (const auto* text : {"",
                             "http",
                             "http:",
                             "http:/",
                             "http://",
                             "https://",
                             "http:a.example",
                             "http:/a.example",
                             "ftp://a.example",
                             "httpx://a.example",
                             "httpss://a.example",
                             "javascript://a.example",
                             "//a.example",
                             "a.example/p",
                             " http://a.example",
                             "xhttp://a.example",
                             "http;//a.example",
                             "file:///etc",
                             "weixin://dl/x",
                             "URL:http://a.example",
                             "\"http://a.example\""}) {
        EXPECT_EQ(parts(text), "none") << text;
    }
}

TEST(WebAddressTest, WhoIsAskedStandsBehindTheLastAt) {
    EXPECT_EQ(host("http://own.example@evil.example/"), "evil.example");
    EXPECT_EQ(host("http://own.example:80@evil.example/"), "evil.example");
    EXPECT_EQ(host("http://own.example%40evil.example/"), "own.example%40evil.example");
    EXPECT_EQ(host("http://a@b@evil.example:8080/x@own.example"), "evil.example");
    EXPECT_EQ(host("http://evil.example/@own.example"), "evil.example");
    EXPECT_EQ(host("http://evil.example?@own.example"), "evil.example");
    EXPECT_EQ(host("http://evil.example#@own.example"), "evil.example");
    EXPECT_EQ(host("http://evil.example/?u=http://own.example/"), "evil.example");
    EXPECT_EQ(host("http://user:pass@own.example"), "own.example");
    // Browsers read a backslash as a slash, and others do not: it is no address.
    EXPECT_EQ(host("http://evil.example\\@own.example/"), "none");
    EXPECT_EQ(host("http:\\\\own.example/"), "none");
}

TEST(WebAddressTest, APortIsNoPartOfTheHost) {
    EXPECT_EQ(host("http://a.example:8443/"), "a.example");
    EXPECT_EQ(host("http://a.example:/"), "a.example");
    EXPECT_EQ(host("http://a.example:own.example/"), "a.example");
    EXPECT_EQ(parts("http://[2001:db8::1]:80/p").substr(0, 5), "http ");
    EXPECT_NE(host("http://[2001:db8::1]:80/p").find("2001:db8::1"), std::string::npos);
    EXPECT_EQ(host("http://[2001:db8::1]:80/p").find(":80"), std::string::npos);
}

TEST(WebAddressTest, WithoutAHostThereIsNone) {
    for (const auto* text :
         {"http:///p", "http://?x", "http://#x", "http://@/p", "http://own.example@/p",
          "http://:80/", "http://user@:80/", "http:////", "http://[/", "http://[::1/"}) {
        EXPECT_EQ(parts(text), "none") << text;
    }
}

TEST(WebAddressTest, EveryByteMayStandInAPathOrMakesItNone) {
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";
    for (int value = 0; value < 256; ++value) {
        const auto byte = static_cast<char>(value);
        const bool may = allowed.find(byte) != std::string_view::npos;
        const std::string text = "http://a.example/x"s + byte + "y";
        EXPECT_EQ(parse_web_address(text).has_value(), may) << value;
        EXPECT_EQ(parse_web_address("http://a.example/#"s + byte).has_value(), may) << value;
        EXPECT_EQ(parse_web_address("http://b"s + byte + "a.example/").has_value(), may) << value;
    }
    EXPECT_EQ(parts("http://a.example/商品"), "none");
    EXPECT_EQ(parts("http://a.example/\0"s), "none");
    EXPECT_EQ(parts("http://a.example\0.own.example/"s), "none");
    EXPECT_EQ(parts("http://a.example/\r\n"), "none");
}

TEST(WebAddressTest, ItsPartsAreViewsIntoTheText) {
    const std::string text = "https://user@a.example:1/p?q#f";
    const auto address = parse_web_address(text);
    ASSERT_TRUE(address);
    for (const auto part : {address->scheme, address->host, address->path, address->query}) {
        EXPECT_TRUE(std::greater_equal<>()(part.data(), text.data()) &&
                    std::less_equal<>()(part.data() + part.size(), text.data() + text.size()))
            << part;
    }
}

TEST(WebAddressTest, WhateverIsWrittenBehindItTheHostIsOne) {
    constexpr std::string_view pieces[] = {
        "own.example", "evil.example", "@", ":", "/", "?", "#", "[", "]", ".", "%", "80"};
    SeededEntropy entropy{seed};
    for (int i = 0; i < 5000; ++i) {
        std::string text = "https://";
        for (auto count = entropy.below(12); count > 0; --count) {
            text += pieces[entropy.below(std::size(pieces))];
        }
        const auto address = parse_web_address(text);
        if (!address) continue;
        EXPECT_FALSE(address->host.empty()) << text << ", seed " << seed;
        EXPECT_EQ(address->host.find_first_of("@/?#"), std::string_view::npos) << text;
        EXPECT_TRUE(address->path.empty() || address->path.front() == '/') << text;
        EXPECT_EQ(address->path.find_first_of("?#"), std::string_view::npos) << text;
        EXPECT_EQ(address->query.find('#'), std::string_view::npos) << text;
    }
}

TEST(WebAddressTest, TheLongestCodeIsRead) {
    const std::string begin = "http://a.example/";
    const auto text = begin + std::string(scan_bytes_max - begin.size(), '@');
    EXPECT_EQ(parse_web_address(text)->path.size(), text.size() - begin.size() + 1);
    EXPECT_EQ(host("http://" + std::string(scan_bytes_max, '@') + "a.example"), "a.example");
    EXPECT_EQ(host("http://" + std::string(scan_bytes_max, '[')), "none");
    EXPECT_EQ(host("http://" + std::string(scan_bytes_max, ':')), "none");
}

// ---- Escapes ----

TEST(WebAddressTest, AnEscapeIsDecodedOnce) {
    EXPECT_EQ(percent_decoded("a%2Fb%2fc", false), "a/b/c");
    EXPECT_EQ(percent_decoded("%2541", false), "%41");
    EXPECT_EQ(percent_decoded("%E5%A4%8F", true), "夏");
    EXPECT_EQ(percent_decoded("%fF%01", true), "\xff\x01");
    EXPECT_EQ(percent_decoded("", true), "");
    EXPECT_EQ(percent_decoded("a+b%2B", true), "a b+");
    EXPECT_EQ(percent_decoded("a+b%2B", false), "a+b+") << "a space in a query only";
}

TEST(WebAddressTest, AnEscapeThatIsNoneOrAZeroByteIsRefused) {
    for (const auto* text : {"%", "%4", "a%", "a%4", "%%", "%%41", "%g0", "%0g", "% 1", "%-1",
                             "%+1", "%0x", "%00", "a%00b", "%41%00", "%00%41", "%41%"}) {
        EXPECT_FALSE(percent_decoded(text, true)) << text;
        EXPECT_FALSE(percent_decoded(text, false)) << text;
    }
    EXPECT_TRUE(percent_decoded("%10", true)) << "one of its digits may be a zero";
    EXPECT_TRUE(percent_decoded("%01", true));
}

TEST(WebAddressTest, WhatWasEncodedIsDecodedToTheSame) {
    SeededEntropy entropy{seed};
    for (std::size_t size = 0; size < 200; ++size) {
        std::string bytes(size, '\0');
        entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        std::erase(bytes, '\0');
        std::string encoded = "before";
        append_percent_encoded(encoded, bytes);
        EXPECT_TRUE(parse_web_address("http://a.example/" + encoded)) << "seed " << seed;
        for (const bool in_query : {true, false}) {
            EXPECT_EQ(percent_decoded(encoded, in_query), "before" + bytes) << "seed " << seed;
        }
    }
}

TEST(WebAddressTest, OnlyWhatMeansNothingIsLeftAsItIs) {
    std::string encoded;
    append_percent_encoded(encoded, "aZ09-._~/?#[]@!$&'()*+,;=%: \x01\xff");
    EXPECT_EQ(encoded,
              "aZ09-._~%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25%3A%20%01%FF");
}

// ---- Parameters ----

std::string parameters(std::string_view query) {
    std::string told;
    while (const auto parameter = take_parameter(query)) {
        told.append("[").append(parameter->key).append("|").append(parameter->value).append("]");
    }
    EXPECT_EQ(query, "");
    return told;
}

TEST(WebAddressTest, ParametersComeOffTheFront) {
    EXPECT_EQ(parameters("a=1&b=2;c=3"), "[a|1][b|2][c|3]");
    EXPECT_EQ(parameters("a&b=&=c&="), "[a|][b|][|c][|]");
    EXPECT_EQ(parameters("a=b=c"), "[a|b=c]");
    EXPECT_EQ(parameters("&&a=1&;&b;;"), "[a|1][b|]");
    EXPECT_EQ(parameters("a%3Db=%26"), "[a%3Db|%26]") << "nothing is decoded";
    EXPECT_EQ(parameters(""), "");
    EXPECT_EQ(parameters(";&;"), "");
    EXPECT_EQ(parameters("a=\0&b\0=c"s), "[a|\0][b\0|c]"s);
}

TEST(WebAddressTest, AnyQueryComesToItsEnd) {
    SeededEntropy entropy{seed};
    for (int i = 0; i < 2000; ++i) {
        std::string query;
        for (auto count = entropy.below(30); count > 0; --count) {
            query += "&;=ab%"[entropy.below(6)];
        }
        std::size_t letters = 0;
        std::string_view rest = query;
        while (const auto parameter = take_parameter(rest)) {
            EXPECT_EQ(parameter->key.find('='), std::string_view::npos) << query;
            for (const auto part : {parameter->key, parameter->value}) {
                letters += static_cast<std::size_t>(std::count(part.begin(), part.end(), 'a'));
                EXPECT_EQ(part.find_first_of("&;"), std::string_view::npos) << query;
            }
        }
        EXPECT_EQ(letters, static_cast<std::size_t>(std::count(query.begin(), query.end(), 'a')))
            << query << ", seed " << seed;
    }
}

}  // namespace
}  // namespace aisle
