# SPDX-License-Identifier: BSL-1.0
# Everything nurture is built from, with the oldest version it is tested with and the reason. Required is only what a
# component that is being built needs, and what is required and missing is an error. Debian's package names are in
# debian-packages.txt.

# Graph algorithms over workflows, civil dates. Headers only, so no Boost component is asked for. As an imported
# target its include directory is a system one: 1.74 does not compile without warnings.
if(POLICY CMP0167)
    cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost 1.74 REQUIRED)

# Messages and output. Linked as fmt::fmt-header-only and for the build alone: hosts need no fmt, and may have another.
find_package(fmt 9 REQUIRED)

# Time zones, right beyond 2037. Its own version check wants equality, so the floor (20220623) is not asked for here.
find_package(absl CONFIG REQUIRED)

# matches() in conditions: linear in the input whatever the pattern. Floor 20220601.
find_package(Re2 REQUIRED)

# Recurring schedules and holidays in iCalendar. Its target is the bare `ical`.
find_package(LibIcal 3.0 REQUIRED)

if(NURTURE_WITH_YAML)
    find_package(yaml-cpp 0.7 REQUIRED)
    if(NOT TARGET yaml-cpp::yaml-cpp) # the name it has from 0.8 on
        add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED)
        set_target_properties(yaml-cpp::yaml-cpp PROPERTIES INTERFACE_LINK_LIBRARIES yaml-cpp)
    endif()
endif()

if(NURTURE_WITH_SQLITE)
    find_package(SQLite3 3.37 REQUIRED)   # STRICT tables
endif()

if(NURTURE_WITH_SMTP OR NURTURE_WITH_WEBHOOK)
    find_package(CURL 7.88 REQUIRED)    # SMTP and HTTP with TLS
endif()
if(NURTURE_WITH_WEBHOOK)
    find_package(OpenSSL 3.0 REQUIRED)  # HMAC
endif()

if(NURTURE_BUILD_PROGRAM)
    find_package(CLI11 2.1 REQUIRED)    # the command line
endif()

# The program's readers of inputs, which tests and fuzz targets link too.
if(NURTURE_BUILD_PROGRAM OR NURTURE_BUILD_TESTS OR NURTURE_BUILD_FUZZ)
    find_package(simdjson 3 REQUIRED)   # JSON Lines
    find_package(ZLIB 1.2 REQUIRED)     # what ends in .gz
endif()

if(NURTURE_BUILD_TESTS)
    find_package(Catch2 3 QUIET)
    if(NOT Catch2_FOUND)
        find_package(Catch2 2.13 REQUIRED)
    endif()
    find_package(rapidcheck REQUIRED)   # property tests; its package has no version
endif()

if(NURTURE_BUILD_BENCH)
    find_package(benchmark 1.7 REQUIRED)
endif()
