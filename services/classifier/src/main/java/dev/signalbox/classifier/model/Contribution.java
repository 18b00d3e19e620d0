package dev.signalbox.classifier.model;

/** What one feature added to the log-odds of a good answer. */
public record Contribution(String name, double weight) {}
