/// `heddle threads`: who waits for whom in a running JVM.
@NullMarked
package dev.heddle.cli.threads;

import org.jspecify.annotations.NullMarked;
