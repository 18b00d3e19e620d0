package dev.signalbox.ingress.edge;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;

/** What the tests at the edge share. */
@QuarkusTest
@QuarkusTestResource(Edge.class)
abstract class EdgeTest {
  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "fake.upstream")
  String fake;

  @ConfigProperty(name = "fake.anthropic")
  String anthropic;

  @Inject MemoryPublisher events;

  Caller caller;

  @BeforeEach
  void call() {
    caller = new Caller(base, fake);
  }
}
