// SPDX-License-Identifier: Apache-2.0
// XML as it comes, piece by piece, by expat: what begins, what stands in it, what ends, and where
// in the file that was. Documents may follow one another, with blanks in between. Names are told
// without their namespace's prefix. One thread at a time.
//
// Nothing in a document makes this reader fetch, expand or keep anything: a DOCTYPE, and with it
// every entity of the document's own, is refused; depth, single tags and comments, and how many
// names there are have bounds. What is wrong ends the reading, wherever the bytes were cut; who
// knows where the next good element begins can let it go on there.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace aisle {

// Bytes of all that was fed, and the line in which it begins.
struct XmlPlace {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t line = 1;
    bool operator==(const XmlPlace&) const = default;
};

// Counts the lines that ended: with LF, CR LF or CR, as expat does.
class XmlLines {
public:
    void pass(std::string_view bytes);
    std::uint64_t ended() const { return ended_; }

private:
    std::uint64_t ended_ = 0;
    char last_ = 0;
};

// Where reading goes on.
struct XmlStart {
    std::uint64_t byte = 0;
    XmlLines lines{};     // up to there
    bool within = false;  // in an element of which nothing is known, and not in a document's prolog
};

struct XmlAttribute {
    std::string_view name;
    std::string_view value;
};

class XmlListener {
public:
    virtual ~XmlListener() = default;

    virtual void element_begins(std::string_view name, std::span<const XmlAttribute> attributes,
                                const XmlPlace& at) = 0;
    // One text may come in several pieces.
    virtual void text(std::string_view piece, const XmlPlace& at) = 0;
    virtual void element_ends(std::string_view name, const XmlPlace& at) = 0;
};

class XmlReader {
public:
    // `charset`: what the document's own word is not asked for; empty: as the document says.
    // Besides UTF-8, UTF-16, ISO-8859-1 and US-ASCII those of one byte a sign that the C library
    // has, and of two such as GBK, are read.
    explicit XmlReader(XmlListener& listener, std::string charset = "");
    ~XmlReader();

    // Errors: invalid ("xml_broken"; "xml_begins_again": a document begins in another that has not
    // ended; "xml_outer_end": the end of an element that reading went on within; "xml_charset": it
    // is not known), denied ("xml_doctype"), too_large ("xml_too_deep", "xml_too_long",
    // "xml_too_many"), conflict ("xml_stopped"); placed as "line N". The first one stays.
    Result<void> feed(std::string_view bytes);
    // Nothing will follow. Errors: those, and invalid ("xml_unfinished") when an element is open.
    Result<void> end();
    // Where the error is; nothing before one. Of an "xml_outer_end" the name in its tag, to the
    // tag's end.
    const XmlPlace& broken_at() const;
    // What stands before it was told, or is nothing to be told; with an error, the first byte of
    // what is wrong as a whole.
    std::uint64_t told_to() const;
    // Nothing more is told, and feed() fails, behind what is being told. For the listener.
    void stop();
    // Forgets the error; what is fed next stands there, in the charset of what was read last.
    void resume(const XmlStart& at);
    // Whether that would be understood: in a charset that is known, with ASCII as single bytes.
    bool can_resume() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace aisle
