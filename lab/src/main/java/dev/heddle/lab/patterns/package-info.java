/// The classic patterns of concurrency, and its classic bugs: each a small file of plain
/// `java.util.concurrent` code.
@NullMarked
package dev.heddle.lab.patterns;

import org.jspecify.annotations.NullMarked;
