package dev.signalbox.ingress.chat;

/**
 * Bounds of a request's JSON.
 *
 * @param depth deepest nesting
 * @param bytes longest string
 * @param messages most messages
 * @param pictures most pictures
 */
public record ChatLimits(int depth, int bytes, int messages, int pictures) {}
