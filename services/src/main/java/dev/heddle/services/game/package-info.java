/// Guess the number, in rounds, for several players. [Game] is the whole of it.
@NullMarked
package dev.heddle.services.game;

import org.jspecify.annotations.NullMarked;
