/// What the system reports about a server's process; Linux only.
@NullMarked
package dev.heddle.load.proc;

import org.jspecify.annotations.NullMarked;
