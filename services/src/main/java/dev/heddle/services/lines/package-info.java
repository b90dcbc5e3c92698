/// What services that talk to people in lines have in common: reading lines, names, passwords, and
/// bounds on how much one client may say.
@NullMarked
package dev.heddle.services.lines;

import org.jspecify.annotations.NullMarked;
