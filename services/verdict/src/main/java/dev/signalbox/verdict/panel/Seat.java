package dev.signalbox.verdict.panel;

import org.jspecify.annotations.Nullable;

/**
 * A place on a panel.
 *
 * @param judge model or route that is asked; null for a person's place
 * @param lens how it looks
 */
public record Seat(@Nullable String judge, String lens) {}
