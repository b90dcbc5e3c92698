/// Parses arguments and reports errors in them.
@NullMarked
package dev.heddle.cli.arguments;

import org.jspecify.annotations.NullMarked;
