/// Other processes, as Linux shows them.
@NullMarked
package dev.heddle.lab.process;

import org.jspecify.annotations.NullMarked;
