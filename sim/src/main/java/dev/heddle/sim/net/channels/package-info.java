/// The JDK's channels, selectors and sockets on a simulated network.
///
/// [dev.heddle.sim.net.channels.SimulatedProvider] stands for the JDK's `SelectorProvider`, and
/// [dev.heddle.sim.net.channels.SimulatedSocketImpl] for the platform's `SocketImpl`.
@NullMarked
package dev.heddle.sim.net.channels;

import org.jspecify.annotations.NullMarked;
