package dev.signalbox.classifier.model;

/**
 * A group of training prompts that the reader learnt to recognise, and the task that it stands for.
 */
public record Label(String name, Task task) {}
