/// For tests of what is built with Heddle: servers and clients in memory.
@NullMarked
package dev.heddle.testkit;

import org.jspecify.annotations.NullMarked;
