# SPDX-License-Identifier: BSL-1.0
# A component is one target, one list of headers and one export set: find_package(nurture COMPONENTS core) never asks
# for what another component needs.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# nurture_add_component(<name> [INTERFACE]
#     [HEADERS_OF <folder>...]    every header of include/nurture/<folder>, "." for the root alone
#     [LAYERS <folder>...]        src/<folder>/CMakeLists.txt names the sources
#     [LINK <component>...]       nurture's own, public
#     [PRIVATE_LINK <target>...]  a host must have it to link
#     [BUILD_LINK <target>...]    header-only, needed for compiling nurture and by no host
# )
# Gives the target nurture_<name> with the alias nurture::<name>.
function(nurture_add_component name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "INTERFACE" "" "HEADERS_OF;LAYERS;LINK;PRIVATE_LINK;BUILD_LINK")
    set(target nurture_${name})
    if(arg_INTERFACE)
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    else()
        add_library(${target})
        set(scope PUBLIC)
        target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    endif()
    add_library(nurture::${name} ALIAS ${target})
    target_compile_features(${target} ${scope} cxx_std_20)

    foreach(folder IN LISTS arg_HEADERS_OF)
        file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/nurture/${folder}/*.hpp)
        list(APPEND headers ${found})
    endforeach()
    target_sources(${target} ${scope}
        FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ON)

    list(TRANSFORM arg_LINK PREPEND nurture_)
    target_link_libraries(${target} ${scope} ${arg_LINK})
    if(NOT arg_INTERFACE)
        list(TRANSFORM arg_BUILD_LINK REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
        target_link_libraries(${target} PRIVATE ${arg_PRIVATE_LINK} ${arg_BUILD_LINK})
    endif()

    foreach(layer IN LISTS arg_LAYERS)
        add_subdirectory(${PROJECT_SOURCE_DIR}/src/${layer} ${PROJECT_BINARY_DIR}/src/${layer})
    endforeach()

    if(NURTURE_INSTALL)
        install(TARGETS ${target} EXPORT nurture-${name} FILE_SET HEADERS)
        install(EXPORT nurture-${name}
            FILE nurture-${name}-targets.cmake NAMESPACE nurture::
            DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nurture)
        set_property(GLOBAL APPEND PROPERTY nurture_components ${name})
    endif()
endfunction()

# The package files that find_package(nurture) reads. Called once, after all components.
function(nurture_install_package)
    set(destination ${CMAKE_INSTALL_LIBDIR}/cmake/nurture)
    get_property(nurture_components GLOBAL PROPERTY nurture_components)
    configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/nurture-config.cmake.in nurture-config.cmake
        INSTALL_DESTINATION ${destination} NO_SET_AND_CHECK_MACRO)
    write_basic_package_version_file(nurture-config-version.cmake COMPATIBILITY SameMinorVersion)
    install(FILES
        ${CMAKE_CURRENT_BINARY_DIR}/nurture-config.cmake
        ${CMAKE_CURRENT_BINARY_DIR}/nurture-config-version.cmake
        ${PROJECT_SOURCE_DIR}/cmake/FindRe2.cmake
        DESTINATION ${destination})
    install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/THIRD-PARTY.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
endfunction()
