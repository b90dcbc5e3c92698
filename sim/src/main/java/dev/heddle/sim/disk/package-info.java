/// The disks of a world's hosts: files that a crash takes back to what had been synced, more or
/// less.
@NullMarked
package dev.heddle.sim.disk;

import org.jspecify.annotations.NullMarked;
