// SPDX-License-Identifier: BSL-1.0
#include "bench/figures/in_child.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "bench/figures/counter.hpp"
#include "bench/figures/machine.hpp"
#include "bench/figures/tasks.hpp"

namespace nurture::figures {

namespace {

/// Callgrind counts while it is in the function of this name.
constexpr const char* counted_function = "nurture_figures_counted";

std::string quoted(const std::string& text) {
    std::string all = "'";
    for (const char letter : text) {
        all += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return all + "'";
}

std::string command_of(const Task& task) {
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    return quoted(self) + ' ' + child_mark + ' ' + task.what + ' ' + quoted(task.file.string()) + ' ' +
           std::to_string(task.waiting) + ' ' + std::to_string(task.inputs) + ' ' + std::to_string(task.cached_leads) +
           ' ' + std::to_string(task.cache_bytes);
}

/// All that a command prints; its errors, too.
std::string output_of(const std::string& command) {
    struct Close {
        void operator()(FILE* pipe) const { pclose(pipe); }
    };
    std::unique_ptr<FILE, Close> pipe(popen((command + " 2>&1").c_str(), "r"));
    if (!pipe) {
        throw std::runtime_error("cannot run " + command);
    }
    std::string output;
    std::array<char, 4096> part{};
    while (const std::size_t read = std::fread(part.data(), 1, part.size(), pipe.get())) {
        output.append(part.data(), read);
    }
    if (pclose(pipe.release()) != 0) {
        throw std::runtime_error(command + " failed:\n" + output);
    }
    return output;
}

/// Lines "name=number"; others are no answers.
Answers answers_in(const std::string& output) {
    Answers answers;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        if (const std::size_t sign = line.find('='); sign != std::string::npos && line[0] != '=') {
            answers[line.substr(0, sign)] = std::strtod(line.c_str() + sign + 1, nullptr);
        }
    }
    return answers;
}

} // namespace

extern "C" {
// Has a name that callgrind is told, so it is not inlined.
__attribute__((noinline)) void nurture_figures_counted(const std::function<void()>* work) {
    (*work)();
}
}

void measure(Answers& answers, const std::function<void()>& work) {
    const InstructionCounter counter;
    const std::uint64_t read_before = bytes_read();
    const std::optional<std::uint64_t> before = counter.read();
    Stopwatch watch;
    watch.go();
    nurture_figures_counted(&work);
    watch.stop();
    const std::optional<std::uint64_t> after = counter.read();
    if (before && after) {
        answers["instructions"] = static_cast<double>(*after - *before);
    }
    answers["bytes_read"] = static_cast<double>(bytes_read() - read_before);
    answers["seconds"] = watch.seconds();
    answers["processor_seconds"] = watch.processor_seconds();
}

Answers run_in_child(const Task& task) {
    return answers_in(output_of(command_of(task)));
}

Counted count_in_child(const Task& task) {
    if (InstructionCounter().read()) { // Asked first: the task changes its file.
        return {run_in_child(task).at("instructions"), "the processor's counter"};
    }
    if (std::system("valgrind --version >/dev/null 2>&1") != 0) { // NOLINT(concurrency-mt-unsafe): one thread.
        return {};
    }
    const std::string output = output_of("valgrind --tool=callgrind --callgrind-out-file=/dev/null "
                                         "--collect-atstart=no --toggle-collect=" +
                                         std::string(counted_function) + ' ' + command_of(task));
    const std::size_t place = output.find("Collected : ");
    if (place == std::string::npos) {
        return {};
    }
    return {std::strtod(output.c_str() + place + 12, nullptr), "callgrind"};
}

int be_child(const std::vector<std::string>& arguments) {
    if (arguments.size() != 6) {
        return 2;
    }
    const auto number = [&](std::size_t which) { return std::stoull(arguments[which]); };
    const Answers answers = run_task({.what = arguments[0],
                                      .file = arguments[1],
                                      .waiting = number(2),
                                      .inputs = number(3),
                                      .cached_leads = number(4),
                                      .cache_bytes = number(5)});
    for (const auto& [name, value] : answers) {
        std::printf("%s=%.17g\n", name.c_str(), value);
    }
    return 0;
}

} // namespace nurture::figures
