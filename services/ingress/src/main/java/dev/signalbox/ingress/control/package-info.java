/**
 * The line to verdict: keys and budgets by a watch, leases by calls, all in the background. What
 * was heard last stays in force while the line is down.
 */
@NullMarked
package dev.signalbox.ingress.control;

import org.jspecify.annotations.NullMarked;
