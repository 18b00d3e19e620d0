package dev.signalbox.local.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * The main class of the broker's JVM: formats the storage on the first start, then is Kafka's own
 * main.
 */
public final class Broker {
  private Broker() {}

  /**
   * Formats if need be, and runs until it is stopped.
   *
   * @param args data folder, port, controller port
   */
  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    BrokerSettings settings =
        new BrokerSettings(data, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    Files.createDirectories(data);
    Path file = data.resolveSibling("kafka.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.properties().store(out, "Written at each start");
    }
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(file);
    }
    Kafka.main(new String[] {file.toString()});
  }

  private static void format(Path file) {
    List<String> arguments =
        new ArrayList<>(
            List.of("format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()));
    int status = StorageTool.execute(arguments.toArray(String[]::new), System.out);
    if (status != 0) {
      System.err.println("ERROR the storage could not be formatted");
      System.exit(status);
    }
  }
}
