/// The services in worlds: their invariants, under many seeds.
@NullMarked
package dev.heddle.services.worlds;

import org.jspecify.annotations.NullMarked;
