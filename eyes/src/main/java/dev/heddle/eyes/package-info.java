/// Which thread waits for which in a running JVM: [dev.heddle.eyes.JvmTarget] finds it,
/// [dev.heddle.eyes.Watcher] looks at it, [dev.heddle.eyes.Report] is what was found.
@NullMarked
package dev.heddle.eyes;

import org.jspecify.annotations.NullMarked;
