/// Judges servers from outside, whatever they are written in: does one behave as it should, how
/// does it bear many clients, and rude ones?
@NullMarked
package dev.heddle.lab.check;

import org.jspecify.annotations.NullMarked;
