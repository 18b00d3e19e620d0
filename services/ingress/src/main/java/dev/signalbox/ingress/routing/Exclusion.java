package dev.signalbox.ingress.routing;

/**
 * Why a model could not serve.
 *
 * @param because readable, such as {@code takes no pictures}
 */
public record Exclusion(Gate gate, String because) {}
