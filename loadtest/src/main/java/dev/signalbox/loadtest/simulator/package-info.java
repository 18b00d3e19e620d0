/**
 * An OpenAI-compatible provider that is honest about being a simulator: answers are deterministic
 * for a seed, token counts and the invoice are real arithmetic done here and nowhere else, so that
 * a gateway's ledger can be held against it.
 */
@NullMarked
package dev.signalbox.loadtest.simulator;

import org.jspecify.annotations.NullMarked;
