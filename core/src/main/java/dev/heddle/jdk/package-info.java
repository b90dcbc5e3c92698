/// What the JDK has inside and does not offer yet: used here, and nowhere else.
@NullMarked
package dev.heddle.jdk;

import org.jspecify.annotations.NullMarked;
