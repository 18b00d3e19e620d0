package dev.signalbox.classifier.model;

/**
 * A model to estimate.
 *
 * @param model its name in the pool
 * @param gradedAs its name in the training data; empty when it has none
 * @param ability stated, in [0,1]
 */
public record Candidate(String model, String gradedAs, double ability) {}
