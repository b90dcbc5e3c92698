package dev.heddle.watch;

import dev.heddle.eyes.Finding;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Records a finding for the JDK's Flight Recorder, when it begins and when it ends. Belongs to the
/// watch's thread.
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Name("dev.heddle.ThreadFinding")
@Label("Thread Finding")
@Description("Threads hang, or no longer hang")
@Category("Heddle")
@StackTrace(false)
final class ThreadFindingEvent extends Event {
  @Label("Kind")
  String kind = "";

  @Label("Text")
  String text = "";

  @Label("Threads")
  @Description("The threads, their lines and what they wait for")
  String threads = "";

  @Label("Over")
  boolean over;

  @Label("Length")
  @Description("For how long it was open; 0 when it begins")
  @Timespan(Timespan.NANOSECONDS)
  long length;

  static void commit(Finding finding, Duration length, boolean over) {
    var event = new ThreadFindingEvent();
    if (event.shouldCommit()) {
      event.kind = FindingText.kind(finding);
      event.text = finding.text();
      event.threads = FindingText.threads(finding);
      event.over = over;
      event.length = length.toNanos();
      event.commit();
    }
  }
}
