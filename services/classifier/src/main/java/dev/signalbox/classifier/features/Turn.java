package dev.signalbox.classifier.features;

/** One message of a conversation; {@code role} is system, user, assistant or tool. */
public record Turn(String role, String text) {}
