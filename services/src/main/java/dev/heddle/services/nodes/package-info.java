/// Several processes that serve the same clients together: what a service needs of the others.
@NullMarked
package dev.heddle.services.nodes;

import org.jspecify.annotations.NullMarked;
