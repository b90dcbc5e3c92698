/// Services, one to a file. [Services] lists them; [Service] describes one, and [LineProtocol] is
/// the base of line-based ones.
///
/// Nothing here knows which concurrency model it runs on.
@NullMarked
package dev.heddle.services;

import org.jspecify.annotations.NullMarked;
