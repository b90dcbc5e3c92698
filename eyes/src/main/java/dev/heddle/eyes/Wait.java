package dev.heddle.eyes;

import static java.util.stream.Collectors.joining;

import dev.heddle.probe.facts.WaitKind;
import java.lang.constant.ClassDesc;
import java.util.List;

/// What a thread waits for. Immutable.
///
/// @param on the class and a number that distinguishes objects of it; for most waits that no thread
///   owns the class alone
/// @param detail what else is known, such as the number of permits; may be empty
/// @param owners ids of the threads that must continue first, as far as they are recorded; of
///   [WaitKind#QUEUED], [WaitKind#FORKED], [WaitKind#SUBTASKS], [WaitKind#CLASS_BELOW],
///   [WaitKind#CARRIER] and [WaitKind#MONITOR_OF_ONE] one of them must
/// @param isAddress whether the number is the object's address, which the collector changes
record Wait(WaitKind kind, String on, String detail, List<Long> owners, boolean isAddress) {
  private static final int MOST_OWNERS = 5;
  private static final String CLASS = "java.lang.Class";

  /// As a thread dump calls a class whose monitor is meant.
  static final String OF_CLASS = CLASS + " for ";

  /// With a number that an object keeps, or none.
  Wait(WaitKind kind, String on, String detail, List<Long> owners) {
    this(kind, on, detail, owners, false);
  }

  /// Whether threads have it that only read.
  boolean isForReaders() {
    return kind == WaitKind.READ_WRITE_LOCK && detail.contains("read hold");
  }

  /// The owners, if each of them has it; none if it is one of many that cannot be told apart.
  List<Long> knownOwners() {
    return kind == WaitKind.CARRIER || kind == WaitKind.MONITOR_OF_ONE ? List.of() : owners;
  }

  /// What two looks have in common if they show the same wait.
  String same() {
    return isAddress ? kind + type() + owners : kind + on.replaceFirst(OF_CLASS + "[^@]*", CLASS);
  }

  /// The class of what is waited for.
  String type() {
    int hash = on.indexOf('@');
    return hash < 0 ? on : on.substring(0, hash);
  }

  /// The same for waits of one kind, each of which is for an object of its own; this one alone if
  /// other threads have the object.
  String alike() {
    return switch (kind) {
      case TASK, FORKED, JOIN -> type();
      case QUEUED -> type() + owners;
      case MONITOR_OF_ONE -> "";
      default -> owners.isEmpty() ? type() : on;
    };
  }

  /// As a sentence continues after "waits for".
  String text() {
    String what =
        switch (kind) {
          case MONITOR -> "the monitor of " + simple() + by(", held by ");
          case MONITOR_OF_ONE -> "a monitor" + oneOf(", held by ");
          case NOTIFICATION -> "a notification on " + simple();
          case TURN -> simple() + ", which is free" + by("; the next in line is ");
          case CARRIER -> "a carrier" + by(", all of which are kept by ");
          case LOCK, OTHER, READ_WRITE_LOCK, STAMPED_LOCK -> simple() + by(", held by ");
          case ABANDONED -> simple() + by(", held by ") + ", which has ended";
          case SEMAPHORE -> "a permit of " + simple();
          case CONDITION ->
              type().endsWith("$ConditionObject") ? "a condition" : "a condition of " + simple();
          case LATCH -> simple();
          case FUTURE -> "a CompletableFuture";
          case TASK -> "the result of " + simple() + by(", run by ");
          case FORKED ->
              "the result of "
                  + simple()
                  + by(owners.size() == 1 ? ", run by " : ", run by one of ");
          case QUEUED -> simple() + ", which is in the queue of a pool" + by(" of ");
          case SUBTASKS, TASKS -> "the tasks of " + simple() + by(", run by ");
          case JOIN -> "the end of thread" + by(" ");
          case SOCKET -> "a socket, connected to " + on;
          case CLASS -> "the initialisation of class " + on + by(" by ");
          case CLASS_BELOW ->
              "the initialisation of class "
                  + on
                  + oneOf(" by ")
                  + ", which first needs that of a class above it";
        };
    return detail.isEmpty() ? what : what + " (" + detail + ')';
  }

  private String oneOf(String before) {
    return by(owners.size() == 1 ? before : before + "one of ");
  }

  private String by(String before) {
    if (owners.isEmpty()) {
      return "";
    }
    String some =
        owners.stream().limit(MOST_OWNERS).map(owner -> "#" + owner).collect(joining(", "));
    return before + some + (owners.size() > MOST_OWNERS ? " …" : "");
  }

  /// Without the package, and without the class inside of a lock that the user never sees.
  private String simple() {
    if (on.startsWith("[")) {
      String array = ClassDesc.ofDescriptor(type().replace('.', '/')).displayName();
      return array + on.substring(type().length());
    }
    if (on.startsWith(OF_CLASS)) {
      return "class " + type().substring(OF_CLASS.length());
    }
    String name = on.substring(on.lastIndexOf('.', dot()) + 1);
    return name.replaceFirst("\\$(NonfairSync|FairSync|Sync)(?=[@ ]|$)", "");
  }

  private int dot() {
    int end = on.indexOf(' ');
    return end < 0 ? on.length() : end;
  }
}
