/**
 * {@code make costs}: the cost topic for people and for spreadsheets. Reads the topic alone, so
 * what it says can be held against the ledger.
 */
@NullMarked
package dev.signalbox.verdict.costs;

import org.jspecify.annotations.NullMarked;
