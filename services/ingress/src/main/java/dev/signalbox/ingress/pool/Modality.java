package dev.signalbox.ingress.pool;

/** What a model takes as input. */
public enum Modality {
  TEXT,
  IMAGE
}
