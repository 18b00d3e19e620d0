package dev.signalbox.verdict.console;

/**
 * What the layout needs of every page.
 *
 * @param section which link of the navigation is the present one
 */
public record Page(String title, String section) {}
