/// The agent: rewrites the JDK's classes and the application's, so that a world has the time, the
/// threads, the network and the chance of both.
@NullMarked
package dev.heddle.sim.agent;

import org.jspecify.annotations.NullMarked;
