/// The inside of servers and clients, the same on every engine: admission, open connections,
/// shutdown. [dev.heddle.serving.ServingEngine] is what an engine must do to be one.
@NullMarked
package dev.heddle.serving;

import org.jspecify.annotations.NullMarked;
