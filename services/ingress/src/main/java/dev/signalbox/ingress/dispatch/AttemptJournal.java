package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.pool.Model;
import java.util.Optional;

/**
 * Writes down that a model is asked before it is, so that a kill of this process leaves a trace of
 * every call that a provider may bill. Used on the request's context only.
 */
@FunctionalInterface
public interface AttemptJournal {
  /** Notes a call that is about to be made; empty when it can't be: it must not be made then. */
  Optional<Entry> asks(Model model);

  /** One call. Nothing happens any more once its request is settled. */
  interface Entry {
    /** So much would be billed were the process to end now; replaces what was said before. */
    void billable(Consumption consumed);

    /** The call ended, and its provider bills nothing. */
    void free();
  }
}
