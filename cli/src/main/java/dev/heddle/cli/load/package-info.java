/// `heddle load`: its options, its screen and its reports.
@NullMarked
package dev.heddle.cli.load;

import org.jspecify.annotations.NullMarked;
