package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// OpenSSL's errors of the current thread. Emptied before each call whose result may be an error,
/// because another user of the library may have left some. Stateless.
final class ErrorQueue {
  private static final int LIBRARY_SSL = 20;
  private static final int REASONS = 0x7f_ffff;
  private static final int FIRST_ALERT = 1000;
  private static final int LAST_ALERT = FIRST_ALERT + 255;
  private static final long SYSTEM_ERROR = 0x8000_0000L;

  private static final MethodHandle CLEAR = Library.shortHandle("ERR_clear_error", null);
  private static final Function GET = Library.function("ERR_get_error", JAVA_LONG);
  private static final Function REASON =
      Library.function("ERR_reason_error_string", JAVA_LONG, JAVA_LONG);
  private static final Function ALERT =
      Library.function("SSL_alert_desc_string_long", JAVA_LONG, JAVA_INT);

  private ErrorQueue() {}

  static void clear() {
    try {
      CLEAR.invokeExact();
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }

  /// The first error, as far as it has a name; the queue is then empty. An alert of the peer is
  /// called as the JDK calls it.
  static String take() {
    long error = GET.call();
    clear();
    int reason = (int) (error & REASONS);
    if ((error >>> 23 & 0xff) == LIBRARY_SSL && reason >= FIRST_ALERT && reason <= LAST_ALERT) {
      return "Received fatal alert: " + alert(reason - FIRST_ALERT);
    }
    long text = error == 0 || (error & SYSTEM_ERROR) != 0 ? 0 : REASON.call(error);
    return text == 0 ? "OpenSSL error " + Long.toHexString(error) : Library.text(text);
  }

  private static String alert(int number) {
    return Library.text(ALERT.call(number)).toLowerCase(Locale.ROOT).replace(' ', '_');
  }
}
