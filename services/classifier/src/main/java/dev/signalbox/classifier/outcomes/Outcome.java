package dev.signalbox.classifier.outcomes;

/**
 * One graded answer.
 *
 * @param id stable; the same outcome counts once
 * @param model its name in the pool
 * @param predicted what the classifier had said, in [0,1]
 * @param classifierVersion whose saying it was; empty when the event does not tell
 * @param score in [0,1], 1 is good
 */
record Outcome(String id, String model, double predicted, String classifierVersion, double score) {}
