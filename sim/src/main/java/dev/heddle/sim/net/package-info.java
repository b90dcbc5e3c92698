/// A simulated network under the JDK's own classes: channels, selectors and sockets that any code
/// uses unchanged.
@NullMarked
package dev.heddle.sim.net;

import org.jspecify.annotations.NullMarked;
