// SPDX-License-Identifier: Apache-2.0
#include "agent/base/xml_reader.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/charset.hpp"
#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"

#include <expat.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

// Expat 2.6 waits with a tag that is in pieces, and so does what Debian mended of 2.5 in 2024; what
// was there before never waits, and has no such call.
extern "C" [[gnu::weak]] XMLPARSEAPI(XML_Bool)
    XML_SetReparseDeferralEnabled(XML_Parser parser, XML_Bool enabled);

namespace aisle {
namespace {

// Expat keeps the bytes of what is not whole yet, and looks at them again with each piece.
constexpr std::size_t token_bytes_max = journal_line_bytes_max;
constexpr std::size_t piece_bytes = 4 * KiB;
static_assert(piece_bytes < token_bytes_max);
// Expat remembers every name until the document ends; the schemas of tills have some hundreds.
constexpr std::size_t names_max = 2000;
// Of the documents of one file, besides those that expat reads itself.
constexpr std::size_t charsets_max = 4;
// Stands for the elements that reading goes on within.
constexpr std::string_view outer_tag = "<_>";

struct Closed {
    void operator()(XML_Parser parser) const { ::XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<XML_ParserStruct, Closed>;

// What a document may name beside what expat reads itself: none of those with states.
bool may_be_named(std::string_view charset) {
    constexpr std::array<std::string_view, 9> families{
        "windows-", "cp", "iso-8859-", "koi8-", "gb", "big5", "euc-kr", "shift_", "tis-620"};
    const auto small = lower(charset);
    return std::ranges::any_of(families,
                               [&](std::string_view family) { return small.starts_with(family); });
}

// The one sign of a text, or -1. Expat takes none past U+FFFF here.
int only_sign(std::string_view text) {
    const auto bits = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) & 0x3fU; };
    if (text.size() == 1) return text[0] == '?' ? -1 : static_cast<unsigned char>(text[0]);
    const auto lead = text.empty() ? 0U : static_cast<unsigned char>(text[0]);
    if (text.size() == 2 && lead >= 0xc0 && lead < 0xe0) {
        return static_cast<int>((lead & 0x1fU) << 6 | bits(1));
    }
    if (text.size() == 3 && lead >= 0xe0 && lead < 0xf0) {
        return static_cast<int>((lead & 0xfU) << 12 | bits(1) << 6 | bits(2));
    }
    return -1;
}

// The signs of a charset that expat does not know. Each is asked for once: expat looks at the bytes
// of a tag again and again until it is whole.
class Signs {
public:
    explicit Signs(Charset charset) : charset_(std::move(charset)), known_(pairs, not_asked) {}

    int one(char byte) const { return only_sign(charset_.to_utf8({&byte, 1})); }
    int two(const char* bytes) {
        const auto first = static_cast<unsigned char>(bytes[0]) & 0x7fU;
        auto& known = known_[first << 8 | static_cast<unsigned char>(bytes[1])];
        if (known == not_asked) known = only_sign(charset_.to_utf8({bytes, 2}));
        return known;
    }

private:
    static constexpr std::size_t pairs = 0x8000;
    static constexpr int not_asked = -2;

    Charset charset_;
    std::vector<int> known_;
};

int sign_of_two_bytes(void* signs, const char* bytes) {
    return static_cast<Signs*>(signs)->two(bytes);
}

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Behind a document in UTF-16 blanks come with zeros.
bool is_between_documents(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0';
}

// What a document says may be a card's number; the size stands before each block.
constexpr std::size_t before_block = alignof(std::max_align_t);

void* take_block(std::size_t size) {
    auto* block = static_cast<char*>(std::malloc(before_block + size));
    if (block == nullptr) return nullptr;
    std::memcpy(block, &size, sizeof size);
    return block + before_block;
}

void give_block(void* at) {
    if (at == nullptr) return;
    auto* block = static_cast<char*>(at) - before_block;
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof size);
    wipe(std::span<char>(block, before_block + size));
    std::free(block);
}

void* change_block(void* at, std::size_t size) {
    void* block = take_block(size);
    if (block == nullptr || at == nullptr) return block;
    std::size_t before = 0;
    std::memcpy(&before, static_cast<char*>(at) - before_block, sizeof before);
    std::memcpy(block, at, std::min(before, size));
    give_block(at);
    return block;
}

constexpr XML_Memory_Handling_Suite wiping{take_block, change_block, give_block};

}  // namespace

struct XmlReader::Parts {
    Parts(XmlListener& whom, std::string name) : listener(whom), charset(std::move(name)) {}

