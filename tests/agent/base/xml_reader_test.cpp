// SPDX-License-Identifier: Apache-2.0
#include "agent/base/xml_reader.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aisle {
namespace {

// What was told, as one text: "<a k=v>", "text" with its pieces joined, "</a>", "!code".
class Listener final : public XmlListener {
public:
    void element_begins(std::string_view name, std::span<const XmlAttribute> attributes,
                        const XmlPlace& at) override {
        told.append("<").append(name);
        for (const auto& [key, value] : attributes) {
            told.append(" ").append(key).append("=").append(value);
        }
        told += ">";
        begins.push_back(at);
    }
    void text(std::string_view piece, const XmlPlace& at) override {
        EXPECT_LE(piece.size(), 64 * KiB + 8 * KiB);
        EXPECT_LE(at.begin, at.end);
        told += piece;
    }
    void element_ends(std::string_view name, const XmlPlace& at) override {
        told.append("</").append(name).append(">");
        ends.push_back(at);
    }

    std::string told;
    std::vector<XmlPlace> begins, ends;
};

struct Reading {
    Listener listener;
    XmlPlace broken;
    std::string what;
};

// In pieces of this size; 0: of any.
Reading read(std::string_view bytes, std::size_t piece = 0, const std::string& charset = "") {
    Reading reading;
    XmlReader reader(reading.listener, charset);
    SeededEntropy dice(bytes.size());
    Result<void> outcome;
    while (!bytes.empty()) {
        const auto most = 50 + bytes.size() / 50;
        const auto some = piece > 0 ? piece : 1 + static_cast<std::size_t>(dice.below(most));
        outcome = reader.feed(bytes.substr(0, some));
        bytes.remove_prefix(std::min(some, bytes.size()));
        EXPECT_TRUE(outcome || !reader.feed("<a>")) << "the first error stays";
    }
    if (outcome) outcome = reader.end();
    if (!outcome) {
        reading.listener.told.append("!").append(outcome.error().code());
        reading.broken = reader.broken_at();
        reading.what = outcome.error().what();
        EXPECT_EQ(outcome.error().place(), "line " + std::to_string(reading.broken.line));
        EXPECT_EQ(reader.end().error().what(), reading.what);
    }
    return reading;
}

// The same, whatever the pieces.
Reading told_of(std::string_view bytes, const std::string& charset = "") {
    auto whole = read(bytes, bytes.size() + 1, charset);
    // A long tag that comes byte by byte is looked at with each of them.
    const std::size_t least = 1 + bytes.size() / 5000;
    for (const std::size_t piece : {least, 3 * least, std::size_t{0}}) {
        const auto other = read(bytes, piece, charset);
        EXPECT_EQ(other.listener.told, whole.listener.told);
        EXPECT_EQ(other.listener.begins, whole.listener.begins);
        EXPECT_EQ(other.listener.ends, whole.listener.ends);
        EXPECT_EQ(other.broken, whole.broken);
        EXPECT_EQ(other.what, whole.what);
    }
    return whole;
}
std::string told(std::string_view bytes, const std::string& charset = "") {
    return told_of(bytes, charset).listener.told;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

TEST(XmlReader, TellsWhatBeginsAndEndsAndWhatStandsInIt) {
    EXPECT_EQ(told("<?xml version='1.0'?>\n<a k='v' n:l=\"&lt;\"><!-- no --><b/>t&amp;&#xe4;"
                   "<![CDATA[<c>]]>\r\n</a>"),
              "<a k=v l=<><b></b>t&ä<c>\n</a>");
    EXPECT_EQ(told(""), "");
    EXPECT_EQ(told(" \n"), "");
}

TEST(XmlReader, LeavesNamespacesOut) {
    EXPECT_EQ(told("<n:a xmlns:n='u' xmlns='v' n:k='1'><n:b/></n:a>"), "<a k=1><b></b></a>");
    EXPECT_EQ(told("<x:y/>"), "<y></y>") << "also one that nobody has declared";
}

TEST(XmlReader, SaysWhereThingsStand) {
    const auto reading = told_of("<a>\n<b>ä</b>\n<c\n/></a>\n\n<d/>");
    const auto& begins = reading.listener.begins;
    const auto& ends = reading.listener.ends;
    ASSERT_EQ(begins.size(), 4U);
    EXPECT_EQ(begins[0], (XmlPlace{0, 3, 1}));
    EXPECT_EQ(begins[1], (XmlPlace{4, 7, 2}));
    EXPECT_EQ(ends[0], (XmlPlace{9, 13, 2}));
    EXPECT_EQ(begins[2], (XmlPlace{14, 19, 3}));
    EXPECT_EQ(ends[1].end, 19U);
    EXPECT_EQ(ends[2], (XmlPlace{19, 23, 4}));
    EXPECT_EQ(begins[3], (XmlPlace{25, 29, 6}));
    EXPECT_EQ(told_of("<a>\r\r\n\r</a>\r\r\n<b/>").listener.begins.at(1).line, 6U);
}

TEST(XmlReader, ReadsOneDocumentAfterTheOther) {
    EXPECT_EQ(told("<a/><b/>"), "<a></a><b></b>");
    EXPECT_EQ(
        told("\xef\xbb\xbf<?xml version='1.0'?><a/>\n\xef\xbb\xbf<?xml version='1.0'?><b/>\n"),
        "<a></a><b></b>");
    EXPECT_EQ(told("<a/><!-- the end -->\n"), "<a></a>");
    EXPECT_EQ(told("<a/>" + std::string(5, '\0')), "<a></a>") << "a file with room in front";
    EXPECT_EQ(told("<a/>nonsense"), "<a></a>!xml_broken");
}

TEST(XmlReader, TellsATagWithItsLastByte) {
    Listener listener;
    XmlReader reader(listener);
    for (const char c : std::string("<a><b>x</b")) ASSERT_TRUE(reader.feed({&c, 1}));
    EXPECT_EQ(listener.told, "<a><b>x");
    ASSERT_TRUE(reader.feed(">"));
    EXPECT_EQ(listener.told, "<a><b>x</b>");
}

TEST(XmlReader, EndsWhereTheXmlIsBroken) {
    for (const auto* broken : {"<a></b>", "<a", "<a b>", "<a b='1' b='2'/>", "<a>&b;</a>",
                               "<a>&#0;</a>", "<a>]]></a>", "<a>\x01</a>", "<a>\xff</a>", "a",
                               "<?xml?>", "<1/>", "<a><![CDATA[", "<!-- -- --><a/>", "<a k=v/>"}) {
        const auto reading = told_of(broken);
        EXPECT_TRUE(reading.listener.told.ends_with("!xml_broken")) << reading.listener.told;
        EXPECT_LE(reading.broken.begin, std::string_view(broken).size());
    }
    // What its first bytes are taken for does not depend on whether they come one by one.
    EXPECT_EQ(told(std::string("I\0\0\0<\0/\0", 8)), "!xml_broken");
    const auto reading = told_of("<a>\n\n<b></c></a>");
    EXPECT_EQ(reading.broken.line, 3U);
    EXPECT_EQ(reading.broken.begin, 10U) << "at its name";
    EXPECT_EQ(reading.what, "mismatched tag");
}

TEST(XmlReader, SaysWhenItEndsWithinAnElement) {
    EXPECT_EQ(told("<a><b/>\n"), "<a><b></b>\n!xml_unfinished");
    EXPECT_EQ(told_of("<a>\n\n").broken.line, 3U);
    EXPECT_EQ(told("<?xml version='1.0'?>"), "");
}

// A document brings no entities, and nothing of the disk or the network comes in by it.
TEST(XmlReader, RefusesADocumentType) {
    std::string bomb = "<!DOCTYPE a [<!ENTITY a0 'ha'>";
    for (int i = 1; i < 30; ++i) {
        const auto of = "&a" + std::to_string(i - 1) + ";";
        bomb += "<!ENTITY a" + std::to_string(i) + " '" + repeated(of, 10) + "'>";
    }
    EXPECT_EQ(told(bomb + "]><a>&a29;</a>"), "!xml_doctype");
    EXPECT_EQ(told("<!DOCTYPE a><a/>"), "!xml_doctype");
    EXPECT_EQ(told("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), "!xml_doctype");
    EXPECT_EQ(told("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"),
              "!xml_doctype");
    EXPECT_EQ(told("<!DOCTYPE a [<!ENTITY % x 'y'> %x;]><a/>"), "!xml_doctype");
}

TEST(XmlReader, StandsNoDepthBelowItsBound) {
    const auto open = repeated("<a>", xml_depth_max), closed = repeated("</a>", xml_depth_max);
    EXPECT_EQ(told(open + closed), open + closed);
    EXPECT_EQ(told(open + "<a>"), open + "!xml_too_deep");
    EXPECT_EQ(told(repeated("<a>", 100'000)), open + "!xml_too_deep");
}

TEST(XmlReader, TakesNoTagThatIsTooLong) {
    const std::string longest(64 * KiB - 11, 'x');
    EXPECT_EQ(told("<r>\n<a b='" + longest + "'/></r>"), "<r>\n<a b=" + longest + "></a></r>");
    const auto reading = told_of("<r>\n<a b='x" + longest + "xxxx'/></r>");
    EXPECT_EQ(reading.listener.told, "<r>\n!xml_too_long");
    EXPECT_EQ(reading.broken.begin, 4U);
    EXPECT_EQ(reading.broken.line, 2U);
    EXPECT_EQ(told("<r><!--" + longest + longest + "--></r>"), "<r>!xml_too_long");
    EXPECT_EQ(told("<r></r" + longest + "xxxxxxxxx<"), "<r>!xml_too_long") << "before it is broken";
    EXPECT_EQ(told("<r></r" + longest + "xxxxxxx<"), "<r>!xml_broken");
    const auto text = longest + longest + longest;
    EXPECT_EQ(told("<r>" + text + "</r>"), "<r>" + text + "</r>") << "a text may be long";
}

TEST(XmlReader, RemembersNoMoreNamesThanThereAre) {
    std::string many = "<r>";
    for (int i = 0; i < 1999; ++i) many += "<e" + std::to_string(i) + "/>";
    EXPECT_FALSE(told(many).ends_with("!xml_too_many"));
    EXPECT_TRUE(told(many + "<x/>").ends_with("!xml_too_many"));
    EXPECT_TRUE(told(many + "<e1 x='1'/>").ends_with("!xml_too_many"));
    EXPECT_EQ(told("<" + std::string(129, 'n') + "/>"), "!xml_too_many");
    EXPECT_FALSE(told(many + "</r><o><x/></o>").ends_with("!xml_too_many")) << "of one document";
}

TEST(XmlReader, IsBoundedInMemory) {
    Listener listener;
    XmlReader reader(listener);
    ASSERT_TRUE(reader.feed("<r>"));
    const std::string text(1 * MiB, 'x');
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(reader.feed(text));
        EXPECT_EQ(listener.told.size(), (i == 0 ? 3 : 0) + text.size());
        listener.told.clear();
    }
    ASSERT_TRUE(reader.feed("<a b='"));
    const auto outcome = reader.feed(text);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::too_large);
}

// Goes on at `begin`, and tells all that follows.
std::string resumed(Reading& reading, XmlReader& reader, std::string_view bytes, std::size_t begin,
                    bool within) {
    XmlStart start;
    start.byte = begin;
    start.lines.pass(bytes.substr(0, begin));
    start.within = within;
    reader.resume(start);
    reading.listener.told.clear();
    auto outcome = reader.feed(bytes.substr(begin));
    if (outcome) outcome = reader.end();
    if (!outcome) reading.listener.told.append("!").append(outcome.error().code());
    reading.broken = reader.broken_at();
    return reading.listener.told;
}

TEST(XmlReader, GoesOnBehindWhatIsBrokenWhereItIsTold) {
    const std::string file = "<r>\n<n:a>&</n:a>\n<b k='1'>x</b>\n<c/> </r><d/>\n";
    Reading reading;
    XmlReader reader(reading.listener);
    ASSERT_FALSE(reader.feed(file));
    EXPECT_EQ(reader.told_to(), file.find('&'));
    EXPECT_TRUE(reader.can_resume());
    EXPECT_EQ(resumed(reading, reader, file, file.find("<b"), true),
              "<b k=1>x</b>\n<c></c> "
              "!xml_outer_end");
    EXPECT_EQ(reading.listener.begins.at(2), (XmlPlace{file.find("<b"), file.find(">x") + 1, 3}));
    EXPECT_EQ(reading.broken, (XmlPlace{file.find("r><d"), file.find("<d"), 4}));
    EXPECT_EQ(resumed(reading, reader, file, file.find("<d"), true), "<d></d>\n");
    EXPECT_EQ(resumed(reading, reader, file, file.find("<d"), false), "<d></d>");
    EXPECT_EQ(resumed(reading, reader, file, file.find("<b"), false),
              "<b k=1>x</b><c></c>!xml_broken")
        << "each a document";
    EXPECT_EQ(resumed(reading, reader, "<a><a><b/></c>", 3, true), "<a><b></b>!xml_broken");
    EXPECT_EQ(resumed(reading, reader, "<a><a><b/>", 3, true), "<a><b></b>!xml_unfinished");
}

TEST(XmlReader, SaysThatADocumentBeginsInAnother) {
    const auto reading = told_of("<a>\n<?xml version='1.0'?><b/>");
    EXPECT_EQ(reading.listener.told, "<a>\n!xml_begins_again");
    EXPECT_EQ(reading.broken.begin, 4U);
    EXPECT_EQ(told("<a/><!-- --><?xml version='1.0'?><b/>"), "<a></a>!xml_begins_again");
}

TEST(XmlReader, GoesOnInTheCharsetThatItReadIn) {
    const std::string said = "<?xml version='1.0' encoding='windows-1252'?><a>&<b>\x80</b>";
    Reading reading;
    XmlReader reader(reading.listener);
    ASSERT_FALSE(reader.feed(said));
    EXPECT_EQ(resumed(reading, reader, said, said.find("<b"), true), "<b>€</b>");
    EXPECT_EQ(resumed(reading, reader, said, said.find("<b"), false), "<b>!xml_broken")
        << "another document";
    const std::string wrong = "<?xml version='1.0' encoding='utf-16'?><a>ä</a>";
    XmlReader other(reading.listener);
    ASSERT_FALSE(other.feed(wrong));
    EXPECT_TRUE(other.can_resume());
    EXPECT_EQ(resumed(reading, other, wrong, wrong.find("<a"), true), "<a>ä</a>");
    for (const auto& file : {std::string("\xff\xfe<\0a\0>\0&\0<\0", 12),
                             std::string("<?xml version='1.0' encoding='KLINGON-7'?><a>&<")}) {
        XmlReader none(reading.listener);
        ASSERT_FALSE(none.feed(file));
        EXPECT_FALSE(none.can_resume());
    }
}

class Stopping final : public XmlListener {
public:
    void element_begins(std::string_view name, std::span<const XmlAttribute>,
                        const XmlPlace&) override {
        told += name;
    }
    void text(std::string_view, const XmlPlace&) override {}
    void element_ends(std::string_view, const XmlPlace&) override { reader->stop(); }

    std::string told;
    XmlReader* reader = nullptr;
};

TEST(XmlReader, StopsBehindWhatItIsTelling) {
    Stopping listener;
    XmlReader reader(listener);
    listener.reader = &reader;
    const auto outcome = reader.feed("<a><b></b \n><c/>");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), "xml_stopped");
    EXPECT_EQ(reader.broken_at().end, 12U);
    EXPECT_EQ(listener.told, "ab");
}

TEST(XmlReader, ReadsCharsets) {
    const auto of = [](std::string_view name, std::string_view bytes) {
        return told("<?xml version='1.0' encoding='" + std::string(name) + "'?><a>" +
                    std::string(bytes) + "</a>");
    };
    EXPECT_EQ(of("ISO-8859-1", "\xe4"), "<a>ä</a>");
    EXPECT_EQ(of("Windows-1252", "\x80\xe4"), "<a>€ä</a>");
    EXPECT_EQ(of("windows-1252", "\x81"), "<a>!xml_broken") << "no sign there";
    EXPECT_EQ(of("GBK", "\xd6\xd0\xb9\xfa?"), "<a>中国?</a>");
    EXPECT_EQ(of("GB2312", "\xd6\xd0\xff\xff"), "<a>中!xml_broken");
    EXPECT_EQ(of("cp866", "\x80"), "<a>А</a>");
    for (const auto* name : {"KLINGON-7", "gb-9", "UTF-7"}) {
        EXPECT_EQ(of(name, "a"), "!xml_charset") << name;
    }
    for (const auto* name : {"../../x", "cp1252//TRANSLIT", "cp 866"}) {
        EXPECT_EQ(of(name, "a"), "!xml_broken") << name << " is no name";
    }
    EXPECT_EQ(told("<a>\xe4</a>", "WINDOWS-1252//TRANSLIT"), "!xml_charset");
    EXPECT_EQ(told("<a>\xe4</a>", "WINDOWS-1252"), "<a>ä</a>") << "as who reads it knows";
    const std::string wide("\xff\xfe<\0a\0>\0\xe4\0<\0/\0a\0>\0\n\0", 20);
    EXPECT_EQ(told(wide), "<a>ä</a>");
}

}  // namespace
}  // namespace aisle
