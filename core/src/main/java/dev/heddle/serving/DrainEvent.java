package dev.heddle.serving;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// What the JDK's Flight Recorder is told of a drain: from its call to its end. Belongs to the
/// thread that drains.
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Name("dev.heddle.Drain")
@Label("Drain")
@Description("A server was ended in good order")
@Category("Heddle")
@StackTrace(false)
final class DrainEvent extends Event {
  @Label("Server")
  String server = "";

  @Label("Connections")
  @Description("Open when it began")
  int connections;

  @Label("Aborted")
  @Description("Still open when the patience was over")
  long aborted;
}
