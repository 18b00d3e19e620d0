package dev.signalbox.classifier;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command prints. */
public final class Printed {
  private Printed() {}

  /** To either stream, without white space around it. */
  public static String by(Runnable command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(told, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      command.run();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return told.toString(StandardCharsets.UTF_8).strip();
  }
}
