/// `heddle threads`: which thread waits for which in a running JVM.
@NullMarked
package dev.heddle.cli.threads;

import org.jspecify.annotations.NullMarked;
