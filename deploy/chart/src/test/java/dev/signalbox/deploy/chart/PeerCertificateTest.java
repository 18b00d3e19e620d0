package dev.signalbox.deploy.chart;

import static dev.signalbox.deploy.chart.Rendered.at;
import static dev.signalbox.deploy.chart.Rendered.list;
import static dev.signalbox.deploy.chart.Rendered.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.deploy.chart.Rendered.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What cert-manager is asked for with mutual TLS, and who mounts what it makes. */
class PeerCertificateTest {
  private static final Rendered RENDERED =
      ChartFolder.render(ChartFolder.CHART.resolve("ci/production-values.yaml"));

  private static List<Pod> services() {
    return RENDERED.pods().stream().filter(pod -> !pod.owner().startsWith("Pod/")).toList();
  }

  @Test
  void shouldAskForACertificateThatNamesTheServiceInFrontOfEveryPodThatMountsIt() {
    SoftAssertions softly = new SoftAssertions();
    List<String> mounted = new ArrayList<>();
    for (Pod pod : services()) {
      String secret =
          list(pod.spec(), "volumes").stream()
              .filter(volume -> "peers".equals(volume.get("name")))
              .map(volume -> String.valueOf(at(volume, "secret", "secretName")))
              .findFirst()
              .orElseThrow(() -> new AssertionError(pod.owner() + " mounts no certificate"));
      mounted.add(secret);
      Map<String, Object> certificate =
          RENDERED.ofKind("Certificate").stream()
              .filter(one -> secret.equals(at(one, "spec", "secretName")))
              .findFirst()
              .orElseThrow(() -> new AssertionError("nobody makes " + secret));
      List<String> names = inFrontOf(pod);
      for (String name : names) {
        softly
            .assertThat((List<?>) at(certificate, "spec", "dnsNames"))
            .as(pod.owner())
            .extracting(String::valueOf)
            .contains(name, name + "." + ChartFolder.NAMESPACE + ".svc")
            .allMatch(one -> names.contains(one.replaceFirst("\\..*", "")));
      }
      softly
          .assertThat(list(pod.main(), "volumeMounts"))
          .as(pod.owner())
          .anySatisfy(
              mount ->
                  assertThat(mount)
                      .containsEntry("name", "peers")
                      .containsEntry("mountPath", "/etc/signalbox/tls")
                      .containsEntry("readOnly", true));
      softly.assertThat(pod.env().get("QUARKUS_PROFILE")).as(pod.owner()).contains("mutual-tls");
    }
    softly.assertThat(mounted).as("nobody shares a key").doesNotHaveDuplicates();
    softly
        .assertThat(RENDERED.ofKind("Certificate"))
        .extracting(one -> String.valueOf(at(one, "spec", "secretName")))
        .as("and none is made for nobody")
        .containsExactlyInAnyOrderElementsOf(mounted);
    softly.assertAll();
  }

  @Test
  void shouldAskForKeysThatServeBothSidesAndAreMadeAnew() {
    assertThat(RENDERED.ofKind("Certificate"))
        .isNotEmpty()
        .allSatisfy(
            certificate -> {
              assertThat((List<?>) at(certificate, "spec", "usages"))
                  .extracting(String::valueOf)
                  .contains("server auth", "client auth")
                  .doesNotContain("cert sign", "any");
              assertThat(map(certificate, "spec", "privateKey"))
                  .containsEntry("algorithm", "ECDSA")
                  .containsEntry("encoding", "PKCS8")
                  .containsEntry("rotationPolicy", "Always");
              assertThat(at(certificate, "spec", "isCA")).isNull();
              assertThat(String.valueOf(at(certificate, "spec", "issuerRef", "name"))).isNotEmpty();
              assertThat(hours(at(certificate, "spec", "renewBefore")))
                  .isLessThan(hours(at(certificate, "spec", "duration")));
            });
  }

  @Test
  void shouldGiveTheCertificateToNoHook() {
    assertThat(RENDERED.pods())
        .filteredOn(pod -> pod.owner().startsWith("Pod/"))
        .isNotEmpty()
        .allSatisfy(
            pod ->
                assertThat(list(pod.spec(), "volumes"))
                    .noneSatisfy(volume -> assertThat(volume).containsEntry("name", "peers")));
  }

  /** Names of the Services that select the pod, at least one. */
  private static List<String> inFrontOf(Pod pod) {
    List<String> names =
        RENDERED.ofKind("Service").stream()
            .filter(
                service -> {
                  Set<Map.Entry<String, Object>> wanted =
                      map(service, "spec", "selector").entrySet();
                  return !wanted.isEmpty() && pod.labels().entrySet().containsAll(wanted);
                })
            .map(service -> String.valueOf(at(service, "metadata", "name")))
            .toList();
    assertThat(names).as(pod.owner()).isNotEmpty();
    return names;
  }

  private static Duration hours(@Nullable Object text) {
    return Duration.parse("PT" + String.valueOf(text).toUpperCase(Locale.ROOT));
  }
}
