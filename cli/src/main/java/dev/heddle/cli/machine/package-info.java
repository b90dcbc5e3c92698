/// What the machine gives: descriptors, processors; and which Heddle this is.
@NullMarked
package dev.heddle.cli.machine;

import org.jspecify.annotations.NullMarked;
