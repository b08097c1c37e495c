// SPDX-License-Identifier: BSL-1.0
/// \file
/// What is measured in a child process.

#pragma once

#include "bench/figures/in_child.hpp"

namespace nurture::figures {

/// Does the task in this process, on its file, which it changes:
/// - inputs: half joins, half opens of leads that wait, chosen all over the file;
/// - tick: run_due at an instant at which nothing is due; besides "store_calls";
/// - open: from the closed file to the first decision;
/// - memory: page views of leads all over the file; besides "peak_bytes".
[[nodiscard]] Answers run_task(const Task& task);

} // namespace nurture::figures
