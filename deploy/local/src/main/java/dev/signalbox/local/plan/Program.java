package dev.signalbox.local.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One process to start.
 *
 * @param layer programs of a higher layer are stopped first
 * @param environment added to the launcher's own; the place for secrets, which have no business on
 *     a command line
 * @param needs names of the programs that must be ready before this one starts
 * @param stopSignal {@code TERM}, or {@code INT} for PostgreSQL's fast shutdown
 * @param grace from the stop signal to the kill
 * @param address shown to people
 */
public record Program(
    String name,
    int layer,
    List<String> command,
    Map<String, String> environment,
    Set<String> needs,
    Readiness readiness,
    String stopSignal,
    Duration grace,
    String address) {
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    needs = Set.copyOf(needs);
  }

  /** Leaves the environment out: it may hold a password. */
  @Override
  public String toString() {
    return name + " " + command;
  }
}
