package dev.heddle.openssl;

import java.lang.invoke.MethodHandle;

/// A function of OpenSSL for callers that need not be fast: its numbers and addresses are boxed.
/// Thread-safe.
final class Function {
  private final MethodHandle spread;

  Function(MethodHandle handle) {
    int count = handle.type().parameterCount();
    var type = handle.type().changeReturnType(long.class);
    this.spread = handle.asType(type).asSpreader(Object[].class, count);
  }

  /// What it returns, be it a number or an address; 0 if that is nothing.
  ///
  /// @param arguments `Integer` and `Long` as C has `int` and the rest
  long call(Object... arguments) {
    try {
      return (long) spread.invoke(arguments);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }
}
