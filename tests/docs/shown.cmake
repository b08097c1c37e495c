# SPDX-License-Identifier: BSL-1.0
# A page shows a file as it is (FILE without its line of license) in a block of its own.
cmake_minimum_required(VERSION 3.25)
file(READ ${FILE} text)
file(READ ${PAGE} page)
string(REGEX REPLACE "^(//|#) SPDX-License-Identifier: [^\n]*\n" "" text "${text}")
string(FIND "${page}" "\n${text}```" place)
if(place EQUAL -1)
    message(FATAL_ERROR "${PAGE} does not show ${FILE} as it is")
endif()
