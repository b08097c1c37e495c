# SPDX-License-Identifier: BSL-1.0
# Run after a test program is linked: asks it for its test cases and writes one ctest entry for each. Catch2's own
# script takes a sentence with a semicolon or a bracket for two.
#
#   cmake -D PROGRAM=… -D LIST=… -D OUTPUT=… -D PREFIX=… -D LABEL=… -D ARGUMENTS=… -P NurtureDiscoverTests.cmake
execute_process(COMMAND ${PROGRAM} ${LIST} OUTPUT_VARIABLE names RESULT_VARIABLE status)
# Catch2 2 answers with the number of test cases, 3 with 0; a crash answers in words.
if(NOT status MATCHES "^[0-9]+$")
    message(FATAL_ERROR "${PROGRAM} cannot list its test cases: ${status}")
endif()

# Characters that mean something to lists of CMake travel under other names.
string(ASCII 1 semicolon)
string(ASCII 2 opening)
string(ASCII 3 closing)
string(REPLACE ";" "${semicolon}" names "${names}")
string(REPLACE "[" "${opening}" names "${names}")
string(REPLACE "]" "${closing}" names "${names}")
string(REGEX REPLACE "\n+" ";" names "${names}")

set(script "")
foreach(name IN LISTS names)
    if(name STREQUAL "")
        continue()
    endif()
    string(REPLACE "${semicolon}" ";" name "${name}")
    string(REPLACE "${opening}" "[" name "${name}")
    string(REPLACE "${closing}" "]" name "${name}")
    # What selects this test case alone: Catch2 reads commas and brackets as its own.
    string(REGEX REPLACE "([\\,[])" "\\\\\\1" selection "${name}")
    string(APPEND script
        "add_test([==[${PREFIX}: ${name}]==] [==[${PROGRAM}]==] [==[${selection}]==] ${ARGUMENTS})\n"
        "set_tests_properties([==[${PREFIX}: ${name}]==] PROPERTIES LABELS ${LABEL}"
        " SKIP_REGULAR_EXPRESSION \"SKIPPED: \" TIMEOUT 120)\n")
endforeach()
file(WRITE ${OUTPUT} "${script}")
