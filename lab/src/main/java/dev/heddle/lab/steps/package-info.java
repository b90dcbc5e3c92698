/// The servers of the guide, one for each step; each is small enough to be read at once.
@NullMarked
package dev.heddle.lab.steps;

import org.jspecify.annotations.NullMarked;
