// SPDX-License-Identifier: Apache-2.0
// The rules over the tree as it stands. That each rule can complain is shown in the other files.
#include "tests/tidy/layers.hpp"
#include "tests/tidy/shape.hpp"
#include "tests/tidy/source.hpp"
#include "tests/tidy/tree.hpp"
#include "tests/tidy/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace aisle {
namespace {

class Tidy : public testing::Test {
protected:
    static void SetUpTestSuite() { tree_ = read_tree(AISLE_SOURCE_DIR); }

    static Table table(const std::string& name) {
        std::ifstream file(AISLE_SOURCE_DIR "/tests/tidy/" + name);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        auto table = parse_table(text);
        EXPECT_TRUE(table) << name << " " << table.error().place();
        return table ? *table : Table{};
    }

    template <class Rule>
    static std::string complaints(Rule rule) {
        Complaints all;
        for (const auto& source : tree_) append(all, rule(source));
        return to_string(all);
    }

    // For the rules about C++, which the screens' sources need not follow.
    template <class Rule>
    static std::string cpp_complaints(Rule rule) {
        return complaints(
            [rule](const Source& source) { return is_cpp(source) ? rule(source) : Complaints{}; });
    }

    static void expect_none(const std::string& complaints) {
        if (!complaints.empty()) ADD_FAILURE() << complaints;
    }

    static std::vector<Source> tree_;
};
std::vector<Source> Tidy::tree_;

TEST_F(Tidy, SeesTheWholeTree) {
    const auto seen = [](std::string_view path) {
        return std::any_of(tree_.begin(), tree_.end(),
                           [path](const Source& source) { return source.path == path; });
    };
    EXPECT_TRUE(seen("agent/base/json.cpp"));
    EXPECT_TRUE(seen("agent/base/crypto/sha256.hpp"));
    EXPECT_TRUE(seen("tests/tidy/tidy_test.cpp"));
}

TEST_F(Tidy, LayersHaveNoCircles) {
    expect_none(to_string(check_layer_order(table("layers.txt"))));
}

TEST_F(Tidy, IncludesStayInTheirLayers) {
    const auto layers = table("layers.txt");
    expect_none(cpp_complaints([&layers](const Source& s) { return check_layers(s, layers); }));
}

TEST_F(Tidy, LibrariesStayBehindTheirFences) {
    const auto fences = table("fences.txt");
    expect_none(cpp_complaints([&fences](const Source& s) { return check_fences(s, fences); }));
}

TEST_F(Tidy, BannedWordsStayOut) {
    expect_none(cpp_complaints(check_words));
}

TEST_F(Tidy, CoroutinesNameWhatTheyCapture) {
    expect_none(cpp_complaints(check_captures));
}

TEST_F(Tidy, EveryTodoHasAName) {
    expect_none(complaints(check_todos));
}

TEST_F(Tidy, NamesSaySomething) {
    expect_none(cpp_complaints(check_names));
}

TEST_F(Tidy, MacrosAndNamespacesAreTheFewAgreedOn) {
    expect_none(cpp_complaints(check_macros_and_namespaces));
}

TEST_F(Tidy, FilesFitTheirSize) {
    expect_none(complaints(check_size));
}

TEST_F(Tidy, FunctionsFitOnAScreen) {
    expect_none(cpp_complaints(check_functions));
}

TEST_F(Tidy, FilesOpenWithLicenceAndPurpose) {
    expect_none(complaints(check_opening));
}

TEST_F(Tidy, EveryHeaderIsIncludedBySomeone) {
    expect_none(to_string(check_headers_used(tree_)));
}

TEST_F(Tidy, EverySourceHasItsTest) {
    expect_none(to_string(check_tests_exist(tree_)));
}

}  // namespace
}  // namespace aisle
