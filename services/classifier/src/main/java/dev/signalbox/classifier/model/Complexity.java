package dev.signalbox.classifier.model;

/** How demanding a request is, each in [0,1]. */
public record Complexity(
    double overall, double reasoning, double knowledge, double length, double constraints) {}
