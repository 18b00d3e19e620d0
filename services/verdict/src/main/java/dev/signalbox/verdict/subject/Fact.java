package dev.signalbox.verdict.subject;

/** One line of a subject's facts, such as "Context" and "128,000 tokens". */
public record Fact(String label, String value) {}
