// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/sheet_page.hpp"

#include "agent/domain/scanner_sheet.hpp"
#include "tools/ctl/bar_code.hpp"

namespace aisle {
namespace {

// A third of a millimetre is what most scanners are made for; drawn in modules, sized in µm.
constexpr std::size_t module_um = 330;
constexpr std::size_t quiet_modules = 11;
constexpr std::size_t height_modules = 55;

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Aisle: test sheet for scanners</title>
<style>
@page { size: A4; margin: 15mm }
body { font: 11pt sans-serif; max-width: 170mm; margin: 10mm auto }
section { margin: 0 0 14mm; break-inside: avoid }
h2 { font-size: 12pt; margin: 0 0 2mm }
svg { display: block; margin: 4mm 0 }
code { font: 10pt monospace }
</style>
</head>
<body>
<h1>Test sheet for scanners</h1>
<p>Print it at 100&nbsp;%, or show it on a bright screen. Run <code>aisle scanner setup</code> and
scan each code when it is asked for, once; cover the others with a hand.</p>
)";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '\x1d') {
            out += " FNC1 ";
        } else {
            out += c;
        }
    }
    return out;
}

std::string millimetres(std::size_t modules) {
    const auto um = modules * module_um;
    return std::to_string(um / 1000) + "." + std::to_string(um % 1000 / 10 + 100).substr(1) + "mm";
}

// Bars as one path: a step right to each, and its outline.
std::string drawn(const Modules& modules) {
    const auto width = modules.size() + 2 * quiet_modules;
    std::string svg = "<svg width=\"" + millimetres(width) + "\" height=\"" +
                      millimetres(height_modules) + "\" viewBox=\"0 0 " + std::to_string(width) +
                      " " + std::to_string(height_modules) +
                      "\" shape-rendering=\"crispEdges\"><path d=\"";
    for (std::size_t at = 0; at < modules.size();) {
        const auto end = std::min(modules.find(modules[at] == '1' ? '0' : '1', at), modules.size());
        if (modules[at] == '1') {
            const auto bar = std::to_string(end - at);
            svg += "M" + std::to_string(quiet_modules + at) + " 0h" + bar + "v" +
                   std::to_string(height_modules) + "h-" + bar + "z";
        }
        at = end;
    }
    return svg + "\"/></svg>\n";
}

}  // namespace

std::string sheet_page() {
    std::string page(head);
    int number = 0;
    for (const auto& code : scanner_sheet()) {
        page += "<section>\n<h2>" + std::to_string(++number) + ". " + std::string(code.name) +
                "</h2>\n" + drawn(modules_of(code)) + "<code>" + escaped(code.contents) +
                "</code><br>shows: " + escaped(code.shows) + "\n</section>\n";
    }
    return page + "</body>\n</html>\n";
}

}  // namespace aisle
