package dev.signalbox.classifier.features;

/** The form that the caller demands of the answer. */
public enum ResponseShape {
  TEXT,
  JSON_OBJECT,
  JSON_SCHEMA
}
