package dev.heddle.cli.status;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.terminal.EndSignal;
import dev.heddle.cli.terminal.Table;
import dev.heddle.cli.terminal.Terminals;
import dev.heddle.cli.terminal.Times;
import dev.heddle.observe.ConnectionOrder;
import dev.heddle.observe.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/// The screen of `heddle top`. Belongs to one thread, but for [#close].
final class TopScreen implements AutoCloseable {
  private static final AttributedStyle BOLD = AttributedStyle.BOLD;
  private static final AttributedStyle SOFT = AttributedStyle.DEFAULT.faint();
  private static final int CTRL_C = 3;
  private static final int CTRL_D = 4;
  private static final int MOST_CONNECTIONS = 500;

  private final StatusClient client;
  private final Duration every;
  private final AttributedStyle wrong;
  private final Terminal terminal;
  private final Attributes before;
  private final Display display;
  private ConnectionOrder order;
  private boolean paused;
  private boolean closed; // guarded by this
  private Size drawn = Size.of(0, 0);

  /// @param colours whether faults are red; else they are bold
  TopScreen(StatusClient client, ConnectionOrder order, Duration every, boolean colours)
      throws IOException {
    this.client = client;
    this.order = order;
    this.every = every;
    this.wrong = colours ? AttributedStyle.DEFAULT.foreground(AttributedStyle.RED) : BOLD;
    this.terminal = Terminals.open();
    this.before = terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false); // Ctrl-C is a key here, so that we tidy up
    terminal.setAttributes(raw);
    this.display = new Display(terminal, true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    EndSignal.onEach(this::leave);
  }

  private void leave(EndSignal signal) {
    try {
      close();
    } catch (IOException e) {
      // The terminal has gone, which may be why.
    }
    System.exit(signal.exitCode());
  }

  /// Shows the status until a key ends it.
  void run() throws IOException {
    NonBlockingReader keys = terminal.reader();
    List<AttributedString> lines = List.of();
    while (true) {
      if (!paused || lines.isEmpty()) {
        lines = lines();
      }
      show(lines);
      switch (keys.read(every.toMillis())) {
        case 'q', 'Q', CTRL_C, CTRL_D, NonBlockingReader.EOF -> {
          return;
        }
        case 'o', 'O' -> {
          order = next(order);
          lines = List.of();
        }
        case 'p', 'P' -> paused = !paused;
        default -> {}
      }
    }
  }

  private static ConnectionOrder next(ConnectionOrder order) {
    List<ConnectionOrder> all = List.of(ConnectionOrder.values());
    return all.get((all.indexOf(order) + 1) % all.size());
  }

  private synchronized void show(List<AttributedString> lines) {
    if (closed) {
      return;
    }
    Size size = terminal.getSize();
    int columns = Math.max(20, size.getColumns());
    int rows = Math.max(5, size.getRows());
    Size drawable = Size.of(columns, rows);
    if (!drawable.equals(drawn)) {
      drawn = drawable;
      display.resize(drawable);
      display.clear(); // the terminal may have moved what was there
    }
    List<AttributedString> shown = new ArrayList<>();
    for (AttributedString line : lines.subList(0, Math.min(lines.size(), rows - 1))) {
      shown.add(line.columnSubSequence(0, columns));
    }
    while (shown.size() < rows - 1) {
      shown.add(AttributedString.EMPTY);
    }
    shown.add(new AttributedString(foot(), SOFT).columnSubSequence(0, columns));
    display.update(shown, -1);
    terminal.flush();
  }

  private String foot() {
    return "q quit   p "
        + (paused ? "resume (paused)" : "pause")
        + "   o order of the connections: "
        + order.name().toLowerCase(Locale.ROOT);
  }

  private List<AttributedString> lines() {
    var lines = new ArrayList<AttributedString>();
    Status status;
    try {
      status = client.status(order, Math.min(MOST_CONNECTIONS, terminal.getSize().getRows()));
    } catch (CommandFailure e) { // it may come back
      lines.add(new AttributedString(String.valueOf(e.getMessage()), wrong));
      return lines;
    }
    lines.add(
        new AttributedString(
            Times.clock(status.millis()) + "  " + StatusText.headline(status), BOLD));
    StatusText.wrong(status).forEach(text -> lines.add(new AttributedString(text, wrong)));
    addServices(lines, status.services());
    add(lines, StatusText.loops(status));
    add(lines, StatusText.connections(status));
    return lines;
  }

  /// On a small screen, connections matter more than unused services.
  private void addServices(List<AttributedString> lines, List<Status.ServiceStatus> services) {
    List<Status.ServiceStatus> shown = services;
    if (services.size() > terminal.getSize().getRows() / 3) {
      shown = services.stream().filter(StatusText::isInUse).toList();
    }
    add(lines, StatusText.services(shown));
    if (shown.size() < services.size()) {
      lines.add(
          new AttributedString("and " + (services.size() - shown.size()) + " not in use", SOFT));
    }
  }

  private static void add(List<AttributedString> lines, List<List<String>> rows) {
    if (rows.size() > 1) {
      lines.add(AttributedString.EMPTY);
      List<String> table = Table.text(rows).lines().toList();
      lines.add(new AttributedString(table.getFirst(), SOFT));
      table.stream().skip(1).map(AttributedString::new).forEach(lines::add);
    }
  }

  /// Leaves the terminal as it was. Thread-safe; does nothing the second time.
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    display.update(List.of(), 0);
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.setAttributes(before);
    terminal.close();
  }
}
