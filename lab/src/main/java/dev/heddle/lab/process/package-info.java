/// Other processes, as Linux tells of them.
@NullMarked
package dev.heddle.lab.process;

import org.jspecify.annotations.NullMarked;
