/// `heddle ps` and `heddle top`: what a running server says of itself.
@NullMarked
package dev.heddle.cli.status;

import org.jspecify.annotations.NullMarked;
