# SPDX-License-Identifier: BSL-1.0
# Configures, builds and runs the host in SOURCE; with INSTALL_FROM, against what that build tree installs.
#
#   cmake -D SOURCE=… -D WORK=… [-D INSTALL_FROM=…] -D COMPILER=… -D LAUNCHER=… -D TYPE=… -D FLAGS=…
#         -D FLAGS_RELEASE=… -P consume.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK})
if(INSTALL_FROM)
    run(${CMAKE_COMMAND} --install ${INSTALL_FROM} --prefix ${WORK}/prefix)
endif()
run(${CMAKE_COMMAND} -G Ninja -S ${SOURCE} -B ${WORK}/build
    -D CMAKE_PREFIX_PATH=${WORK}/prefix
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -D CMAKE_BUILD_TYPE=${TYPE}
    "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_CXX_FLAGS_RELEASE=${FLAGS_RELEASE}")
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/host)
