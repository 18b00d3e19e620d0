/**
 * What was observed after the answer comes back: graded outcomes move each model's probabilities,
 * and only as long as they are no worse than the frozen model's on the outcomes seen last. All
 * state is a bounded window that a file and the topic can rebuild.
 */
@NullMarked
package dev.signalbox.classifier.outcomes;

import org.jspecify.annotations.NullMarked;
