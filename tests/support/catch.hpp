// SPDX-License-Identifier: BSL-1.0
/// \file
/// Catch2, version 2 or 3, whichever the build found.

#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include <iostream>

/// Ends a test case as not run. ctest and tests/run.sh count it as skipped, never as passed.
#define NURTURE_SKIP(reason)                                                                                           \
    do {                                                                                                               \
        std::cout << "SKIPPED: " << (reason) << std::endl;                                                             \
        return;                                                                                                        \
    } while (false)
