// SPDX-License-Identifier: BSL-1.0
/// \file
/// The channels that a command line names: `--channel email=smtp:relay.example`.

#pragma once

#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <nurture/effects/channel.hpp>
#include <nurture/time/clock.hpp>

namespace nurture::cli {

/// Channels by the names that contents know them by.
using OwnedChannels = std::map<ChannelId, std::unique_ptr<Channel>>;

/// Makes what `words` say, each NAME=WAY:
///
///     console                        writes to `console`
///     file:PATH                      appends lines of JSON
///     smtp:HOST[:PORT][,SETTING=VALUE…]  from, encryption (starttls, implicit, none), user, ca, domain;
///                                    the password stands in NURTURE_SMTP_PASSWORD
///     webhook:URL                    the secret that signs stands in NURTURE_WEBHOOK_SECRET, if there is one
///     local-webhook:URL              the same, also to this machine and private networks
///
/// Errc::invalid_argument says which is wrong and how it goes. Connects to nothing. Stream and clock are borrowed.
[[nodiscard]] Result<OwnedChannels> make_channels(const std::vector<std::string>& words, std::ostream& console,
                                                  const Clock& clock);

} // namespace nurture::cli
