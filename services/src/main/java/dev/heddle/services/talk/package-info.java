/// Two people talk: one at the server's console, one at a client. [Talk] is the whole of it.
@NullMarked
package dev.heddle.services.talk;

import org.jspecify.annotations.NullMarked;
