package dev.signalbox.local.plan;

import java.net.URI;
import java.nio.file.Path;

/** How one sees that a program is ready. */
public sealed interface Readiness {
  /** A GET answers 200. */
  record Http(URI address) implements Readiness {}

  /** A connection to 127.0.0.1 is accepted. */
  record Port(int port) implements Readiness {}

  /** PostgreSQL has written {@code ready} into its postmaster.pid. */
  record Postmaster(Path pidFile) implements Readiness {}
}
