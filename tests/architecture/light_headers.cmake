# SPDX-License-Identifier: BSL-1.0
# Checks that no public header reaches a heavy one, by asking the compiler for everything that each includes.
#
#   cmake -D COMPILER=c++ -D ROOT=<checkout> -P light_headers.cmake
cmake_minimum_required(VERSION 3.25)

set(heavy "/(boost|fmt|absl|re2|libical|yaml-cpp|catch2|CLI|rapidcheck|curl|openssl)/[^ ]*|/(simdjson|sqlite3|zlib|curl)\\.h[^ ]*")

file(GLOB_RECURSE headers RELATIVE ${ROOT}/include ${ROOT}/include/nurture/*.hpp)
set(wrong "")
foreach(header IN LISTS headers)
    # Boost's graph concepts are what nurture/boost is for, Catch2 what the contract suites are written in.
    if(header MATCHES "^nurture/(boost|testing)/")
        continue()
    endif()
    execute_process(
        COMMAND ${COMPILER} -std=c++20 -M -I ${ROOT}/include -x c++ ${ROOT}/include/${header}
        OUTPUT_VARIABLE reached ERROR_VARIABLE problem RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        string(APPEND wrong "\n  ${header} cannot be read with the include path alone:\n${problem}")
    elseif(reached MATCHES "${heavy}")
        string(APPEND wrong "\n  ${header} reaches ${CMAKE_MATCH_0}")
    endif()
endforeach()

if(NOT headers)
    message(FATAL_ERROR "no headers under ${ROOT}/include")
elseif(wrong)
    message(FATAL_ERROR "heavy:${wrong}")
endif()
