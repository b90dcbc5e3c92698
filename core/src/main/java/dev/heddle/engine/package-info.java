/// The engines, each in a package of its own.
@NullMarked
package dev.heddle.engine;

import org.jspecify.annotations.NullMarked;
