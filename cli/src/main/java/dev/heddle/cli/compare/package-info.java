/// `heddle compare`: the same load on several engines, each in a process of its own.
@NullMarked
package dev.heddle.cli.compare;

import org.jspecify.annotations.NullMarked;
