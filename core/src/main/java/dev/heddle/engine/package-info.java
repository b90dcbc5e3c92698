/// What every engine has in common, and what a [dev.heddle.engine.Driver] must do to be one.
@NullMarked
package dev.heddle.engine;

import org.jspecify.annotations.NullMarked;
