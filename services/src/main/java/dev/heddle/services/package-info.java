/// Services, one to a file. [Services] lists them; [Service] tells how one is described, and
/// [LineProtocol] is what those that speak in lines are built on.
///
/// Nothing here knows which concurrency model it runs on.
@NullMarked
package dev.heddle.services;

import org.jspecify.annotations.NullMarked;
