/**
 * What may be spent here without asking: slices of budgets that were leased to this process. A
 * reservation that finds room touches atomic counters and nothing else; it never waits. Plain Java.
 */
@NullMarked
package dev.signalbox.ingress.budget;

import org.jspecify.annotations.NullMarked;
