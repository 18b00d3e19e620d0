/**
 * What can go wrong, once: each service lists its problems as {@link
 * dev.signalbox.platform.problem.Problem}s and maps them in one place.
 */
@NullMarked
package dev.signalbox.platform.problem;

import org.jspecify.annotations.NullMarked;
