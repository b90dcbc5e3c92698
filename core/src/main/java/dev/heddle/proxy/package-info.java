/// The PROXY protocol's header: read, written, and taken off the beginning of a connection.
@NullMarked
package dev.heddle.proxy;

import org.jspecify.annotations.NullMarked;
