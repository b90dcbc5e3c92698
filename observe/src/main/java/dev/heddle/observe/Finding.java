package dev.heddle.observe;

/// Something wrong that the watchdog has found. Immutable.
///
/// @param id unique in this process; grows
/// @param kind `stall`, `slow` or `deadlock`
/// @param millis when, since 1970
/// @param text what, in a line
/// @param over whether it has passed
public record Finding(long id, String kind, long millis, String text, boolean over) {}
