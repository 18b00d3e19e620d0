/** Statistics on plain numbers: java.* only, formulas with their sources. */
@NullMarked
package dev.signalbox.verdict.stats;

import org.jspecify.annotations.NullMarked;
