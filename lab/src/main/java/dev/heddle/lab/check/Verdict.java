package dev.heddle.lab.check;

/// What came of one check. Immutable.
///
/// @param part what it counts for
/// @param title what should be so
/// @param passed whether it is so
/// @param did what was done, in words
/// @param saw what came, in words
/// @param expected what should have come; empty if it did
public record Verdict(
    Part part, String title, boolean passed, String did, String saw, String expected) {}
