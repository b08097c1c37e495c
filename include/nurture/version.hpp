// SPDX-License-Identifier: BSL-1.0
/// \file
/// The version of these headers, and the namespace that carries it.
///
/// Everything lives in `nurture::v0`, an inline namespace: a host writes `nurture::Engine`, the linker sees
/// `nurture::v0::Engine`. Source is compatible within a major version from 1.0 on; binaries make no promise.

#pragma once

#define NURTURE_VERSION_MAJOR 0
#define NURTURE_VERSION_MINOR 1
#define NURTURE_VERSION_PATCH 0
#define NURTURE_VERSION_STRING "0.1.0"

namespace nurture::inline v0 {

/// Defined once in the library under a name that holds the version, so that headers and library of different
/// versions fail at the link and not at run time. Engine::open refers to it.
extern const char* const linked_version_0_1_0;

} // namespace nurture::inline v0
