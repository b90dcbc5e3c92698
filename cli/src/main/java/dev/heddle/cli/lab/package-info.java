/// `heddle lab`: patterns and steps.
@NullMarked
package dev.heddle.cli.lab;

import org.jspecify.annotations.NullMarked;
