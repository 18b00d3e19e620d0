package dev.signalbox.local.process;

/** Where lines for the person at the screen go. */
@FunctionalInterface
public interface Progress {
  void line(String text);
}
