/**
 * The commands of the laptop launcher. They join the packages below, which do not know each other's
 * business, and print.
 */
@NullMarked
package dev.signalbox.local;

import org.jspecify.annotations.NullMarked;
