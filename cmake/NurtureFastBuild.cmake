# SPDX-License-Identifier: BSL-1.0
# Conveniences for those who work on nurture itself; a project that embeds it decides for its own build.
if(NOT PROJECT_IS_TOP_LEVEL)
    return()
endif()

find_program(NURTURE_CCACHE ccache)
mark_as_advanced(NURTURE_CCACHE)
if(NURTURE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${NURTURE_CCACHE})
endif()

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
