/**
 * Proves that the books agree: what the provider invoices, what the cost events say and what the
 * ledger holds, after a mixed load in which processes are killed. The three are read from outside,
 * by nothing that the gateway itself uses.
 */
@NullMarked
package dev.signalbox.loadtest.ledger;

import org.jspecify.annotations.NullMarked;
