/// `heddle connect`: a client for people, and for pipes.
@NullMarked
package dev.heddle.cli.connect;

import org.jspecify.annotations.NullMarked;
