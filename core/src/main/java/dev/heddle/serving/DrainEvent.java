package dev.heddle.serving;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// Records a drain for the JDK's Flight Recorder: from its call to its end. Belongs to the thread
/// that drains.
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Name("dev.heddle.Drain")
@Label("Drain")
@Description("A server was shut down gracefully")
@Category("Heddle")
@StackTrace(false)
final class DrainEvent extends Event {
  @Label("Server")
  String server = "";

  @Label("Connections")
  @Description("Open when it began")
  int connections;

  @Label("Aborted")
  @Description("Still open when the drain timed out")
  long aborted;
}
