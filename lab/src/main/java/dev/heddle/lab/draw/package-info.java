/// Draws recordings: as text on a terminal, and as pictures in a page.
@NullMarked
package dev.heddle.lab.draw;

import org.jspecify.annotations.NullMarked;
