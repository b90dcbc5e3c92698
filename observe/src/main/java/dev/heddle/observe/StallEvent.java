package dev.heddle.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Records a stall for the JDK's Flight Recorder, at its end. Belongs to the watchdog.
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Name("dev.heddle.Stall")
@Label("Stall")
@Description("An event loop did not turn, because its thread was blocked")
@Category("Heddle")
@StackTrace(false)
final class StallEvent extends Event {
  @Label("Loop")
  String loop = "";

  @Label("Length")
  @Timespan(Timespan.NANOSECONDS)
  long length;

  @Label("Holder")
  String holder = "";

  @Label("Line")
  String line = "";
}