    void open(bool goes_on_within) {
        within = goes_on_within;
        if (!within) forget_charset();
        const auto& written_in = charset.empty() ? declared : charset;
        parser.reset(::XML_ParserCreate_MM(written_in.empty() ? nullptr : written_in.c_str(),
                                           &wiping, nullptr));
        CHECK(parser, "there is memory for a parser");
        // A whole tag is told at once: a till's last receipt does not wait for its next.
        if (::XML_SetReparseDeferralEnabled != nullptr) {
            ::XML_SetReparseDeferralEnabled(parser.get(), XML_FALSE);
        }
        ::XML_SetParamEntityParsing(parser.get(), XML_PARAM_ENTITY_PARSING_NEVER);
        ::XML_SetUserData(parser.get(), this);
        ::XML_SetUnknownEncodingHandler(parser.get(), on_encoding, this);
        began = fed;
        // It may be more than was fed; what is added to it makes it less again.
        if (within) began -= outer_tag.size();
        if (within) {
            const auto size = static_cast<int>(outer_tag.size());
            ::XML_Parse(parser.get(), outer_tag.data(), size, XML_FALSE);
        }
        ::XML_SetElementHandler(parser.get(), on_begin, on_end);
        ::XML_SetCharacterDataHandler(parser.get(), on_text);
        ::XML_SetDefaultHandler(parser.get(), on_other);
        ::XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
        ::XML_SetEntityDeclHandler(parser.get(), on_entity);
        ::XML_SetXmlDeclHandler(parser.get(), on_declaration);
        names.clear();
        depth = depth_outside();
        root_ended = false;
        lines_before = lines.ended();
        told_to = fed;
    }

    void forget_charset() {
        declared.clear();
        head.clear();
        charset_known = true;
    }

    std::size_t depth_outside() const { return within ? 1 : 0; }

    void fail(Errc kind, std::string_view code, const XmlPlace& at, std::string what) {
        if (error) return;
        broken = {at.begin, at.begin, at.line};
        // How much came with what is broken says nothing.
        if (!within && at.begin - began < head.size()) {
            head.resize(static_cast<std::size_t>(at.begin - began));
        }
        error = Error(kind, std::move(what)).coded(code).placed("line " + std::to_string(at.line));
        if (parser) ::XML_StopParser(parser.get(), XML_FALSE);
    }

    // Of what expat is telling right now.
    XmlPlace place() const {
        XmlPlace at;
        at.begin = began + static_cast<std::uint64_t>(::XML_GetCurrentByteIndex(parser.get()));
        at.end = at.begin + static_cast<std::uint64_t>(::XML_GetCurrentByteCount(parser.get()));
        at.line = lines_before + ::XML_GetCurrentLineNumber(parser.get());
        return at;
    }

    // Whether what is being told may be told on.
    bool admit(const XmlPlace& at) {
        if (error || root_ended) return false;
        told_to = at.end;
        if (at.end - at.begin > token_bytes_max) too_long(at);
        return !error;
    }

    void too_long(const XmlPlace& at) {
        fail(Errc::too_large, "xml_too_long", at,
             "a tag or a comment is longer than " + std::to_string(token_bytes_max) + " bytes");
    }

    bool admit_name(const char* name, const XmlPlace& at) {
        const std::string_view view(name);
        if (names.contains(view)) return true;
        if (names.size() == names_max || view.size() > name_bytes_max) {
            fail(Errc::too_large, "xml_too_many", at, "too many names, or one that is too long");
            return false;
        }
        names.emplace(view);
        return true;
    }

    void begin(const char* name, const char** pairs) {
        const auto at = place();
        if (!admit(at) || !admit_name(name, at)) return;
        if (++depth > xml_depth_max) {
            return fail(Errc::too_large, "xml_too_deep", at,
                        "elements stand in more than " + std::to_string(xml_depth_max) + " others");
        }
        attributes.clear();
        for (; *pairs; pairs += 2) {
            if (!admit_name(pairs[0], at)) return;
            const std::string_view whole(pairs[0]);
            if (whole == "xmlns" || whole.starts_with("xmlns:")) continue;
            attributes.push_back({without_prefix(whole), pairs[1]});
        }
        listener.element_begins(without_prefix(name), attributes, at);
    }

    void end(const char* name) {
        const auto at = place();
        if (!admit(at)) return;
        --depth;
        listener.element_ends(without_prefix(name), at);
        if (depth > 0) return;
        root_ended = true;
        ::XML_StopParser(parser.get(), XML_FALSE);
    }

