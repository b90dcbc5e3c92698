/// Connections on the JDK's blocking sockets, whatever kind of thread waits in them.
@NullMarked
package dev.heddle.engine.socket;

import org.jspecify.annotations.NullMarked;
