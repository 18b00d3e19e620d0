package dev.signalbox.worker.api;

import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Starts the service as it ships from a command's process: the same application, set by system
 * properties. Needs the packaged application on the class path.
 */
public final class StandAlone {
  private StandAlone() {}

  /** Runs until the process is told to end. */
  public static void run(Map<String, String> settings) {
    settings.forEach(System::setProperty);
    try {
      Class.forName("io.quarkus.bootstrap.runner.QuarkusEntryPoint")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } catch (ReflectiveOperationException e) {
      Logger.getLogger(StandAlone.class).error("the service did not start", e);
      throw new IllegalStateException("the packaged service is not on the class path", e);
    }
  }
}
