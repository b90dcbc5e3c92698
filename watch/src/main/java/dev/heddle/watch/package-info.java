/// A watch over the threads of the program that it is in: what hangs, in the log, as metrics and as
/// events of the JDK's Flight Recorder.
@NullMarked
package dev.heddle.watch;

import org.jspecify.annotations.NullMarked;
