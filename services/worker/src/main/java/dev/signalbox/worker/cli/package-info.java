/**
 * Commands as plain mains: exit 0 for yes, 1 for no, 2 for a wrong call. The rule: they print for
 * people and start in a second, so no framework.
 */
@NullMarked
package dev.signalbox.worker.cli;

import org.jspecify.annotations.NullMarked;
