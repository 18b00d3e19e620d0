package dev.signalbox.classifier.features;

/** What is known of a picture without decoding it: pixels and encoded bytes. */
public record ImageFact(int width, int height, long bytes) {}
