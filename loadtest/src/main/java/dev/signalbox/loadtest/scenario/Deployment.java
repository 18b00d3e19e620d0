package dev.signalbox.loadtest.scenario;

import java.net.URI;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say where the system is whose books are looked at, and who may look. */
public final class Deployment {
  @Option(names = "--ingress", required = true, split = ",", description = "Replicas' addresses")
  private List<URI> replicas = List.of();

  @Option(names = "--verdict", required = true, description = "Verdict's address")
  private URI verdict = URI.create("http://127.0.0.1:8083");

  @Option(names = "--simulator", required = true, description = "The provider's address")
  private URI simulator = URI.create("http://127.0.0.1:8089");

  @Option(
      names = "--admin-token",
      defaultValue = "${env:SIGNALBOX_ADMIN_TOKEN}",
      description = "Default: SIGNALBOX_ADMIN_TOKEN")
  private String adminToken = "";

  public List<URI> replicas() {
    return replicas;
  }

  public URI verdict() {
    return verdict;
  }

  public URI simulator() {
    return simulator;
  }

  public String adminToken() {
    return adminToken;
  }
}
