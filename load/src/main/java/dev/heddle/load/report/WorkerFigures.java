package dev.heddle.load.report;

import org.jspecify.annotations.Nullable;

/// What one worker of several has done, of what cannot be added up. Immutable.
///
/// @param name such as `worker 2`
/// @param place its machine and process
/// @param connections to each target
/// @param sent requests that were measured
/// @param answers to them, right and in time
/// @param processors how many its load used
/// @param clockMicros how wrong the common start may be there, at the most
/// @param begunLateMicros how late it began a slice, at the most
/// @param stoodStillMillis how long it stood still altogether
/// @param late requests that it sent more than a millisecond late; null if there was no rate
/// @param leftOut why nothing of it is in the other figures; null if it is
public record WorkerFigures(
    String name,
    String place,
    int connections,
    long sent,
    long answers,
    double processors,
    double clockMicros,
    double begunLateMicros,
    double stoodStillMillis,
    @Nullable Long late,
    @Nullable String leftOut) {}
