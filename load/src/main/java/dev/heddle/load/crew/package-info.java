/// A load that several processes share: the crew's side and the worker's, and what goes between
/// them.
@NullMarked
package dev.heddle.load.crew;

import org.jspecify.annotations.NullMarked;
