// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task_deed.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string done =
    R"({"id":"d-1","note":"She was\nglad.","number":3,"scan":"\u001dABC",)"
    R"("photo":"sha256:77","operator":"op7","at":"2026-07-01T09:30:00+08:00"})";

Task with_offer() {
    Task task;
    task.member = "m-77";
    task.offer = TaskOffer{"10 off", "c-1"};
    return task;
}

TEST(TaskCompletion, IsRecordedWithTheNoteApart) {
    const auto completion = parse_task_completion(json_of(done));
    ASSERT_TRUE(completion) << completion.error().what();
    EXPECT_EQ(completion->id, "d-1");
    EXPECT_EQ(completion->time, parse_rfc3339("2026-07-01T01:30:00Z").value());
    const auto draft = task_completed({"t-1"}, *completion);
    EXPECT_EQ(draft.type, "task.completed");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data, R"({"task":"t-1","number":3,"scan":"\u001dABC","photo":"sha256:77",)"
                          R"("operator":"op7","at":"2026-07-01T09:30:00+08:00"})");
    EXPECT_EQ(draft.person, R"({"note":"She was\nglad."})");
}

TEST(TaskCompletion, NeedsNothingButTheTask) {
    const auto completion = parse_task_completion(json_of("{}"));
    ASSERT_TRUE(completion);
    EXPECT_EQ(task_completed({"t-1"}, *completion).data, R"({"task":"t-1"})");
    EXPECT_TRUE(task_completed({"t-1"}, *completion).person.empty());
    EXPECT_TRUE(check_completion({}, *completion));
}

TEST(TaskCompletion, SaysWhatWasHandedOverAndToWhomApart) {
    const auto completion = parse_task_completion(json_of(R"({"offer_given":true})"));
    ASSERT_TRUE(completion);
    const auto draft = task_completed({"t-1", "2026-07-01"}, *completion, with_offer());
    EXPECT_EQ(draft.data,
              R"({"task":"t-1","occurrence":"2026-07-01","offer_given":true,"coupon":"c-1"})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-77"})");
}

TEST(TaskCompletion, BringsWhatTheTaskAsksFor) {
    const auto completion = parse_task_completion(json_of(done));
    Task task;
    task.proof = {.note = true, .number = true, .scan = true, .photo = true};
    EXPECT_TRUE(check_completion(task, *completion));
    for (const std::string member : {"note", "number", "scan", "photo"}) {
        auto lacking = *completion;
        if (member == "note") lacking.note.clear();
        if (member == "number") lacking.number.reset();
        if (member == "scan") lacking.scan.clear();
        if (member == "photo") lacking.photo.clear();
        EXPECT_TRUE(refused(check_completion(task, lacking), "proof_missing", "/" + member));
    }
}

TEST(TaskCompletion, HandsOverOnlyWhatThereIs) {
    TaskCompletion completion;
    completion.offer_given = true;
    EXPECT_TRUE(refused(check_completion({}, completion), "no_offer", "/offer_given"));
    EXPECT_TRUE(check_completion(with_offer(), completion));
}

TEST(TaskCompletion, IsToBeCreditedWhenSomethingWasHandedToSomebody) {
    TaskCompletion completion;
    EXPECT_EQ(credited_member(with_offer(), completion), "");
    completion.offer_given = true;
    EXPECT_EQ(credited_member(with_offer(), completion), "m-77");
    completion.member = "m-78";
    EXPECT_EQ(credited_member(with_offer(), completion), "m-78");
    Task call;
    EXPECT_EQ(credited_member(call, {}), "");
    call.member = "m-77";
    EXPECT_EQ(credited_member(call, {}), "m-77");
}

TEST(TaskCompletion, NamesWhatIsWrongInIt) {
    const auto with = [](std::string_view from, std::string_view to) {
        return parse_task_completion(json_of(changed(done, from, to)));
    };
    EXPECT_TRUE(refused(with("photo", "picture"), "unknown_member", "/picture"));
    EXPECT_TRUE(refused(with("She was", "4111 1111 1111 1111"), "card_number", "/note"));
    EXPECT_TRUE(refused(with("She was", std::string(note_bytes_max, 'x')), "too_long", "/note"));
    EXPECT_TRUE(refused(with(":3,", ":3.5,"), "wrong_type", "/number"));
    EXPECT_TRUE(refused(with(":3,", ":9223372036854775807,"), "out_of_range", "/number"));
    EXPECT_TRUE(refused(with("ABC", std::string(scan_bytes_max, 'x')), "too_long", "/scan"));
    EXPECT_TRUE(refused(with("09:30:00+08:00", "09:30"), "bad_time", "/at"));
    EXPECT_TRUE(refused(with("\"number\":3", "\"offer_given\":3"), "wrong_type", "/offer_given"));
    EXPECT_TRUE(
        refused(with("\"number\":3", "\"member_id\":\"\\u0007\""), "bad_text", "/member_id"));
    EXPECT_FALSE(parse_task_completion(json_of("null")));
}

