package dev.signalbox.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Hears everything that is logged in this process from now on, until it is closed. Thread-safe. */
public final class Logged implements AutoCloseable {
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger root = LogManager.getLogManager().getLogger("");
  private final Handler listener = new Listener();

  private Logged() {
    root.addHandler(listener);
  }

  public static Logged fromNowOn() {
    return new Logged();
  }

  /** All lines, each with its logger, level, message, parameters and causes. */
  public List<String> lines() {
    return lines(record -> true);
  }

  /** Warnings and errors of loggers whose names begin with one of these. */
  public List<String> warnings(String... loggers) {
    return lines(
        record ->
            record.getLevel().intValue() >= Level.WARNING.intValue()
                && Stream.of(loggers).anyMatch(String.valueOf(record.getLoggerName())::startsWith));
  }

  private List<String> lines(Predicate<LogRecord> wanted) {
    return records.stream().filter(wanted).map(Logged::line).toList();
  }

  private static String line(LogRecord record) {
    StringBuilder text = new StringBuilder();
    text.append(record.getLoggerName()).append(' ').append(record.getLevel());
    text.append(' ').append(record.getMessage());
    if (record.getParameters() != null) {
      for (Object parameter : record.getParameters()) {
        text.append(' ').append(parameter);
      }
    }
    for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
      text.append(' ').append(cause);
    }
    return text.toString();
  }

  @Override
  public void close() {
    root.removeHandler(listener);
  }

  private final class Listener extends Handler {
    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
