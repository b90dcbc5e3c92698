/// What servers and clients are inside, on every engine: who may come in, who is open, what ends.
/// [dev.heddle.serving.ServingEngine] is what an engine must do to be one.
@NullMarked
package dev.heddle.serving;

import org.jspecify.annotations.NullMarked;
