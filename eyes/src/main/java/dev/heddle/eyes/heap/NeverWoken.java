package dev.heddle.eyes.heap;

import java.util.List;

/// A thread that nothing can wake any more, except an interruption. Immutable.
///
/// @param type the class of what it waits for; empty if the JVM does not record that
/// @param owner the id of the thread that holds it; 0 if none, or if it is not recorded
/// @param isHolderLost whether that thread is never woken either, or has ended
/// @param stack the innermost frame first
public record NeverWoken(
    long id,
    String name,
    boolean isVirtual,
    String type,
    long owner,
    boolean isHolderLost,
    List<StackTraceElement> stack) {}
