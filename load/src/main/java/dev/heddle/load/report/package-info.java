/// The results, for people and for programs.
@NullMarked
package dev.heddle.load.report;

import org.jspecify.annotations.NullMarked;
