/// What a pattern is written against ([Lab]) and what there is to know about it before it runs
/// ([Experiment]).
@NullMarked
package dev.heddle.lab;

import org.jspecify.annotations.NullMarked;
