/** What clients do in a row, many at once, by Gatling and with its report. */
@NullMarked
package dev.signalbox.scenarios;

import org.jspecify.annotations.NullMarked;
