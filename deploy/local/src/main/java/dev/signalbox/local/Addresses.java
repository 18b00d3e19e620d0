package dev.signalbox.local;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.plan.Ports;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file {@code run/addresses.properties}: there as long as the system is ready, for scripts,
 * tests and the status command.
 */
record Addresses(Ports ports, Set<String> services) {
  static Path file(DataFolder folder) {
    return folder.run().resolve("addresses.properties");
  }

  void write(DataFolder folder) throws IOException {
    Properties properties = new Properties();
    ports
        .byName()
        .forEach(
            (name, port) -> {
              boolean infrastructure = name.startsWith("kafka") || name.equals("postgres");
              if (infrastructure || services.contains(name)) {
                properties.setProperty(
                    name, (infrastructure ? "" : "http://") + "127.0.0.1:" + port);
              }
            });
    try (Writer writer = Files.newBufferedWriter(file(folder))) {
      properties.store(writer, null);
    }
  }

  /** By name; empty when nothing is ready. */
  static Map<String, String> read(DataFolder folder) throws IOException {
    Map<String, String> addresses = new TreeMap<>();
    if (Files.exists(file(folder))) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file(folder))) {
        properties.load(reader);
      }
      properties.stringPropertyNames().forEach(n -> addresses.put(n, properties.getProperty(n)));
    }
    return addresses;
  }
}
