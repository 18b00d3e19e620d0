package dev.signalbox.worker.hub;

/** A folder could not be fetched; the message says why and what to do. */
public final class HubException extends Exception {
  public HubException(String message) {
    super(message);
  }
}
