/// A connection over a [dev.heddle.transport.Transport], on every engine: reading, writing, the
/// outbox, its share of the memory, and its end.
@NullMarked
package dev.heddle.connection;

import org.jspecify.annotations.NullMarked;
