@NullMarked
package dev.heddle.sim.net;

import org.jspecify.annotations.NullMarked;
