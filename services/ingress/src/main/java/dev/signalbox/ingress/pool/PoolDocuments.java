package dev.signalbox.ingress.pool;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads {@code signalbox.dev/v1alpha1} documents, the same as a file and as custom resources. All
 * documents together are taken or refused, and a refusal says everything that is wrong.
 */
public final class PoolDocuments {
  public static final String API_VERSION = "signalbox.dev/v1alpha1";

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final int LONGEST_NAME = 253;
  private static final int VERSION_DIGITS = 12;

  private final Findings findings;
  private final Map<String, String> environment;
  private final PriceBook book;
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final Map<String, Fields> routeSpecs = new LinkedHashMap<>();
  private final Map<String, String> contents = new TreeMap<>();

  private PoolDocuments(Findings findings, Map<String, String> environment, PriceBook book) {
    this.findings = findings;
    this.environment = environment;
    this.book = book;
  }

  /** Reads the documents of one source, with the prices that this program was shipped with. */
  public static PoolReading parse(String text, String source, Map<String, String> environment) {
    return parse(text, source, environment, PriceBook.shipped());
  }

  /**
   * Reads the documents of one source.
   *
   * @param text one or more YAML (or JSON) documents
   * @param source name for messages, such as the file's
   * @param environment variables that {@code enabledWhen} looks at; a blank one counts as absent
   * @param book where models' prices are looked up
   */
  public static PoolReading parse(
      String text, String source, Map<String, String> environment, PriceBook book) {
    Findings findings = new Findings(source);
    List<YamlValue> documents;
    try {
      documents = YamlText.read(text);
    } catch (YamlText.MalformedException e) {
      findings.add(e.line(), "", e.reason());
      return new PoolReading.Refused(findings.violations());
    }
    return new PoolDocuments(findings, environment, book).read(documents);
  }

  private PoolReading read(List<YamlValue> documents) {
    for (int i = 0; i < documents.size(); i++) {
      readDocument(documents.get(i), "document " + (i + 1));
    }
    routes.forEach((name, route) -> check(name, route));
    if (models.isEmpty() && !findings.any()) {
      findings.add(0, "", "has no Model");
    }
    return findings.any()
        ? new PoolReading.Refused(findings.violations())
        : new PoolReading.Accepted(new PoolSnapshot(version(), models, routes));
  }

  private void readDocument(YamlValue document, String fallbackName) {
    if (!(document instanceof YamlValue.Mapping mapping)) {
      findings.add(document.line(), fallbackName, "is no mapping");
      return;
    }
    Fields unnamed = new Fields(mapping, mapping.line(), fallbackName + " ", findings);
    String kind = unnamed.text("kind");
    if (!kind.isEmpty() && !kind.equals("Model") && !kind.equals("Route")) {
      unnamed.refuse("kind", "is Model or Route, not " + kind);
      return;
    }
    String name = name(unnamed.object("metadata"));
    if (kind.isEmpty() || name.isEmpty()) {
      return;
    }
    String id = kind + "/" + name;
    Fields root = new Fields(mapping, mapping.line(), id + " ", findings);
    readEnvelope(root);
    Fields spec = root.object("spec");
    root.refuseTheRest();
    YamlValue.Field content = mapping.fields().get("spec");
    if (contents.put(id, content == null ? "" : content.value().canonical()) != null) {
      findings.add(root.lineOf("metadata"), id, "is there twice");
      return;
    }
    if (kind.equals("Model")) {
      models.put(name, ModelReader.read(name, spec, environment, book));
    } else {
      routes.put(name, RouteReader.read(name, spec));
      routeSpecs.put(name, spec);
    }
  }

  private static void readEnvelope(Fields root) {
    String apiVersion = root.text("apiVersion");
    if (!apiVersion.isEmpty() && !apiVersion.equals(API_VERSION)) {
      root.refuse("apiVersion", "is " + API_VERSION + ", not " + apiVersion);
    }
    root.ignore("kind");
    root.ignore("metadata");
    root.ignore("status"); // An API server's own: what it last observed.
  }

  /** The rest of the metadata is Kubernetes' business. */
  private static String name(Fields metadata) {
    String name =
        metadata.text(
            "name", NAME, "is lower-case letters, digits, dashes and dots, as Kubernetes has it");
    if (name.length() > LONGEST_NAME) {
      metadata.refuse("name", "is longer than " + LONGEST_NAME + " characters");
    }
    return name;
  }

  private void check(String name, Route route) {
    Fields spec = routeSpecs.get(name);
    if (spec != null) {
      RouteReader.check(route, spec, models);
    }
  }

  /** A price that comes from a book is part of what the pool says. */
  private void enterPrices() {
    models.forEach(
        (name, model) -> {
          if (model.price().book() != null) {
            contents.put("Price/" + name, model.price().toString());
          }
        });
  }

  private String version() {
    enterPrices();
    List<String> enabled = new ArrayList<>();
    models.values().stream().filter(Model::enabled).map(Model::name).sorted().forEach(enabled::add);
    byte[] content = (contents + "\n" + enabled).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
