# SPDX-License-Identifier: BSL-1.0
# Checks, from the includes as they are written, that the layers stand in order.
#
#   cmake -D ROOT=<checkout> -P layers.cmake
#
# A layer includes only itself and the layers before it. A component includes layers, never another component. What
# several components are compiled from (`shared`) is included by components alone and includes layers. The root
# headers are below everything, the umbrellas are for programs and are included by nobody. A folder that is not in
# these lists is an error: it belongs to a layer, or it is a new component and is added here.
cmake_minimum_required(VERSION 3.25)

set(layers time lead condition content definition plan runtime effects engine insight rehearsal)
set(components yaml sqlite smtp webhook html testing boost postgres nats)
set(shared curl)
set(umbrellas nurture.hpp host.hpp)
# Reports are made from the journal alone, whoever wrote it.
set(insight_never_includes engine)

set(wrong "")
macro(report text)
    string(APPEND wrong "\n  ${text}")
endmacro()

function(place_of folder result)
    if(folder STREQUAL "")
        set(${result} -1 PARENT_SCOPE)
        return()
    endif()
    list(FIND layers ${folder} place)
    if(folder IN_LIST shared)
        set(place 999)
    elseif(place EQUAL -1 AND NOT folder IN_LIST components)
        set(place unknown)
    elseif(place EQUAL -1)
        set(place 1000)
    endif()
    set(${result} ${place} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE ${ROOT}
    ${ROOT}/include/nurture/*.hpp ${ROOT}/src/*.hpp ${ROOT}/src/*.cpp)
foreach(file IN LISTS files)
    string(REGEX REPLACE "^(include/nurture|src)/" "" inside ${file})
    if(inside IN_LIST umbrellas)
        continue()
    endif()
    string(REGEX MATCH "^[^/]+/" own ${inside})
    string(REPLACE "/" "" own "${own}")
    place_of("${own}" own_place)
    if(own_place STREQUAL unknown)
        report("${file}: the folder ${own} is neither a layer nor a component")
        continue()
    endif()

    file(STRINGS ${ROOT}/${file} lines REGEX "^[ \t]*#[ \t]*include[ \t]*(<nurture/|\")")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE ".*include[ \t]*(<nurture/|\")([^>\"]*).*" "\\2" included "${line}")
        string(REGEX REPLACE "^nurture/" "" included "${included}")
        if(included IN_LIST umbrellas)
            report("${file} includes the umbrella ${included}")
            continue()
        endif()
        string(REGEX MATCH "^[^/]+/" other "${included}")
        string(REPLACE "/" "" other "${other}")
        if(other STREQUAL "" AND line MATCHES "\"")
            continue() # a neighbor in the same folder
        endif()
        place_of("${other}" place)
        if(place STREQUAL unknown)
            report("${file} includes ${included}, which is in no layer")
        elseif(own_place EQUAL -1 AND NOT place EQUAL -1)
            report("${file} includes ${included}: root headers are below every layer")
        elseif(place EQUAL 1000 AND NOT own STREQUAL other)
            report("${file} includes ${included}: nobody includes a component")
        elseif(place GREATER own_place AND NOT own STREQUAL other)
            report("${file} includes ${included}: ${other} comes after ${own}")
        elseif("${other}" IN_LIST ${own}_never_includes)
            report("${file} includes ${included}: ${own} never sees ${other}")
        endif()
    endforeach()
endforeach()

# A file has a subject; these names have none.
file(GLOB_RECURSE everything LIST_DIRECTORIES true RELATIVE ${ROOT}
    ${ROOT}/include/* ${ROOT}/src/* ${ROOT}/examples/* ${ROOT}/tests/*)
foreach(path IN LISTS everything)
    if(NOT path MATCHES "^tests/architecture/planted/" AND path MATCHES "(^|/)(util|utils|common|helper|helpers|misc)(\\.[a-z]+)?$")
        report("${path}: name it after what it holds")
    endif()
endforeach()

list(LENGTH files count)
if(count EQUAL 0)
    message(FATAL_ERROR "no sources under ${ROOT}")
elseif(wrong)
    message(FATAL_ERROR "out of order:${wrong}")
endif()
message("${count} files in order")
