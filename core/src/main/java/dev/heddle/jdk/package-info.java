/// What the JDK has inside and does not offer yet: used here, and nowhere else. And how to log and
/// lock on threads that carry virtual ones, which must not wait.
@NullMarked
package dev.heddle.jdk;

import org.jspecify.annotations.NullMarked;
