package dev.heddle.observe;

import dev.heddle.jdk.SafeLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Something that the observer does again and again, and whose failure ends neither its thread nor
/// the other steps: no exception and no [Error] gets out. The first failure in a row is logged, and
/// that it works again. Belongs to one thread.
final class ObserverStep {
  private static final Logger LOG = System.getLogger("dev.heddle.watchdog");

  private final String what;
  private final Runnable work;
  private boolean failing;

  /// @param what for the log: `sampling the services`
  ObserverStep(String what, Runnable work) {
    this.what = what;
    this.work = work;
  }

  void run() {
    try {
      work.run();
      if (failing) {
        failing = false;
        LOG.log(Level.INFO, "observer: {0} works again", what);
      }
    } catch (Throwable e) {
      if (!failing) {
        failing = true;
        SafeLog.error(LOG, "observer", what + " failed, observer continues", e);
      }
    }
  }
}
