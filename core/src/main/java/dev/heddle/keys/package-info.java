/// Private keys and certificates: reads them from files, keeps them ready for handshakes, and
/// replaces them when the files change.
@NullMarked
package dev.heddle.keys;

import org.jspecify.annotations.NullMarked;
