/// Programs that must do the same in a world as on the JDK.
@NullMarked
package dev.heddle.sim.parity;

import org.jspecify.annotations.NullMarked;
