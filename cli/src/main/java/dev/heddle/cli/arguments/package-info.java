/// What arguments mean, and what is wrong with them.
@NullMarked
package dev.heddle.cli.arguments;

import org.jspecify.annotations.NullMarked;
