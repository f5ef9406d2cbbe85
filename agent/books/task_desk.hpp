// SPDX-License-Identifier: Apache-2.0
// What a clerk may do with tasks: see what there is, take one on, do it with its proof, decline it.
// All of it works with the line down, and at once; what two devices have taken on central settles,
// and whoever has lost a task then is told. What was done before that was known stays a fact.
// The answer leaves after the commit. Owner's thread.
#pragma once

#include "agent/books/recorder.hpp"
#include "agent/books/task_book.hpp"
#include "agent/books/task_list.hpp"
#include "agent/domain/task_deed.hpp"

#include <string>
#include <string_view>

namespace aisle {

struct TaskDeskParts {
    Recorder& recorder;
    TaskBook& tasks;
    TaskList& list;
    Function<TaskMoment()> moment;  // when it is, and where this stands
    Function<void(std::string_view key)> done = {};
    Function<void(std::string_view key)> lost = {};
};

class TaskDesk {
public:
    explicit TaskDesk(TaskDeskParts parts) : parts_(std::move(parts)) {}

    // Bodies are the JSON that came; errors are placed in it by JSON pointer, or say what stands in
    // the way: conflict "task_done", "task_taken", "task_declined", "task_expired".
    void accept(std::string_view key, std::string_view body, Accept answer);
    void complete(std::string_view key, std::string_view body, Accept answer);
    void decline(std::string_view key, std::string_view body, Accept answer);

    struct Wish {
        std::string role;  // empty: all
        std::string person;
        std::string state;
    };
    // Errors: invalid ("bad_query").
    void list(const Wish& wish, Answer answer);

    // After central has spoken: tells the tasks that were lost to another device.
    void look_for_lost();

private:
    using Obstacle = TaskObstacle (*)(TaskState);
    // The task at the time when it was done, if nothing stands in the way then.
    Result<KnownTask> find(std::string_view key, const TaskMoment& at, WallTime now,
                           Obstacle obstacle);
    Result<void> write_completion(Pen& pen, std::string_view key, const TaskCompletion& completion,
                                  const TaskMoment& now);
    void commit(Result<Turn> turn, Function<Result<void>(Pen&)> moves, Accept answer);

    TaskDeskParts parts_;
};

}  // namespace aisle
