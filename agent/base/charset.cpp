// SPDX-License-Identifier: Apache-2.0
#include "agent/base/charset.hpp"

#include "agent/base/utf8.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace aisle {
namespace {

constexpr const char* utf8 = "UTF-8";

class Conversion {
public:
    Conversion(const char* from, const char* to) : handle_(::iconv_open(to, from)) {}
    ~Conversion() {
        if (open()) ::iconv_close(handle_);
    }
    Conversion(const Conversion&) = delete;
    Conversion& operator=(const Conversion&) = delete;

    // iconv's word for "no".
    bool open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    // `step`: how many bytes to leave out where one cannot be read.
    template <class Step>
    std::string run(std::string_view bytes, Step step) const {
        ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        std::string out;
        // iconv never writes through it; its signature is older than const.
        char* in = const_cast<char*>(bytes.data());
        std::size_t left = bytes.size();
        while (left > 0) {
            std::array<char, 512> block;
            char* to = block.data();
            std::size_t room = block.size();
            const auto done = ::iconv(handle_, &in, &left, &to, &room);
            out.append(block.data(), block.size() - room);
            if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
            const auto skipped = std::min(step(std::string_view(in, left)), left);
            in += skipped;
            left -= skipped;
            out += '?';
        }
        // Some keep their last letter back, in case an accent follows it.
        std::array<char, 16> rest;
        char* to = rest.data();
        std::size_t room = rest.size();
        ::iconv(handle_, nullptr, nullptr, &to, &room);
        out.append(rest.data(), rest.size() - room);
        wipe_over(bytes.size());
        return out;
    }

private:
    // The C library keeps what it converted last, four bytes a sign, until it converts again: so
    // many blanks, or as many as it converts at once.
    void wipe_over(std::size_t signs) const {
        static const std::string blanks(at_once, ' ');
        char* in = const_cast<char*>(blanks.data());
        std::size_t left = std::min(signs, blanks.size());
        while (left > 0) {
            std::array<char, 512> block;
            char* to = block.data();
            std::size_t room = block.size();
            const auto done = ::iconv(handle_, &in, &left, &to, &room);
            if (done == static_cast<std::size_t>(-1) && errno != E2BIG) return;  // no ASCII there
        }
    }

    // glibc's GCONV_NCHAR_GOAL, and some.
    static constexpr std::size_t at_once = 8192;
    iconv_t handle_;
};

std::size_t one_byte(std::string_view) {
    return 1;
}

std::size_t one_sign(std::string_view text) {
    std::size_t size = 1;
    constexpr unsigned char mask = 0xc0, continuation = 0x80;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & mask) == continuation) {
        ++size;
    }
    return size;
}

}  // namespace

struct Charset::Parts {
    explicit Parts(const std::string& charset)
        : name(charset), in(charset.c_str(), utf8), out(utf8, charset.c_str()) {}

    std::string name;
    Conversion in;
    Conversion out;
};

namespace {

// A printer's character set has ASCII where ASCII has it; UTF-16 has not.
template <class Parts>
bool holds_ascii(const Parts& parts) {
    const std::string_view ascii = "Az09 ?$";
    return parts.in.run(ascii, one_byte) == ascii && parts.out.run(ascii, one_byte) == ascii;
}

}  // namespace

Charset::Charset(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Charset::~Charset() = default;
Charset::Charset(Charset&& other) noexcept = default;
Charset& Charset::operator=(Charset&& other) noexcept = default;

Result<Charset> Charset::open(const std::string& name) {
    // iconv itself takes an empty name, and switches behind a slash.
    const bool plain = !name.empty() && name.find('/') == std::string::npos && is_plain_text(name);
    auto parts = std::make_unique<Parts>(plain ? name : "none");
    if (!plain || !parts->in.open() || !parts->out.open() || !holds_ascii(*parts)) {
        return Error(Errc::not_found, "this system has no character set \"" + name +
                                          "\"; GB18030, CP437, CP858 and WINDOWS-1252 are usual");
    }
    return Charset(std::move(parts));
}

const std::string& Charset::name() const {
    return parts_->name;
}

std::string Charset::to_utf8(std::string_view bytes) const {
    return parts_->in.run(bytes, one_byte);
}

std::string Charset::from_utf8(std::string_view text) const {
    return parts_->out.run(text, one_sign);
}

}  // namespace aisle
