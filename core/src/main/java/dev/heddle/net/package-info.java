/// The system's sockets and addresses, for the engines.
@NullMarked
package dev.heddle.net;

import org.jspecify.annotations.NullMarked;
