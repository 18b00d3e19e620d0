package dev.signalbox.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's command line. */
@Command(
    name = "signalbox",
    mixinStandardHelpOptions = true,
    version = "signalbox 0.1.0",
    description =
        "Runs Signalbox on this machine: Kafka, PostgreSQL and the services as processes.",
    subcommands = {RunCommand.class, StopCommand.class, StatusCommand.class})
public final class Signalbox implements Runnable {
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Signalbox()).execute(args));
  }
}
