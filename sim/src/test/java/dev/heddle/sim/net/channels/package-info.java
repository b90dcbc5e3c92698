@NullMarked
package dev.heddle.sim.net.channels;

import org.jspecify.annotations.NullMarked;
