/// The one seam between a connection and what carries its bytes.
@NullMarked
package dev.heddle.transport;

import org.jspecify.annotations.NullMarked;
