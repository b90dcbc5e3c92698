package dev.heddle.cli.terminal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.IntConsumer;

/// Takes the signals that ask a process to end: SIGHUP, SIGINT and SIGTERM.
///
/// The JVM's own way, a shutdown hook, will not do: once the hooks run, a second signal is not
/// heard any more, the exit code is fixed, and other hooks have closed the terminal already.
/// `sun.misc.Signal` is what there is instead, in the supported module `jdk.unsupported`; by
/// reflection, because javac warns about its name and takes no notice of `@SuppressWarnings`.
public final class Signals {
  /// Added to a signal's number, as shells do, for the exit code of a process that it has ended.
  public static final int EXIT_CODE = 128;

  public static final int INTERRUPT = 2;

  private static final Map<String, Integer> NUMBERS =
      Map.of("HUP", 1, "INT", INTERRUPT, "TERM", 15);

  private Signals() {}

  /// Runs `action` with the number of each signal that comes, on a thread of its own. Signals that
  /// the process was started to ignore, as by `nohup`, and all of them in a JVM that runs with
  /// `-Xrs`, stay as they are.
  public static void onEach(IntConsumer action) {
    NUMBERS.forEach((name, number) -> {
      try {
        handle(name, () -> action.accept(number));
      } catch (ReflectiveOperationException e) {
        System.getLogger("dev.heddle.cli")
            .log(System.Logger.Level.DEBUG, "SIG" + name + " has its default effect", e);
      }
    });
  }

  private static void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object calling =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              if (method.getName().equals("handle")) {
                action.run();
                return null;
              }
              return method.invoke(action, arguments);
            });
    Method handle = signal.getMethod("handle", signal, handler);
    handle.invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
  }
}
