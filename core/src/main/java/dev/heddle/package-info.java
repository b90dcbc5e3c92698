/// What a service is written against: [dev.heddle.Handler] and [dev.heddle.Connection], run by a
/// [dev.heddle.Server] on an [dev.heddle.Engine].
@NullMarked
package dev.heddle;

import org.jspecify.annotations.NullMarked;
