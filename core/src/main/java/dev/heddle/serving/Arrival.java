package dev.heddle.serving;

import dev.heddle.ProxyHeader;
import dev.heddle.transport.Transport;
import org.jspecify.annotations.Nullable;

/// A connection whose client is known. Immutable.
///
/// @param transport begins behind the header
/// @param header what a proxy has said of the client; null if there was none
record Arrival(Transport transport, AdmissionResult.Place place, @Nullable ProxyHeader header) {}
