# SPDX-License-Identifier: BSL-1.0
# The program in README.md is the file without its first line.
cmake_minimum_required(VERSION 3.25)
file(READ ${ROOT}/examples/quickstart/embed.cpp program)
file(READ ${ROOT}/README.md readme)
string(FIND "${program}" "\n" first_end)
math(EXPR first_end "${first_end} + 1")
string(SUBSTRING "${program}" ${first_end} -1 program)
string(FIND "${readme}" "```cpp\n${program}```" place)
if(place EQUAL -1)
    message(FATAL_ERROR "README.md shows another program than examples/quickstart/embed.cpp")
endif()
