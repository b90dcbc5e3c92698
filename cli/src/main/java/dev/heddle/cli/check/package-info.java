/// `heddle check`: judges a server.
@NullMarked
package dev.heddle.cli.check;

import org.jspecify.annotations.NullMarked;