    static Parts& of(void* self) { return *static_cast<Parts*>(self); }
    static void on_begin(void* self, const char* name, const char** pairs) {
        of(self).begin(name, pairs);
    }
    static void on_end(void* self, const char* name) { of(self).end(name); }
    static void on_text(void* self, const char* text, int size) {
        const auto at = of(self).place();
        if (!of(self).admit(at)) return;
        of(self).listener.text({text, static_cast<std::size_t>(size)}, at);
    }
    static void on_other(void* self, const char*, int) { of(self).admit(of(self).place()); }
    static void on_doctype(void* self, const char*, const char*, const char*, int) {
        refuse_doctype(self);
    }
    static void on_entity(void* self, const char*, int, const char*, int, const char*, const char*,
                          const char*, const char*) {
        refuse_doctype(self);
    }
    static void refuse_doctype(void* self) {
        of(self).fail(Errc::denied, "xml_doctype", of(self).place(),
                      "a DOCTYPE, and with it entities, is not read");
    }

    static void on_declaration(void* self, const char*, const char* encoding, int) {
        of(self).admit(of(self).place());
        if (encoding != nullptr) of(self).declared = encoding;
    }

    static int on_encoding(void* self, const char* name, XML_Encoding* info) {
        Signs* const signs = of(self).signs_of(name);
        if (!signs) return XML_STATUS_ERROR;
        for (std::size_t i = 0; i < std::size(info->map); ++i) {
            constexpr int begins_two_bytes = -2;
            const int sign = i < 0x80 ? static_cast<int>(i) : signs->one(static_cast<char>(i));
            info->map[i] = sign < 0 ? begins_two_bytes : sign;
        }
        info->data = signs;
        info->convert = sign_of_two_bytes;
        info->release = nullptr;
        return XML_STATUS_OK;
    }

    // Null where it is none that may be read.
    Signs* signs_of(const std::string& name) {
        if (const auto known = signs.find(name); known != signs.end()) return &known->second;
        if (!may_be_named(name) || signs.size() == charsets_max) return nullptr;
        auto opened = Charset::open(name);
        if (!opened) return nullptr;
        return &signs.emplace(name, Signs(std::move(*opened))).first->second;
    }

    // Never so many that a tag could be too long without that being seen at its first byte too
    // many. The first comes alone: how many come with it changes what expat takes it for.
    std::size_t bytes_next() const {
        if (fed == began) return 1;
        const auto room = token_bytes_max + 1 - static_cast<std::size_t>(fed - told_to);
        return std::min(piece_bytes, room);
    }

