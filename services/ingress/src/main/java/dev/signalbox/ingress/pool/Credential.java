package dev.signalbox.ingress.pool;

import java.nio.file.Path;

/** Where an upstream's API key is found. The key itself is never part of the pool. */
public sealed interface Credential {
  /** The upstream asks for no key. */
  record None() implements Credential {}

  /** An environment variable of this process. */
  record FromEnvironment(String variable) implements Credential {}

  /** A file, read again when it changes. */
  record FromFile(Path path) implements Credential {}
}
