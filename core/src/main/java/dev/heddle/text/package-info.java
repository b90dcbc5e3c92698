/// Text from elsewhere, made safe for a terminal and a log.
@NullMarked
package dev.heddle.text;

import org.jspecify.annotations.NullMarked;