    // Takes what belongs to the document that is open; returns how many bytes those were.
    std::size_t take(std::string_view piece) {
        if (!within && head.size() < head_bytes) head += piece.substr(0, head_bytes - head.size());
        const auto outcome =
            ::XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), XML_FALSE);
        auto size = piece.size();
        if (root_ended) {
            CHECK(told_to > fed, "an element ends with the byte that ends it");
            size = static_cast<std::size_t>(told_to - fed);
            parser.reset();
        } else if (outcome != XML_STATUS_OK) {
            broken_here();
        } else if (fed + size - told_to > token_bytes_max) {
            const auto line = lines_before + ::XML_GetCurrentLineNumber(parser.get());
            too_long({told_to, told_to, line});
        }
        pass(piece.substr(0, size));
        if (parser) wipe_told();
        return size;
    }

    // Expat keeps what it has told in its own memory, until other bytes come to lie there; it never
    // looks at it again but to count lines, which is asked for first.
    void wipe_told() const {
        ::XML_GetCurrentLineNumber(parser.get());
        int told = 0;
        int size_kept = 0;
        const char* kept = ::XML_GetInputContext(parser.get(), &told, &size_kept);
        if (kept == nullptr || told <= 0) return;
        wipe(std::span<char>(const_cast<char*>(kept), static_cast<std::size_t>(told)));
    }

    void pass(std::string_view bytes) {
        lines.pass(bytes);
        fed += bytes.size();
    }

    void broken_here() {
        const auto reason = ::XML_GetErrorCode(parser.get());
        auto at = place();
        std::string_view code = "xml_broken";
        if (::XML_GetCurrentByteIndex(parser.get()) < 0) at.begin = told_to;
        const bool outside = within && depth == depth_outside();
        const bool outer_end = !error && outside && reason == XML_ERROR_TAG_MISMATCH;
        if (outer_end) code = "xml_outer_end";
        if (reason == XML_ERROR_MISPLACED_XML_PI) code = "xml_begins_again";
        if (reason == XML_ERROR_UNKNOWN_ENCODING) code = "xml_charset";
        charset_known = charset_known && reason != XML_ERROR_UNKNOWN_ENCODING;
        // It says another than it is written in, as what was made as text and written as UTF-8.
        if (reason == XML_ERROR_INCORRECT_ENCODING) declared.clear();
        fail(Errc::invalid, code, at, ::XML_ErrorString(reason));
        if (outer_end) broken.end = at.begin + bytes_to_tag_end();
    }

    // From the place of an error on, which no longer says where its token ends.
    std::uint64_t bytes_to_tag_end() const {
        int at = 0;
        int size = 0;
        const char* kept = ::XML_GetInputContext(parser.get(), &at, &size);
        CHECK(kept != nullptr && at <= size, "expat has the tag that it tells of");
        const std::string_view rest(kept + at, static_cast<std::size_t>(size - at));
        const auto end = rest.find('>');
        return end == rest.npos ? rest.size() : end + 1;
    }

    // A sign has two bytes.
    bool is_wide() const {
        return head.find({"<", 2}) != head.npos || head.find({"\0<", 2}) != head.npos;
    }

    XmlListener& listener;
    std::string charset;
    std::string declared{};  // as the document says
    bool charset_known = true;
    static constexpr std::size_t head_bytes = 4;
    std::string head{};  // of the document
    Parser parser{};     // none between documents
    std::map<std::string, Signs> signs{};
    std::set<std::string, std::less<>> names{};
    std::vector<XmlAttribute> attributes{};
    std::size_t depth = 0;
    bool root_ended = false;
    bool within = false;
    std::uint64_t fed = 0;
    std::uint64_t began = 0;  // the document that is open
    std::uint64_t told_to = 0;
    XmlLines lines{};
    std::uint64_t lines_before = 0;
    std::optional<Error> error{};
    XmlPlace broken{};
};

void XmlLines::pass(std::string_view bytes) {
    for (const char c : bytes) {
        if (c == '\r' || (c == '\n' && last_ != '\r')) ++ended_;
        last_ = c;
    }
}

XmlReader::XmlReader(XmlListener& listener, std::string charset)
    : parts_(std::make_unique<Parts>(listener, std::move(charset))) {}
XmlReader::~XmlReader() = default;

Result<void> XmlReader::feed(std::string_view bytes) {
    auto& parts = *parts_;
    while (!bytes.empty() && !parts.error) {
        std::size_t size = 1;
        if (parts.parser) {
            size = parts.take(bytes.substr(0, parts.bytes_next()));
        } else if (is_between_documents(bytes.front())) {
            parts.pass(bytes.substr(0, 1));
        } else {
            parts.open(false);
            size = 0;
        }
        bytes.remove_prefix(size);
    }
    if (parts.error) return *parts.error;
    return {};
}

Result<void> XmlReader::end() {
    auto& parts = *parts_;
    if (parts.error) return *parts.error;
    if (!parts.parser) return {};
    // Never well: a document that is whole has been closed before.
    ::XML_Parse(parts.parser.get(), nullptr, 0, XML_TRUE);
    if (::XML_GetErrorCode(parts.parser.get()) != XML_ERROR_NO_ELEMENTS) {
        parts.broken_here();
    } else if (parts.depth > parts.depth_outside()) {
        parts.fail(Errc::invalid, "xml_unfinished", {parts.fed, parts.fed, parts.lines.ended() + 1},
                   "it ends within an element");
    }
    parts.parser.reset();
    if (parts.error) return *parts.error;
    return {};
}

const XmlPlace& XmlReader::broken_at() const {
    return parts_->broken;
}

std::uint64_t XmlReader::told_to() const {
    if (parts_->error) return std::min(parts_->told_to, parts_->broken.begin);
    return parts_->parser ? parts_->told_to : parts_->fed;
}

void XmlReader::stop() {
    auto at = parts_->place();
    at.begin = at.end;
    parts_->fail(Errc::conflict, "xml_stopped", at, "who listens wants no more");
}

void XmlReader::resume(const XmlStart& at) {
    auto& parts = *parts_;
    parts.error.reset();
    parts.broken = {};
    parts.parser.reset();
    parts.fed = at.byte;
    parts.lines = at.lines;
    if (at.within) parts.open(true);
}

bool XmlReader::can_resume() const {
    return parts_->charset_known && !parts_->is_wide();
}

}  // namespace aisle
