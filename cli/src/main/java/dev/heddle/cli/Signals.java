package dev.heddle.cli;

import java.lang.reflect.Proxy;

/// Takes SIGINT and SIGTERM from the JVM.
///
/// The JVM's own way, a shutdown hook, will not do: once the hooks run, a second signal is not
/// heard any more, and the exit code is fixed at 130 or 143. `sun.misc.Signal` is what there is
/// instead, in the supported module `jdk.unsupported`; by reflection, because javac warns about its
/// name and takes no notice of `@SuppressWarnings`.
final class Signals {
  private static final String[] NAMES = {"INT", "TERM"};

  private Signals() {}

  /// Runs `action` for each signal that comes, on a thread of its own. Signals that the process was
  /// started to ignore, and a JVM that was told to keep off them (`-Xrs`), stay as they are.
  static void onEach(Runnable action) {
    try {
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
      var handle = signal.getMethod("handle", signal, handler);
      for (String name : NAMES) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
      }
    } catch (ReflectiveOperationException e) {
      System.getLogger("dev.heddle.cli")
          .log(System.Logger.Level.DEBUG, "signals end the process at once", e);
    }
  }
}
