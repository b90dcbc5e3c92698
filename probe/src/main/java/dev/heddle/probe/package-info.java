/// The agent's entry, the only class of it that stays in the other JVM.
@NullMarked
package dev.heddle.probe;

import org.jspecify.annotations.NullMarked;
