package dev.signalbox.local.process;

import dev.signalbox.local.plan.Program;

/**
 * A program with the work around its start.
 *
 * @param before done before it is started the first time
 * @param after done when it is up and before those that need it start
 */
public record Step(Program program, Hook before, Hook after) {
  public static Step of(Program program) {
    return new Step(program, Hook.NOTHING, Hook.NOTHING);
  }
}
