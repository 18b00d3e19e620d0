package dev.signalbox.loadtest.scenario;

import picocli.CommandLine.Option;

/** The option by which a command gets the key that it calls the ingress with. */
public final class ApiKey {
  @Option(
      names = "--key",
      defaultValue = "${env:SIGNALBOX_KEY}",
      description = "API key of the ingress. Default: SIGNALBOX_KEY")
  private String secret = "";

  public String secret() {
    return secret;
  }
}
