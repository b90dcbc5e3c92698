package dev.heddle.sim.net;

import org.jspecify.annotations.Nullable;

/// What travels in one direction of a connection, and then waits to be read.
final class Segment {
  static final byte[] EMPTY = {};

  final Rule.Kind kind;
  final byte[] bytes;
  int start; // of what is not read yet
  int attempt;
  boolean lost; // it has to be sent again at `due`
  long due;
  @Nullable Segment next;

  Segment(Rule.Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }
}
