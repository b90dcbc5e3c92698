/// The system's sockets and addresses, for whoever serves them.
@NullMarked
package dev.heddle.net;

import org.jspecify.annotations.NullMarked;
