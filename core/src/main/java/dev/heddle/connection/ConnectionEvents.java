package dev.heddle.connection;

import dev.heddle.net.Addresses;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Records connections for the JDK's Flight Recorder; costs nothing while no recording runs.
/// Thread-safe.
public final class ConnectionEvents {
  private ConnectionEvents() {}

  public static void opened(String server, Session session) {
    var event = new Opened();
    if (event.shouldCommit()) {
      event.server = server;
      event.connection = session.id();
      event.peer = Addresses.text(session.peer());
      event.commit();
    }
  }

  public static void closed(String server, Session session) {
    var event = new Closed();
    if (event.shouldCommit()) {
      Traffic traffic = session.traffic();
      event.server = server;
      event.connection = session.id();
      event.peer = Addresses.text(session.peer());
      event.reason = session.countedReason().name();
      event.age = session.age().toNanos();
      event.bytesIn = traffic.bytesIn();
      event.bytesOut = traffic.bytesOut();
      event.commit();
    }
  }

  @SuppressWarnings("UnusedVariable") // the recorder reads them
  @Name("dev.heddle.ConnectionOpen")
  @Label("Connection Open")
  @Description("A server has taken up a connection")
  @Category("Heddle")
  @StackTrace(false)
  private static final class Opened extends Event {
    @Label("Server")
    String server = "";

    @Label("Connection")
    long connection;

    @Label("Peer")
    String peer = "";
  }

  @SuppressWarnings("UnusedVariable") // the recorder reads them
  @Name("dev.heddle.ConnectionClose")
  @Label("Connection Close")
  @Description("A server's connection has ended")
  @Category("Heddle")
  @StackTrace(false)
  private static final class Closed extends Event {
    @Label("Server")
    String server = "";

    @Label("Connection")
    long connection;

    @Label("Peer")
    String peer = "";

    @Label("Reason")
    String reason = "";

    @Label("Age")
    @Timespan(Timespan.NANOSECONDS)
    long age;

    @Label("Bytes In")
    @DataAmount
    long bytesIn;

    @Label("Bytes Out")
    @DataAmount
    long bytesOut;
  }
}
