package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.pool.Credential;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * An upstream's key. A file is read again, off the event loop, at most once a second while it is in
 * use, so that a rotated key is taken without a restart. Prints nothing of the key.
 */
final class Secret {
  private static final long REREAD_NANOS = 1_000_000_000L;

  private final Vertx vertx;
  private final Credential credential;
  private volatile String value;
  private volatile long readAt = System.nanoTime();

  Secret(Vertx vertx, Credential credential, Map<String, String> environment) {
    this.vertx = vertx;
    this.credential = credential;
    this.value =
        switch (credential) {
          case Credential.None() -> "";
          case Credential.FromEnvironment(String variable) ->
              environment.getOrDefault(variable, "").strip();
          case Credential.FromFile(Path path) -> read(path, "");
        };
  }

  /** Empty when there is none. */
  String value() {
    if (credential instanceof Credential.FromFile(Path path)
        && System.nanoTime() - readAt > REREAD_NANOS) {
      readAt = System.nanoTime();
      Callable<String> reading = () -> value = read(path, value);
      var unused = vertx.executeBlocking(reading, false);
    }
    return value;
  }

  private static String read(Path path, String otherwise) {
    try {
      return Files.readString(path).strip();
    } catch (IOException e) {
      return otherwise;
    }
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
