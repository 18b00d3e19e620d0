package dev.signalbox.ingress;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Listens to everything that is logged in this process from its making until it is closed. */
public final class Logged implements AutoCloseable {
  private final Level from;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger root = LogManager.getLogManager().getLogger("");
  private final Handler listener = new Listener();

  private Logged(Level from) {
    this.from = from;
    root.addHandler(listener);
  }

  /** Everything that the levels in force let through. */
  public static Logged all() {
    return new Logged(Level.ALL);
  }

  /** What asks for an operator's eyes: warnings and errors. */
  public static Logged warnings() {
    return new Logged(Level.WARNING);
  }

  /** One entry a record: logger, message, parameters and causes. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.removeHandler(listener);
  }

  private final class Listener extends Handler {
    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() < from.intValue()) {
        return;
      }
      StringBuilder text = new StringBuilder();
      text.append(record.getLoggerName()).append(' ').append(record.getMessage());
      if (record.getParameters() != null) {
        for (Object parameter : record.getParameters()) {
          text.append(' ').append(parameter);
        }
      }
      for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
        text.append(' ').append(cause);
      }
      lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
