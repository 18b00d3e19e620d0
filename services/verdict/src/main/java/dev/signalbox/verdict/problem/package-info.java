/** What can go wrong, once. */
@NullMarked
package dev.signalbox.verdict.problem;

import org.jspecify.annotations.NullMarked;
