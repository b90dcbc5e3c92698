package dev.heddle.cli.terminal;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.GivenFile;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Settings;
import dev.heddle.lab.draw.Page;
import dev.heddle.lab.draw.TextPicture;
import dev.heddle.lab.draw.TextStyle;
import dev.heddle.lab.draw.Time;
import dev.heddle.lab.draw.Totals;
import dev.heddle.lab.record.Note;
import dev.heddle.lab.record.Recorder;
import dev.heddle.lab.record.Recording;
import dev.heddle.lab.record.ThreadKind;
import dev.heddle.services.FileErrors;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Plays and shows a pattern: events as they happen, then the results.
///
/// @param seed of the random choices
/// @param quiet whether to show only the results
public record PatternPlayer(
    Experiment pattern, ThreadKind kind, long seed, boolean quiet, StandardStreams streams) {
  /// Plays all scenes, or as many as a signal leaves time for.
  ///
  /// @param html where to write a page; null for nowhere
  /// @return the exit code
  public int run(Settings settings, @Nullable Path html) throws CommandFailure {
    GivenFile.requireWritable("--html", html);
    List<Scene> scenes = pattern.scenes().apply(settings);
    var stop = new StopRequest(streams.err());
    stop.listen();
    stop.whenMade(Thread.currentThread()::interrupt);
    TextStyle style = style();
    var recordings = new ArrayList<Recording>();
    for (Scene scene : scenes) {
      head(scene, style);
      recordings.add(play(scene, style));
      if (recordings.getLast().interrupted()) {
        break;
      }
    }
    if (html != null) {
      write(html, Page.of(pattern.name(), pattern.description(), recordings));
    }
    if (recordings.getLast().interrupted()) {
      streams.err().println("interrupted");
      return stop.exitCode();
    }
    return 0;
  }

  private void head(Scene scene, TextStyle style) {
    out()
        .println(
            style.bold(pattern.name() + (scene.title().isEmpty() ? "" : ", " + scene.title()))
                + style.faint(" (" + kind.name().toLowerCase(Locale.ROOT) + " threads)"));
  }

  private Recording play(Scene scene, TextStyle style) throws CommandFailure {
    Recording recording;
    try {
      recording = new Recorder(kind, seed, note -> tell(note, style)).play(scene);
    } catch (IllegalStateException | IOException e) {
      throw CommandFailure.impossible(pattern.name() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw CommandFailure.impossible(pattern.name() + ": " + e);
    }
    show(recording, style);
    return recording;
  }

  private void tell(Note note, TextStyle style) {
    if (!quiet) {
      String thread = note.thread().isEmpty() ? "" : style.bold(note.thread()) + "  ";
      out().println(style.faint(Time.clock(note.nanos())) + "  " + thread + note.event());
      out().flush();
    }
  }

  private void show(Recording recording, TextStyle style) {
    out().println();
    if (quiet) {
      recording.deadlocks().forEach(deadlock -> out().println("deadlock: " + deadlock));
    }
    recording.conclusions().forEach(out()::println);
    TextPicture.of(recording, style).forEach(out()::println);
    if (!recording.tracks().isEmpty()) {
      out().println();
      Table.print(Totals.of(recording), style.colours(), out());
    }
    out().println();
    out().flush();
  }

  private TextStyle style() {
    if (!streams.isTerminal()) {
      return TextStyle.FILE;
    }
    boolean symbols = out().charset().newEncoder().canEncode("█░▒≈·▁");
    return new TextStyle(Screen.width(), symbols, streams.wantsColours());
  }

  private void write(Path html, String page) throws CommandFailure {
    try {
      Files.writeString(html, page);
    } catch (IOException e) {
      throw CommandFailure.impossible("--html: cannot write " + html + ": " + FileErrors.reason(e));
    }
    out().println("pictures: " + html);
  }

  private PrintStream out() {
    return streams.out();
  }
}
