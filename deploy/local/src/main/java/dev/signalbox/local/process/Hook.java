package dev.signalbox.local.process;

import dev.signalbox.local.plan.StartFailure;

/** Work beside a program's start: preparing its data, or filling it once it is up. */
@FunctionalInterface
public interface Hook {
  Hook NOTHING = () -> {};

  void run() throws StartFailure, InterruptedException;
}
