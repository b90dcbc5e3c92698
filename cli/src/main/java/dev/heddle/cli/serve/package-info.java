/// `heddle serve`: which services run where, their limits and their status page.
@NullMarked
package dev.heddle.cli.serve;

import org.jspecify.annotations.NullMarked;
