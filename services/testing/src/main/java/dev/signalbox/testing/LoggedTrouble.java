package dev.signalbox.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged at WARN and above from now on, until it is closed. Thread-safe. */
public final class LoggedTrouble implements AutoCloseable {
  private final Logger root = Logger.getLogger("");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            lines.add(record.getLevel() + " " + record.getLoggerName() + " " + record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private LoggedTrouble() {
    root.addHandler(handler);
  }

  public static LoggedTrouble from() {
    return new LoggedTrouble();
  }

  /** Level, logger and message of each line whose logger's name begins with one of those given. */
  public List<String> of(String... loggers) {
    return lines.stream()
        .filter(
            line ->
                List.of(loggers).stream()
                    .anyMatch(logger -> line.startsWith(logger, line.indexOf(' ') + 1)))
        .toList();
  }

  @Override
  public void close() {
    root.removeHandler(handler);
  }
}
