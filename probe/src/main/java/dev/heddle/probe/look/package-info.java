/// One look at all threads of the JVM that this runs in.
@NullMarked
package dev.heddle.probe.look;

import org.jspecify.annotations.NullMarked;