TEST(TaskCompletion, WithTheLongestOfEverythingFitsItsEvent) {
    TaskCompletion completion;
    completion.note = std::string(note_bytes_max, '\n');
    completion.scan = std::string(scan_bytes_max, '\x1d');
    completion.member = std::string(name_bytes_max, '"');
    SeededEntropy entropy{1};
    const auto event =
        encode_event(task_completed({std::string(feed_key_bytes_max, 'k')}, completion),
                     smallest_context(), entropy);
    EXPECT_TRUE(event) << event.error().what();
}

TEST(TaskAcceptance, SaysWhoAndWhen) {
    const auto acceptance = parse_task_acceptance(
        json_of(R"({"id":"a-1","operator":"op7","at":"2026-07-01T09:30:00+08:00"})"));
    ASSERT_TRUE(acceptance);
    const auto draft = task_accepted({"t-1", "2026-07-01"}, *acceptance);
    EXPECT_EQ(draft.type, "task.accepted");
    EXPECT_EQ(draft.data, R"({"task":"t-1","occurrence":"2026-07-01","operator":"op7",)"
                          R"("at":"2026-07-01T09:30:00+08:00"})");
    EXPECT_TRUE(draft.person.empty());
    EXPECT_EQ(task_accepted({"t-1"}, *parse_task_acceptance(json_of("{}"))).data,
              R"({"task":"t-1"})");
}

TEST(TaskAcceptance, NamesWhatIsWrongInIt) {
    const auto read = [](const std::string& text) { return parse_task_acceptance(json_of(text)); };
    EXPECT_TRUE(refused(read(R"({"note":"x"})"), "unknown_member", "/note"));
    EXPECT_TRUE(refused(read(R"({"operator":7})"), "wrong_type", "/operator"));
    EXPECT_TRUE(refused(read(R"({"id":""})"), "empty", "/id"));
    EXPECT_TRUE(refused(read(R"({"at":"noon"})"), "bad_time", "/at"));
    EXPECT_TRUE(refused(read("[]"), "wrong_type", ""));
}

TEST(TaskDecline, KeepsTheWordsApartFromTheCode) {
    const auto decline = parse_task_decline(
        json_of(R"({"reason":"She is\nmy aunt.","reason_code":"conflict_of_interest"})"));
    ASSERT_TRUE(decline);
    const auto draft = task_declined({"t-1"}, *decline);
    EXPECT_EQ(draft.type, "task.declined");
    EXPECT_EQ(draft.data, R"({"task":"t-1","reason_code":"conflict_of_interest"})");
    EXPECT_EQ(draft.person, R"({"reason":"She is\nmy aunt."})");
}

TEST(TaskDecline, OfATaskAboutAMemberItsWordsAreHersToo) {
    const auto decline = parse_task_decline(json_of(R"({"reason":"She moved."})"));
    ASSERT_TRUE(decline);
    EXPECT_EQ(task_declined({"t-1"}, *decline, "m-1").person,
              R"({"reason":"She moved.","member_id":"m-1"})");
}

TEST(TaskDecline, SaysWhy) {
    const auto read = [](const std::string& text) { return parse_task_decline(json_of(text)); };
    EXPECT_TRUE(read(R"({"reason_code":"no_time"})"));
    EXPECT_TRUE(read(R"({"reason":"no time"})"));
    EXPECT_TRUE(refused(read("{}"), "missing", "/reason"));
    EXPECT_TRUE(refused(read(R"({"reason_code":"No time"})"), "bad_word", "/reason_code"));
    EXPECT_TRUE(refused(read(R"({"reason":"4111 1111 1111 1111"})"), "card_number", "/reason"));
}

TEST(TaskCredit, NamesTheEventAndItsTasksAndTheMemberApart) {
    const auto draft = task_credited({"m-77", "0190-1", "purchase.completed", {"t-1", "t-2"}});
    EXPECT_EQ(draft.type, "task.credited");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data, R"({"event":"0190-1","type":"purchase.completed",)"
                          R"("triggered_by":["t-1","t-2"]})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-77"})");
    EXPECT_EQ(task_credited({"m-77", "0190-1", "x", {}}).data, R"({"event":"0190-1","type":"x"})");
}

}  // namespace
}  // namespace aisle
