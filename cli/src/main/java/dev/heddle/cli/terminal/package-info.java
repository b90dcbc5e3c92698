/// What the command reads and writes: streams, tables, screens, the log, signals.
@NullMarked
package dev.heddle.cli.terminal;

import org.jspecify.annotations.NullMarked;
