/// What the system tells about a server's process; Linux only.
@NullMarked
package dev.heddle.load.proc;

import org.jspecify.annotations.NullMarked;
