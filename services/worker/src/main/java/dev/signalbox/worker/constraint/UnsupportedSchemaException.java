package dev.signalbox.worker.constraint;

/** A schema that can't be held to; the message says where and why, for the caller. */
public final class UnsupportedSchemaException extends RuntimeException {
  UnsupportedSchemaException(String pointer, String what) {
    super("The schema can't be used: %s %s.".formatted(pointer.isEmpty() ? "it" : pointer, what));
  }

  UnsupportedSchemaException(String whole) {
    super(whole);
  }
}
