/// Files of worlds beside those of the real file system.
@NullMarked
package dev.heddle.sim.disk;

import org.jspecify.annotations.NullMarked;
