/// The `heddle` command: [Main] takes the arguments, and each subcommand is a class named after it.
@NullMarked
package dev.heddle.cli;

import org.jspecify.annotations.NullMarked;
