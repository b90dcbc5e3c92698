/// Participants who act in one order: on one node, or on several as if they were one. [Turns] is
/// what a service uses; its rules are a [Rules].
@NullMarked
package dev.heddle.services.turns;

import org.jspecify.annotations.NullMarked;
