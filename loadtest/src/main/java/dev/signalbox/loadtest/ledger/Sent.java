package dev.signalbox.loadtest.ledger;

/**
 * A request that was sent.
 *
 * @param tag under which the provider lists its calls
 * @param decision the gateway's id; empty when the client got none
 * @param note what an error said, for the report; empty where there is none
 */
record Sent(String tag, Kind kind, Fate fate, String decision, String note) {}
